package org.cam4j.training.dashboard;

import io.vertx.core.AsyncResult;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.cam4j.training.fit.FitListener;
import org.deeplearning4j.core.storage.StatsStorage;

/**
 * Deeplearning4j's UI with the CAM page at {@code /cam4j}, on one address of this machine. Nobody can write to it: only GET is answered, and of Deeplearning4j's
 * own pages only those of the training.
 */
public final class DashboardServer implements AutoCloseable {
    public static final int DEFAULT_PORT = 9000;
    public static final String DEFAULT_HOST = "127.0.0.1";

    /** Milliseconds, for ever: beside a training on all cores an answer may take seconds, which is nothing to warn of. */
    private static final long CHECKS_OF_THREADS = TimeUnit.DAYS.toMillis(10_000);

    private final Vertx vertx;
    private final GuardedUiServer server;
    private final InetAddress host;

    private DashboardServer(Vertx vertx, GuardedUiServer server, InetAddress host) {
        this.vertx = vertx;
        this.server = server;
        this.host = host;
    }

    /**
     * Starts to serve.
     *
     * @param runs a run's folder, or one with runs somewhere below it
     * @param host a name or address of this machine
     * @param port 0 for any that is free
     * @throws IllegalArgumentException in one line, when there is no such folder or host, or the port is taken
     */
    public static DashboardServer start(Path runs, String host, int port) throws IOException {
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
        Vertx vertx = Vertx.vertx(new VertxOptions().setBlockedThreadCheckInterval(CHECKS_OF_THREADS));
        GuardedUiServer server = new GuardedUiServer(address, port);
        CompletableFuture<String> started = new CompletableFuture<>();
        DeploymentOptions options = new DeploymentOptions()
                .setConfig(new JsonObject()
                        .put(CamPage.RUNS, runs.toAbsolutePath().normalize().toString()));
        vertx.deployVerticle(server, options, result -> complete(started, result));
        try {
            started.get();
        } catch (ExecutionException failure) {
            vertx.close();
            throw refused(failure, address, port);
        } catch (InterruptedException interrupted) {
            vertx.close();
            Thread.currentThread().interrupt();
            throw new IOException("The dashboard was interrupted while it started.", interrupted);
        }
        return new DashboardServer(vertx, server, address);
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
                                "Port %d of %s is taken by another program, perhaps another dashboard. Stop it, or choose --port; 0 takes any that is free.",
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

    /** Where the CAM page is. */
    public String address() {
        String literal = host.getHostAddress();
        return String.format(
                Locale.ROOT,
                "http://%s:%d/cam4j",
                literal.contains(":") ? "[" + literal + "]" : literal,
                server.getPort());
    }

    /** Whether other machines cannot reach it. */
    public boolean isLoopback() {
        return host.isLoopbackAddress();
    }

    /** Puts a training of this process into Deeplearning4j's own pages. */
    public FitListener listener() {
        return new FitListener() {
            @Override
            public void statistics(StatsStorage storage) {
                server.attach(storage);
            }
        };
    }

    @Override
    public void close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        vertx.close(result -> complete(closed, result));
        closed.exceptionally(failure -> null).join();
    }
}
