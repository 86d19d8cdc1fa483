package org.cam4j.training.dashboard;

import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.cam4j.training.dashboard.Runs.Missing;

/** The HTTP server behind {@link DashboardServer}. Files are read by a few threads of their own, never by the one that listens. */
final class VertxServer implements AutoCloseable {
    /** Milliseconds, practically never: while a training uses all cores an answer may take seconds, which is nothing to warn of. */
    private static final long CHECKS_OF_THREADS = TimeUnit.DAYS.toMillis(10_000);

    private static final int READERS = 4;
    private static final int IDLE_SECONDS = 60;

    private final Vertx vertx;
    private final CamPages camPages;
    private final TrainPages trainPages;
    private final HttpServer server;

    private VertxServer(Path runs, InetAddress host, String name, Optional<String> token) {
        Runs found = new Runs(runs.toAbsolutePath().normalize());
        String stopToken = DashboardServer.randomToken();
        camPages = new CamPages(found, stopToken);
        trainPages = new TrainPages(found);
        vertx = Vertx.vertx(new VertxOptions()
                .setBlockedThreadCheckInterval(CHECKS_OF_THREADS)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(READERS)
                // Without a cache in the temporary directory, which belongs to the user who came first.
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        server = vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS))
                .requestHandler(new RequestGuard(host, name, token, stopToken, this::handle));
    }

    /**
     * Starts to serve.
     *
     * @param name by which readers may ask for the host
     * @throws IllegalArgumentException in one line, when the port is taken or the address is not of this machine
     */
    static VertxServer start(Path runs, InetAddress address, String name, int port, Optional<String> token)
            throws IOException {
        VertxServer dashboard = new VertxServer(runs, address, name, token);
        CompletableFuture<HttpServer> started = new CompletableFuture<>();
        dashboard.server.listen(port, address.getHostAddress(), result -> complete(started, result));
        try {
            started.get();
            return dashboard;
        } catch (ExecutionException failure) {
            dashboard.close();
            throw refused(failure, address, port);
        } catch (InterruptedException interrupted) {
            dashboard.close();
            Thread.currentThread().interrupt();
            throw new IOException("The dashboard was interrupted while it started.", interrupted);
        }
    }

    private void handle(HttpServerRequest request) {
        vertx.<Answer>executeBlocking(
                promise -> {
                    try {
                        promise.complete(answer(request));
                    } catch (IOException | RuntimeException missing) {
                        promise.fail(missing);
                    }
                },
                false,
                result -> send(
                        request.response(),
                        // What is missing and what is damaged look alike from outside: no path of this machine is told.
                        result.succeeded() ? result.result() : Answer.text(404, "There is no such thing here.")));
    }

    private Answer answer(HttpServerRequest request) throws IOException {
        List<String> parts = List.of(request.path().substring(1).split("/"));
        List<String> rest = parts.subList(1, parts.size());
        if (request.method() == HttpMethod.POST) {
            return camPages.stop(rest);
        }
        return switch (parts.get(0)) {
            case "cam4j" -> {
                Map<String, String> query = new LinkedHashMap<>();
                request.params().forEach(parameter -> query.put(parameter.getKey(), parameter.getValue()));
                yield camPages.answer(rest, query, request.getHeader("If-None-Match"), RequestGuard.isLocal(request));
            }
            case "train" -> trainPages.answer(rest);
            case "assets" -> TrainPages.asset(rest);
            default -> throw new Missing();
        };
    }

    private static void send(HttpServerResponse response, Answer answer) {
        if (!response.closed()) {
            answer.headers().forEach(response::putHeader);
            response.setStatusCode(answer.status()).end(Buffer.buffer(answer.body()));
        }
    }

    private static <T> void complete(CompletableFuture<T> future, AsyncResult<T> result) {
        if (result.succeeded()) {
            future.complete(result.result());
        } else {
            future.completeExceptionally(result.cause());
        }
    }

    private static RuntimeException refused(ExecutionException failure, InetAddress host, int port) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof BindException)) {
            cause = cause.getCause();
        }
        if (!(cause instanceof BindException)) {
            return new IllegalStateException("The dashboard did not start: " + cause.getMessage(), failure);
        }
        boolean taken = String.valueOf(cause.getMessage()).contains("in use");
        return new IllegalArgumentException(
                taken
                        ? String.format(
                                Locale.ROOT,
                                "Port %d of %s is taken by another program, perhaps another dashboard. Stop it, or choose another --port; 0 picks a free one.",
                                port,
                                host.getHostAddress())
                        : String.format(
                                Locale.ROOT,
                                "Cannot listen on port %d of %s: %s. Expected an address of this machine and a port that is free.",
                                port,
                                host.getHostAddress(),
                                cause.getMessage()),
                failure);
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        vertx.close(result -> complete(closed, result));
        closed.exceptionally(failure -> null).join();
    }
}
