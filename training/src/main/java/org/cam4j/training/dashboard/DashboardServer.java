package org.cam4j.training.dashboard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Serves the page {@code /cam4j} and Deeplearning4j's pages {@code /train} for the runs below a folder, on one address of this machine. It reads, also while the runs are written, and writes nothing but a request to stop a run; it answers
 * only what {@link RequestGuard} lets through. Needs {@code deeplearning4j-ui}, an optional dependency.
 */
public final class DashboardServer implements AutoCloseable {
    public static final int DEFAULT_PORT = 9000;
    public static final String DEFAULT_HOST = "127.0.0.1";

    private static final String DEPENDENCY_CLASS = "io.vertx.core.Vertx";
    private static final int TOKEN_BYTES = 24;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private final VertxServer server;
    private final InetAddress host;
    private final Optional<String> token;

    private DashboardServer(VertxServer server, InetAddress host, Optional<String> token) {
        this.server = server;
        this.host = host;
        this.token = token;
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
     * @throws IllegalStateException in one line, when {@code deeplearning4j-ui} is not on the class path
     */
    public static DashboardServer start(Path runs, String host, int port, Optional<String> token) throws IOException {
        requireDependency();
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
        return new DashboardServer(VertxServer.start(runs, address, host, port, token), address, token);
    }

    private static void requireDependency() {
        try {
            Class.forName(DEPENDENCY_CLASS, false, DashboardServer.class.getClassLoader());
        } catch (ClassNotFoundException absent) {
            throw new IllegalStateException(
                    "The dashboard needs org.deeplearning4j:deeplearning4j-ui, which is not on the class path; add it to the dependencies.",
                    absent);
        }
    }

    /** A random token of 192 bits. */
    public static String randomToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Where the CAM page is, with the token where there is one. */
    public String address() {
        String literal = host.getHostAddress();
        return String.format(
                Locale.ROOT,
                "http://%s:%d/cam4j%s",
                literal.contains(":") ? "[" + literal + "]" : literal,
                server.port(),
                token.map(secret -> "?token=" + secret).orElse(""));
    }

    /** Whether other machines cannot reach it. */
    public boolean isLoopback() {
        return host.isLoopbackAddress();
    }

    @Override
    public void close() {
        server.close();
    }
}
