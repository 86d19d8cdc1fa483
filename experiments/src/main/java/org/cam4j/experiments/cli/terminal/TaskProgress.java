package org.cam4j.experiments.cli.terminal;

import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a long piece of work is, with its rate and the time that remains, on standard error: a bar on a terminal, else a plain line every ten seconds.
 */
public final class TaskProgress implements AutoCloseable {
    private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(10);

    private final String task;
    private final String unit;
    private final long total;
    private final boolean quiet;
    private final PrintStream plain;
    private final @Nullable ProgressBar bar;
    private final Instant begun = Instant.now();
    private Instant lastLine = begun;
    private long before;
    private long done;
    private String extra = "";

    /**
     * Begins.
     *
     * @param total 0 where it is not known
     */
    public TaskProgress(String task, String unit, long total, boolean quiet) {
        this.task = task;
        this.unit = unit;
        this.total = total;
        this.quiet = quiet;
        this.plain = System.err;
        this.bar = quiet || !onTerminal()
                ? null
                : new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total > 0 ? total : -1) // the bar's sign for an unknown length
                        .setUnit(" " + unit, 1)
                        .setStyle(
                                System.getenv("NO_COLOR") == null
                                        ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
                                        : ProgressBarStyle.UNICODE_BLOCK)
                        .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                        .setUpdateIntervalMillis(250)
                        .build();
    }

    /** From Java 22 on a console exists without a terminal too, so the launcher asks the shell. */
    static boolean onTerminal() {
        return "true".equals(System.getenv("CAM4J_TERMINAL")) && !"dumb".equals(System.getenv("TERM"));
    }

    /** Work that an earlier run did counts as done, but not towards the rate. */
    public synchronized void startAt(long already) {
        before = already;
        done = already;
        if (bar != null) {
            bar.stepTo(already);
        }
    }

    /** Says how much is done by now, with a short remark such as the loss. */
    public synchronized void to(long newDone, String remark) {
        done = newDone;
        extra = remark;
        if (bar != null) {
            bar.stepTo(done).setExtraMessage(" " + remark); // the bar sets no space before it
        } else if (!quiet && Duration.between(lastLine, Instant.now()).compareTo(PLAIN_INTERVAL) >= 0) {
            lastLine = Instant.now();
            line();
        }
    }

    /** One more is done. */
    public void step() {
        to(done + 1, extra);
    }

    private void line() {
        double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
        double rate = (done - before) / Math.max(seconds, 1e-3);
        long left = rate > 0 ? Math.round((total - done) / rate) : 0;
        if (total <= 0) {
            plain.println(String.format(Locale.ROOT, "%s: %d %s, %.1f per second", task, done, unit, rate));
            return;
        }
        plain.println(String.format(
                Locale.ROOT,
                "%s: %d of %d %s, %.1f per second, %d s left%s",
                task,
                done,
                total,
                unit,
                rate,
                left,
                extra.isEmpty() ? "" : ", " + extra));
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
        } else if (!quiet && Duration.between(begun, Instant.now()).compareTo(PLAIN_INTERVAL) >= 0) {
            line();
        }
    }
}
