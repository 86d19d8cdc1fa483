package org.cam4j.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.cam4j.training.dashboard.DashboardServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j dashboard}: serves the CAM page until it is stopped. */
@Command(
        name = "dashboard",
        description = {
            "Show in a browser where networks look while they learn: runs that go on, were killed or are finished.",
            "It only reads, and ends with Ctrl-C."
        },
        footer = {"", "Example: cam4j dashboard --runs results"})
final class DashboardCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "A run's folder, or one with runs below it. Default: the current folder.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path runs;

    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "" + DashboardServer.DEFAULT_PORT,
            description = "Port; 0 picks a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "H",
            defaultValue = DashboardServer.DEFAULT_HOST,
            description =
                    "Address of this machine to listen on. Default: ${DEFAULT-VALUE}, which no other machine reaches.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String host;

    @Override
    public Integer call() throws IOException {
        try (DashboardServer server = DashboardServer.start(runs, host, port)) {
            if (!server.isLoopback()) {
                spec.commandLine()
                        .getErr()
                        .printf(
                                Locale.ROOT,
                                "Warning: whoever reaches %s in the network can read the runs below %s, images included; there is no password.%n",
                                host,
                                runs);
            }
            spec.commandLine().getOut().println(server.address());
            spec.commandLine().getOut().flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.DONE;
    }
}
