package org.cam4j.experiments.cli.terminal;

import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.fit.result.EpochResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Shows a training run: a bar over all its steps, and a line for every epoch. */
public final class FitProgress implements org.cam4j.experiments.reproduce.run.Progress.Training {
    private final CommandSpec spec;
    private final String task;
    private final boolean quiet;
    private @Nullable TaskProgress bar;

    public FitProgress(CommandSpec spec, String task, boolean quiet) {
        this.spec = spec;
        this.task = task;
        this.quiet = quiet;
    }

    @Override
    public void started(int epoch, int epochs, int steps) {
        bar = new TaskProgress(task, "steps", (long) epochs * steps, quiet);
        bar.startAt((epoch - 1L) * steps);
        if (epoch > 1) {
            note(String.format(Locale.ROOT, "continues with epoch %d of %d", epoch, epochs));
        }
    }

    @Override
    public void step(Progress at) {
        if (bar != null) {
            bar.to(
                    (at.epoch() - 1L) * at.steps() + at.step(),
                    String.format(
                            Locale.ROOT,
                            "loss %.3f%s, %.0f images/s, epoch %d",
                            at.loss(),
                            percent(", accuracy %.1f %%", at.percentRight()),
                            at.imagesPerSecond(),
                            at.epoch()));
        }
    }

    @Override
    public void epoch(EpochResult result, boolean bestSoFar) {
        note(String.format(
                Locale.ROOT,
                "epoch %d: loss %.3f, validation loss %.3f%s%s%s",
                result.epoch(),
                result.trainLoss(),
                result.validationLoss(),
                percent(", validation top-1 %.2f %%", result.validationTop1()),
                percent(", validation mAP %.2f %%", result.meanAp()),
                bestSoFar ? " (best so far)" : ""));
    }

    /** Nothing for a number that the network does not have. */
    private static String percent(String format, double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }

    @Override
    public void skipped(List<Skipped> images) {
        SkippedLines.print(spec, images);
    }

    @Override
    public void note(String line) {
        if (!quiet) {
            spec.commandLine().getErr().println(task + ": " + line);
            spec.commandLine().getErr().flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
