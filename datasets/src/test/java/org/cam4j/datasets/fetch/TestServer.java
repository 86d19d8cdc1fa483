package org.cam4j.datasets.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A server with one file, on this machine, that can break off, change its file and answer ranges. */
final class TestServer implements AutoCloseable {
    private final HttpServer server;
    private final List<String> requests = new ArrayList<>();
    private byte[] content;
    private String version = "\"one\"";
    private int breakAfter = Integer.MAX_VALUE;
    private int status = 200;

    TestServer(byte[] content) throws IOException {
        this.content = content.clone();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/file", this::answer);
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/file");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    URI address(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    /** Every connection ends after so many bytes. */
    void breakAfter(int bytes) {
        breakAfter = bytes;
    }

    void answerWith(int newStatus) {
        status = newStatus;
    }

    void replace(byte[] newContent, String newVersion) {
        content = newContent.clone();
        version = newVersion;
    }

    /** The Range header of every request so far, {@code null} as {@code whole}. */
    List<String> requests() {
        return requests;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(range == null ? "whole" : range);
        if (status != 200) {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
            return;
        }
        if (!version.isEmpty()) {
            exchange.getResponseHeaders().set("ETag", version);
        }
        int from = 0;
        if (range != null && version.equals(exchange.getRequestHeaders().getFirst("If-Range"))) {
            from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        }
        if (from > 0 && from >= content.length) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
            exchange.sendResponseHeaders(416, -1);
            exchange.close();
            return;
        }
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        int sent = Math.min(breakAfter, content.length - from);
        OutputStream out = exchange.getResponseBody();
        out.write(content, from, sent);
        out.flush();
        if (sent < content.length - from) {
            throw new IOException("the server closes the connection of a handler that fails");
        }
        out.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
