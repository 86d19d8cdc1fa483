package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.ServerOptions;
import org.cam4j.training.dashboard.DashboardServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j dashboard}: serves the dashboard until it is stopped. */
@Command(
        name = "dashboard",
        description = {
            "Serve the dashboard for running, interrupted and finished runs.",
            "It reads the runs; its page can stop one that runs. Press Ctrl-C to stop the dashboard."
        },
        footer = {
            "",
            "Example: cam4j dashboard --runs runs",
            "The trainings of 'reproduce': cam4j dashboard --runs results/.work"
        })
public final class DashboardCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Folder of a run, or a folder with runs below it. Default: the current folder.")
    private Path runs;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Override
    public Integer call() throws IOException {
        try (DashboardServer dashboard = server.start(runs, spec.commandLine().getErr())) {
            spec.commandLine().getOut().println(dashboard.address());
            spec.commandLine().getOut().flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.DONE;
    }
}
