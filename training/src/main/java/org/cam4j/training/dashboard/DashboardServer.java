package org.cam4j.training.dashboard;

import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.cam4j.training.dashboard.Runs.Missing;

/**
 * Serves the page {@code /cam4j} and Deeplearning4j's pages {@code /train} for the runs below a folder, on one address of this machine. It only reads, also while the runs are written, and
 * only what {@link RequestGuard} lets through. Files are read by a few threads of their own, never by the one that listens.
 */
public final class DashboardServer implements AutoCloseable {
    public static final int DEFAULT_PORT = 9000;
    public static final String DEFAULT_HOST = "127.0.0.1";

    /** Milliseconds, practically never: while a training uses all cores an answer may take seconds, which is nothing to warn of. */
    private static final long CHECKS_OF_THREADS = TimeUnit.DAYS.toMillis(10_000);

    private static final int READERS = 4;
    private static final int IDLE_SECONDS = 60;
    private static final int TOKEN_BYTES = 24;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private final Vertx vertx;
    private final InetAddress host;
    private final Optional<String> token;
    private final CamPages camPages;
    private final TrainPages trainPages;
    private final HttpServer server;

    private DashboardServer(Path runs, InetAddress host, String name, Optional<String> token) {
        this.host = host;
        this.token = token;
        Runs found = new Runs(runs.toAbsolutePath().normalize());
        camPages = new CamPages(found);
        trainPages = new TrainPages(found);
        vertx = Vertx.vertx(new VertxOptions()
                .setBlockedThreadCheckInterval(CHECKS_OF_THREADS)
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(READERS)
                // Without a cache in the temporary directory, which belongs to the user who came first.
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        server = vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS))
                .requestHandler(new RequestGuard(host, name, token, this::handle));
    }

    /** As {@link #start(Path, String, int, Optional)} without a token. */
    public static DashboardServer start(Path runs, String host, int port) throws IOException {
        return start(runs, host, port, Optional.empty());
    }

    /**
     * Starts to serve.
     *
     * @param runs a run's folder, or one with runs somewhere below it
     * @param host a name or address of this machine
     * @param port 0 picks a free one
     * @param token what readers must know; empty for nothing
     * @throws IllegalArgumentException in one line, when there is no such folder or host, the port is taken, or the token has other characters than letters, digits, {@code -} and {@code _}
     */
    public static DashboardServer start(Path runs, String host, int port, Optional<String> token) throws IOException {
        if (!Files.isDirectory(runs)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: found %s; expected a folder with runs of cam4j train.",
                    runs,
                    Files.exists(runs) ? "a file" : "nothing"));
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "Port %d: expected 0 to 65535.", port));
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT, "Host '%s' is unknown; expected a name or an address of this machine.", host),
                    unknown);
        }
        if (token.isPresent() && !TOKEN.matcher(token.get()).matches()) {
            throw new IllegalArgumentException(
                    "The token has characters that do not fit into an address; expected 1 to 128 letters, digits, '-' and '_'.");
        }
        DashboardServer dashboard = new DashboardServer(runs, address, host, token);
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

    /** A token that nobody can guess: 192 random bits. */
    public static String randomToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
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
        return switch (parts.get(0)) {
            case "cam4j" -> {
                Map<String, String> query = new LinkedHashMap<>();
                request.params().forEach(parameter -> query.put(parameter.getKey(), parameter.getValue()));
                yield camPages.answer(rest, query, request.getHeader("If-None-Match"));
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

    /** Where the CAM page is, with the token where there is one. */
    public String address() {
        String literal = host.getHostAddress();
        return String.format(
                Locale.ROOT,
                "http://%s:%d/cam4j%s",
                literal.contains(":") ? "[" + literal + "]" : literal,
                server.actualPort(),
                token.map(secret -> "?token=" + secret).orElse(""));
    }

    /** Whether other machines cannot reach it. */
    public boolean isLoopback() {
        return host.isLoopbackAddress();
    }

    @Override
    public void close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        vertx.close(result -> complete(closed, result));
        closed.exceptionally(failure -> null).join();
    }
}
