package org.cam4j.experiments.cli.terminal;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.cam4j.training.run.MemoryLimit;

/** What to do when memory is not enough: which of the two kinds it was, how much there is of it, and the setting that gives more. */
public final class MemoryAdvice {
    private static final String SMALLER =
            "Use smaller images (--input-size), smaller batches (--batch-size) or fewer --threads. If the machine has more memory, allow more:";

    private MemoryAdvice() {}

    /** One line where a failure, or what caused it, is a lack of memory. */
    public static Optional<String> of(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(OutOfMemoryError.class::isInstance)
                .findFirst()
                .map(lack -> advice(String.valueOf(lack.getMessage())));
    }

    private static String advice(String lack) {
        if (lack.contains("thread")) {
            return String.format(
                    Locale.ROOT,
                    "no more threads can be started: %s. Use fewer --threads, or raise 'ulimit -u'.",
                    lack);
        }
        if (lack.contains("heap") || lack.contains("GC overhead") || lack.contains("array size")) {
            long heap = heap();
            return String.format(
                    Locale.ROOT,
                    "the memory is not enough: Java's heap of %d MB is full. %s CAM4J_JAVA_OPTIONS=-Xmx%dm.",
                    heap,
                    SMALLER,
                    2 * heap);
        }
        return String.format(
                Locale.ROOT,
                "the memory is not enough for arrays outside of Java's heap: %s. %s %s",
                lack,
                SMALLER,
                moreForArrays());
    }

    /**
     * One line for a program that has outgrown its limits.
     *
     * @param megabytes that it takes
     */
    public static String tooLarge(long megabytes) {
        return String.format(
                Locale.ROOT,
                "the memory is not enough: the process uses %d MB; the limits are %d MB for Java's heap and %d MB for native arrays. %s %s Finished epochs of a training are kept; continue with --resume.",
                megabytes,
                heap(),
                MemoryLimit.arrayBytes() >> 20,
                SMALLER,
                moreForArrays());
    }

    private static String moreForArrays() {
        return String.format(
                Locale.ROOT,
                "CAM4J_JAVA_OPTIONS=-Dorg.bytedeco.javacpp.maxbytes=%dm.",
                2 * (MemoryLimit.arrayBytes() >> 20));
    }

    private static long heap() {
        return Runtime.getRuntime().maxMemory() >> 20;
    }
}
