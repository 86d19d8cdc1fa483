package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.cam4j.datasets.write.DrawnTree;
import org.cam4j.datasets.write.Layouts;
import org.cam4j.training.backbone.ModelFile;
import org.cam4j.training.fit.Fit;
import org.cam4j.training.run.RunRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Trainings that are killed ({@code kill -9}) at random moments and resumed lose no finished epoch, leave no file half written, and end bit by bit as those that were not.
 * {@code -Dcam4j.crash.kills=50} for more; what happened is added to {@code target/crash.csv}.
 */
class CrashIT {
    private static final int KILLS = Integer.getInteger("cam4j.crash.kills", 2);
    private static final int EPOCHS = 5;

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void write() throws IOException {
        data = folder.resolve("data");
        DrawnTree.write(
                Layouts.byId("tiny-imagenet"),
                DrawnTree.draw(Layouts.byId("tiny-imagenet"), 2 * DrawnTree.LEAST_IMAGES, 1),
                data,
                images -> {});
    }

    /** A training as a process of its own; what it says goes to a file. */
    private final class Training {
        private final Process process;
        private final Path log;

        Training(Path out, int epochs, String options) throws IOException {
            log = Files.createTempFile(folder, "said", ".txt");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx1g",
                    "-Dorg.bytedeco.javacpp.maxbytes=2g",
                    "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Cam4j.class.getName()));
            command.addAll(arguments(out, epochs, options));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        }

        String said() throws IOException {
            return Files.readString(log);
        }

        /** Waits until it trains; false if it has ended before. */
        boolean begins() throws IOException, InterruptedException {
            while (!said().contains("training starts") && !said().contains("goes on with")) {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
            return true;
        }

        /** Kills it, if it does not end by then. */
        boolean kill(long milliseconds) throws InterruptedException {
            boolean ended = process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            return !ended;
        }

        /** Epochs that it has said to be done. */
        long finished() throws IOException {
            return said().lines()
                    .filter(line -> line.matches(".*: epoch \\d+: .*"))
                    .count();
        }
    }

    private List<String> arguments(Path out, int epochs, String options) {
        String all =
                "train --backbone mini --head gap --dataset tiny-imagenet --input-size 32 --batch-size 8 --threads 2 --probe-images 0 --epochs "
                        + epochs + " --resume" + options;
        List<String> arguments = new ArrayList<>(List.of(all.split(" ")));
        arguments.addAll(List.of("--data", data.toString(), "--out", out.toString()));
        return arguments;
    }

    /** Dropout and smoothed labels are part of every recipe from scratch; the rival draws once more. */
    @ParameterizedTest
    @ValueSource(strings = {"", " --rival has"})
    void killedAndResumedRunsEndAsOthersDo(String options) throws IOException, InterruptedException {
        Path whole = folder.resolve("whole");
        Training undisturbed = new Training(whole, EPOCHS, options);
        assertThat(undisturbed.begins()).as(undisturbed.said()).isTrue();
        long begin = System.nanoTime();
        assertThat(undisturbed.process.waitFor()).as(undisturbed.said()).isZero();
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        Random random = new Random(KILLS);
        int kills = 0;
        int whileWriting = 0;
        int rounds = 0;
        for (; kills < KILLS; rounds++) {
            Path out = folder.resolve("killed" + rounds);
            long finished = 0;
            boolean done = false;
            while (!done) {
                Training training = new Training(out, EPOCHS, options);
                if (kills < KILLS && training.begins() && training.kill(random.nextLong(milliseconds))) {
                    kills++;
                    whileWriting += leftBehind(out) ? 1 : 0;
                } else {
                    assertThat(training.process.waitFor()).as(training.said()).isZero();
                    done = true;
                }
                finished += training.finished();
                assertThat(epochs(out)).as("epochs kept after kill %d", kills).isGreaterThanOrEqualTo(finished);
                finished = epochs(out);
            }
            assertThat(epochs(out)).isEqualTo(EPOCHS);
            assertThat(entry(out, "parameters.f32")).isEqualTo(entry(whole, "parameters.f32"));
            assertThat(entry(out, "optimiser.f32")).isEqualTo(entry(whole, "optimiser.f32"));
            assertThat(RunRecord.read(out.resolve(RunRecord.FILE)).weightsHash())
                    .isEqualTo(RunRecord.read(whole.resolve(RunRecord.FILE)).weightsHash());
        }
        Path table = Path.of("target", "crash.csv");
        String before = Files.exists(table) ? Files.readString(table) : "options,kills,while writing,runs\n";
        Files.writeString(
                table,
                before + String.format(Locale.ROOT, "%s,%d,%d,%d%n", options.strip(), kills, whileWriting, rounds));
    }

    @Test
    void aSecondTrainerIsRefused() throws IOException, InterruptedException {
        Path out = folder.resolve("run");
        Training first = new Training(out, 1000, "");
        assertThat(first.begins()).as(first.said()).isTrue();
        try {
            Program second = Program.run(arguments(out, 1000, "").toArray());
            assertThat(second.code()).isEqualTo(1);
            assertThat(second.err()).contains("is being written by process " + first.process.pid());
            assertThat(first.process.isAlive()).isTrue();
        } finally {
            first.kill(0);
        }
    }

    /** Whether a file was being written; such a file is never read. */
    private static boolean leftBehind(Path out) throws IOException {
        try (Stream<Path> files = Files.walk(out)) {
            return files.anyMatch(file -> file.toString().endsWith(".tmp"));
        }
    }

    /** Epochs in the checkpoint, after every file of the run has been read whole. */
    private static long epochs(Path out) throws IOException {
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                new ObjectMapper().readTree(file.toFile());
            }
        }
        if (Files.exists(out.resolve(Fit.MODEL))) {
            ModelFile.load(out.resolve(Fit.MODEL)).graph().params().close();
        }
        if (Files.exists(out.resolve(Fit.HISTORY))) {
            assertThat(Files.readString(out.resolve(Fit.HISTORY))).endsWith("\n");
        }
        if (!Files.exists(out.resolve(Fit.CHECKPOINT))) {
            return 0;
        }
        return new ObjectMapper()
                .readTree(entry(out, "checkpoint.json"))
                .get("history")
                .size();
    }

    /** An entry of the checkpoint; the zip's checksums are verified on the way. */
    private static byte[] entry(Path out, String name) throws IOException {
        byte[] found = {};
        try (ZipFile zip = new ZipFile(out.resolve(Fit.CHECKPOINT).toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] bytes = zip.getInputStream(entry).readAllBytes();
                found = entry.getName().equals(name) ? bytes : found;
            }
        }
        return found;
    }
}
