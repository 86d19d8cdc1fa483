package org.cam4j.training.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ends the program with a message when it takes more memory than Java's heap and {@code org.bytedeco.javacpp.maxbytes} allow together. JavaCPP itself does not see the arrays of
 * ND4J 1.0.0-M2.1, which the C++ side allocates, and Linux lends more memory than there is and kills who uses it, without a word. Files are as after any kill. Only where there is
 * {@code /proc}. Uses no class of JavaCPP, whose initializers could deadlock with the program's other threads.
 */
public final class MemoryLimit implements Runnable {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final long MILLISECONDS = 100;
    private static final int FAILED = 1;

    private static final String PROPERTY = "org.bytedeco.javacpp.maxbytes";
    private static final Pattern BYTES = Pattern.compile("(\\d{1,18}) *(%|[kmgt]?b?)");
    private static final String UNITS = "kmgt";

    private final long megabytes;
    private final LongConsumer exceeded;

    private MemoryLimit(long megabytes, LongConsumer exceeded) {
        this.megabytes = megabytes;
        this.exceeded = exceeded;
    }

    /**
     * Looks ten times a second from now on, unless the limit is 0: none.
     *
     * @param exceeded is told how many megabytes the program takes; then the program ends with exit code 1
     * @throws IllegalArgumentException if the limit is not readable
     */
    public static void watch(LongConsumer exceeded) {
        long arrays = arrayBytes();
        if (arrays > 0 && Files.isReadable(STATUS)) {
            long megabytes = (Runtime.getRuntime().maxMemory() >> 20) + (arrays >> 20);
            Thread thread = new Thread(new MemoryLimit(megabytes, exceeded), "memory limit");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /**
     * What arrays outside of Java's heap may take, in bytes, as JavaCPP reads it: 0 for no limit, and as much as the heap where nothing is said.
     *
     * @throws IllegalArgumentException if the property holds something else than a number of bytes, such as {@code 8g}, or a percentage of the heap
     */
    public static long arrayBytes() {
        String value = System.getProperty(PROPERTY, System.getProperty("org.bytedeco.javacpp.maxBytes", ""));
        long heap = Runtime.getRuntime().maxMemory();
        if (value.isEmpty()) {
            return heap;
        }
        Matcher matcher = BYTES.matcher(value.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches() || matcher.group(2).equals("b")) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "-D%s=%s: expected a number of bytes, such as 8g, 512m or 0 for no limit.",
                    PROPERTY,
                    value));
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        if (unit.equals("%")) {
            return heap * number / 100;
        }
        return unit.isEmpty() ? number : number << 10 * (UNITS.indexOf(unit.charAt(0)) + 1);
    }

    @Override
    public void run() {
        try {
            while (resident() <= megabytes) {
                Thread.sleep(MILLISECONDS);
            }
        } catch (IOException unknown) {
            return; // how much it takes cannot be read any more: nothing is limited
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            exceeded.accept(resident());
        } catch (IOException | RuntimeException untold) {
            // It ends in any case.
        } finally {
            Runtime.getRuntime().halt(FAILED);
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
