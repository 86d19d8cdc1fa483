package org.cam4j.experiments.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What happens when Ctrl-C or SIGTERM ends the program during a piece of work: a line says how to go on, or the work finishes its file first. The exit code is the one that shells
 * expect, 130 or 143.
 */
public final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean asked;

    private Interruption(Runnable message, boolean waits) {
        hook = new Thread(
                () -> {
                    asked = true;
                    message.run();
                    if (waits) {
                        await();
                    }
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The program ends at once and says how to go on, in a whole sentence. */
    public static Interruption announcing(CommandSpec spec, String howToGoOn) {
        Runnable message = () -> {
            String start = TaskProgress.onTerminal() ? System.lineSeparator() : ""; // a bar may stand there
            spec.commandLine()
                    .getErr()
                    .println(start + spec.commandLine().getCommandSpec().qualifiedName() + ": interrupted. "
                            + howToGoOn);
            spec.commandLine().getErr().flush();
        };
        return new Interruption(message, false);
    }

    /** The program waits until {@link #close} is called, which should be soon after {@link #asked}. */
    public static Interruption waiting() {
        return new Interruption(() -> {}, true);
    }

    /** Whether the user has asked the program to end. */
    public boolean asked() {
        return asked;
    }

    private void await() {
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return; // the program ends without it
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            return;
        }
    }
}
