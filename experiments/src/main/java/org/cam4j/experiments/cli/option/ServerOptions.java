package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.training.dashboard.DashboardServer;
import picocli.CommandLine.Option;

/** Where the dashboard listens, and who may read it. */
public final class ServerOptions {
    /** A shorter token can be guessed. */
    private static final int SAFE_TOKEN = 16;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "" + DashboardServer.DEFAULT_PORT,
            description = "Dashboard port; 0 picks a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "H",
            description = {
                "Address of this machine to listen on. Default: " + DashboardServer.DEFAULT_HOST
                        + ", which only this machine can reach.",
                "With any other address, readers need the token in the printed address."
            })
    private String host = DashboardServer.DEFAULT_HOST;

    @Option(
            names = "--token",
            paramLabel = "T",
            description = "Token that readers need. Default: a random one if other machines can reach the dashboard.")
    private Optional<String> token = Optional.empty();

    @Option(names = "--no-token", description = "Serve the dashboard without a token.")
    private boolean open;

    /**
     * Starts the dashboard.
     *
     * @param messages gets a warning in one line, where others may read without a token or guess it
     */
    public DashboardServer start(Path runs, PrintWriter messages) throws IOException {
        if (open && token.isPresent()) {
            throw new IllegalArgumentException("--token and --no-token exclude each other; give one of them.");
        }
        boolean local = isLoopback();
        Optional<String> needed =
                local || open || token.isPresent() ? token : Optional.of(DashboardServer.randomToken());
        DashboardServer server = DashboardServer.start(runs, host, port, needed);
        if (!local && needed.isEmpty()) {
            messages.printf(
                    Locale.ROOT,
                    "Warning: everyone who can reach %s over the network can read the runs below %s, including images.%n",
                    host,
                    runs);
        } else if (needed.isPresent() && needed.get().length() < SAFE_TOKEN) {
            messages.printf(
                    Locale.ROOT,
                    "Warning: the token has %d characters and can be guessed; use %d or more.%n",
                    needed.get().length(),
                    SAFE_TOKEN);
        }
        messages.flush();
        return server;
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false; // the server names it
        }
    }
}
