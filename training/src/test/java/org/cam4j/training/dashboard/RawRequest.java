package org.cam4j.training.dashboard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP as no tidy client would send it. */
final class RawRequest {
    private RawRequest() {}

    /**
     * Sends a request and gives the whole answer.
     *
     * @param request method and path, as they are
     * @param headers lines with their ends
     */
    static String send(int port, String request, String host, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String text = request + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers
                    + "Content-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
