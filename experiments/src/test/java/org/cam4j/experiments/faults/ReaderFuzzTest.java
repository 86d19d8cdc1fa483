package org.cam4j.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files that are nearly right are read or refused in one line: no other exception, no endless loop, no memory without a bound. {@code -Dcam4j.fuzz.inputs=10000} for
 * more inputs; a line for every reader is added to {@code target/fuzz.csv}.
 */
@Tag("long")
class ReaderFuzzTest {
    private static final int INPUTS = Integer.getInteger("cam4j.fuzz.inputs", 150);
    private static final long SECONDS = 5;
    /** Of Java's heap, for one input; an image of the most pixels that are read takes 600 million. */
    private static final long MOST_BYTES = 1L << 30;

    @TempDir
    Path temporary;

    /** What a reader made of an input. */
    private record Outcome(String kind, long milliseconds, long bytes) {}

    @ParameterizedTest
    @EnumSource(value = FuzzedReader.class, mode = EnumSource.Mode.EXCLUDE, names = "KERAS")
    void damagedFilesAreReadOrRefusedInOneLine(FuzzedReader reader) throws Exception {
        Path folder = Files.createDirectory(temporary.resolve(reader.name()));
        reader.write(folder);
        assertThat(reader.read(folder)).as("the intact example").isZero();
        List<Path> files = reader.files(folder);
        Random random = new Random(reader.ordinal());
        List<Outcome> outcomes = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread daemon = new Thread(task, "reader");
            daemon.setDaemon(true);
            return daemon;
        });
        for (int input = 0; input < INPUTS; input++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] intact = Files.readAllBytes(file);
            Mutation mutation = Mutation.values()[random.nextInt(Mutation.values().length)];
            byte[] damaged = mutation.of(intact, random);
            Files.write(file, damaged);
            try {
                outcomes.add(thread.submit(() -> read(reader, folder)).get(SECONDS, TimeUnit.SECONDS));
            } catch (ExecutionException failed) {
                wrong.add(described(input, mutation, file, damaged, failed));
            } catch (TimeoutException late) {
                wrong.add("input %d, %s: not done after %d s".formatted(input, mutation, SECONDS));
                break; // the thread is lost
            }
            Files.write(file, intact);
        }
        if (wrong.isEmpty()) {
            assertThat(thread.submit(() -> reader.read(folder)).get(SECONDS, TimeUnit.SECONDS))
                    .as("the intact example after all the damaged ones")
                    .isZero();
        }
        thread.shutdownNow();
        report(reader, outcomes);
        assertThat(wrong).isEmpty();
        assertThat(outcomes).allMatch(outcome -> outcome.bytes() <= MOST_BYTES);
    }

    /** The HDF5 library may crash: not in the process that asked for the model, though. */
    @Test
    void damagedKerasFilesAreReadOrRefusedInOneLine() throws IOException {
        FuzzedReader reader = FuzzedReader.KERAS;
        reader.write(temporary);
        assertThat(reader.read(temporary)).as("the intact example").isZero();
        Path file = reader.files(temporary).get(0);
        byte[] intact = Files.readAllBytes(file);
        Random random = new Random(reader.ordinal());
        List<Outcome> outcomes = new ArrayList<>();
        FileWorker worker = FileWorker.start(FileWorker.Task.KERAS);
        for (int input = 0; input < INPUTS; input++) {
            if (!worker.isUsable()) {
                worker.close();
                worker = FileWorker.start(FileWorker.Task.KERAS);
            }
            Mutation mutation = Mutation.values()[random.nextInt(Mutation.values().length)];
            Path damaged = temporary.resolve("damaged%d.h5".formatted(input));
            Files.write(damaged, mutation.of(intact, random));
            outcomes.add(read(worker, damaged));
            Files.delete(damaged);
        }
        worker.close();
        report(reader, outcomes);
    }

    private static Outcome read(FileWorker worker, Path file) {
        long begin = System.nanoTime();
        String kind = "accepted";
        try {
            worker.read(file);
        } catch (FileWorker.Crash crash) {
            kind = "crashed";
        } catch (IOException refused) {
            kind = "refused";
        }
        return new Outcome(kind, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin), 0);
    }

    private static Outcome read(FuzzedReader reader, Path folder) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(self);
        long begin = System.nanoTime();
        String kind;
        try {
            kind = reader.read(folder) == 0 ? "accepted" : "partly";
        } catch (IOException | UncheckedIOException | IllegalArgumentException refused) {
            String message = String.valueOf(refused.getMessage());
            if (message.isBlank() || message.equals("null") || message.contains("\n")) {
                throw new AssertionError("refused, but not in one line: " + message, refused);
            }
            kind = "refused";
        }
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        return new Outcome(kind, milliseconds, threads.getThreadAllocatedBytes(self) - before);
    }

    private static String described(int input, Mutation mutation, Path file, byte[] damaged, ExecutionException failed)
            throws IOException {
        Path kept = Path.of("target", "fuzz-" + file.getFileName() + "-" + input);
        Files.write(kept, damaged);
        Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
        List<StackTraceElement> trace = List.of(cause.getStackTrace());
        return "%s, %s: %s at %s".formatted(kept, mutation, cause, trace.subList(0, Math.min(6, trace.size())));
    }

    private static void report(FuzzedReader reader, List<Outcome> outcomes) throws IOException {
        Path table = Path.of("target", "fuzz.csv");
        String line = String.format(
                Locale.ROOT,
                "%s,%d,%d,%d,%d,%d,%d,%.1f%n",
                reader,
                outcomes.size(),
                count(outcomes, "refused"),
                count(outcomes, "partly"),
                count(outcomes, "accepted"),
                count(outcomes, "crashed"),
                outcomes.stream().mapToLong(Outcome::milliseconds).max().orElse(0),
                outcomes.stream().mapToLong(Outcome::bytes).max().orElse(0) / 1e6);
        String before = Files.exists(table)
                ? Files.readString(table)
                : "reader,inputs,refused,entries skipped,accepted,crashed in a process of its own,most milliseconds,most MB of heap\n";
        Files.writeString(table, before + line);
    }

    private static long count(List<Outcome> outcomes, String kind) {
        return outcomes.stream().filter(outcome -> outcome.kind().equals(kind)).count();
    }
}
