package org.cam4j.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;

/**
 * Ends the program with a message when it takes more memory than Java's heap and {@code org.bytedeco.javacpp.maxbytes} allow together. JavaCPP itself does not see the arrays of
 * ND4J 1.0.0-M2.1, which the C++ side allocates, and Linux lends more memory than there is and kills who uses it, without a word. Files are as after any kill. Only where there is
 * {@code /proc}.
 */
final class MemoryLimit implements Runnable {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final long MILLISECONDS = 100;
    /** Short commands have ended by then, and JavaCPP need not be loaded for them. */
    private static final long FIRST_MILLISECONDS = 1000;

    private final PrintWriter err;

    private MemoryLimit(PrintWriter err) {
        this.err = err;
    }

    /** Looks ten times a second from now on. */
    static void watch(PrintWriter err) {
        if (Files.isReadable(STATUS)) {
            Thread thread = new Thread(new MemoryLimit(err), "memory limit");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public void run() {
        try {
            Thread.sleep(FIRST_MILLISECONDS);
            if (Pointer.maxBytes() == 0) {
                return; // none is asked for
            }
            long most = Runtime.getRuntime().maxMemory() + Pointer.maxBytes() >> 20;
            while (resident() <= most) {
                Thread.sleep(MILLISECONDS);
            }
            err.println("cam4j: " + MemoryAdvice.tooLarge(resident()));
            err.flush();
            Runtime.getRuntime().halt(ExitCode.FAILURES);
        } catch (IOException unknown) {
            // How much it takes cannot be read any more: nothing is limited.
            return;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Megabytes. */
    private static long resident() throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(RESIDENT)) {
                return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
            }
        }
        throw new IOException(STATUS + " has no line " + RESIDENT);
    }
}
