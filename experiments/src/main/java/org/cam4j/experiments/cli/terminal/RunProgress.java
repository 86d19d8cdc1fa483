package org.cam4j.experiments.cli.terminal;

import org.cam4j.experiments.reproduce.run.Progress;
import picocli.CommandLine.Model.CommandSpec;

/** Shows the runs of experiments. */
public record RunProgress(CommandSpec spec, boolean quiet) implements Progress {
    @Override
    public Task task(String name, String unit, long total) {
        TaskProgress bar = new TaskProgress(name, unit, total, quiet);
        return new Task() {
            @Override
            public void to(long done) {
                bar.to(done, "");
            }

            @Override
            public void close() {
                bar.close();
            }
        };
    }

    @Override
    public Training training(String name) {
        return new FitProgress(spec, name, quiet);
    }

    @Override
    public void note(String line) {
        if (!quiet) {
            spec.commandLine().getErr().println(line);
            spec.commandLine().getErr().flush();
        }
    }
}
