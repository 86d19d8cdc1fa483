package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cam4j.training.fit.Trainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full or read-only, data that go away, memory that is not enough: one line says what to do, and the epochs before are kept. */
@Tag("long")
class FaultIT {
    private static final int EPOCHS = 4;
    private static final int MANY_EPOCHS = 12;

    @TempDir
    Path folder;

    private SmallTraining small;
    private Path disk;

    @BeforeEach
    void write() throws IOException {
        small = SmallTraining.write(folder.resolve("data"));
        disk = Files.createDirectory(folder.resolve("disk"));
    }

    @AfterEach
    void unmount() throws InterruptedException {
        run("umount", disk.toString());
    }

    /** Whether a command was there and succeeded. */
    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    /** Mounts a disk in memory, or mounts it anew with other options; only root may, and not everywhere. */
    private void mount(String options) throws InterruptedException {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", options, "cam4j-test", disk.toString()),
                "no disk could be mounted; this test needs root");
    }

    private Killable start(List<String> arguments, String... javaOptions) throws IOException {
        return new Killable(folder, List.of(javaOptions), arguments);
    }

    private Path undisturbed(int epochs) throws IOException, InterruptedException {
        Path out = folder.resolve("whole" + epochs);
        Killable training = start(small.train(out, epochs, ""));
        assertThat(training.code()).as(training.said()).isZero();
        return out;
    }

    private static void failedInOneLine(Killable training, String... saying) throws IOException, InterruptedException {
        assertThat(training.code()).as(training.said()).isEqualTo(1);
        assertThat(training.said()).doesNotContain("\tat ").doesNotContain("looks like a defect");
        assertThat(training.said()
                        .lines()
                        .toList()
                        .get((int) training.said().lines().count() - 1))
                .matches("cam4j( train)?: .*")
                .contains(saying);
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }

    @Test
    void aFullDiskStopsATrainingWhichGoesOnWhenThereIsRoom() throws IOException, InterruptedException {
        long afterOne = bytes(undisturbed(1));
        long checkpoint = Files.size(folder.resolve("whole1").resolve(Trainer.CHECKPOINT));
        Path whole = undisturbed(EPOCHS);
        mount("size=" + (afterOne + checkpoint / 2)); // the second checkpoint does not fit beside the first
        Path out = disk.resolve("run");
        failedInOneLine(start(small.train(out, EPOCHS, "")), "Cannot write ", "the disk is full", "make room");
        long kept = SmallTraining.epochs(out);
        assertThat(kept).isBetween(1L, EPOCHS - 1L);
        mount("remount,size=" + 4 * afterOne);
        Killable resumed = start(small.train(out, EPOCHS, ""));
        assertThat(resumed.code()).as(resumed.said()).isZero();
        assertThat(resumed.said()).contains("continues with epoch " + (kept + 1));
        assertThat(SmallTraining.sha256(out)).isEqualTo(SmallTraining.sha256(whole));
    }

    @Test
    void aFullDiskLeavesNoPartOfAResult() throws IOException, InterruptedException {
        Path model = undisturbed(1);
        mount("size=4k");
        Path json = disk.resolve("result.json");
        List<String> evaluate = List.of(("evaluate --dataset tiny-imagenet --data %s --model %s --method cam --json %s")
                .formatted(small.data(), model, json)
                .split(" "));
        Killable evaluation = start(evaluate);
        assertThat(evaluation.code()).isEqualTo(1);
        assertThat(evaluation.said()).contains("the disk is full").doesNotContain("\tat ");
        try (Stream<Path> files = Files.list(disk)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aReadOnlyDiskIsNamed() throws IOException, InterruptedException {
        mount("size=1m");
        mount("remount,ro");
        failedInOneLine(start(small.train(disk.resolve("run"), 1, "")), "Cannot write ", "read-only");
    }

    @Test
    void dataThatGoAwayStopATrainingWhichGoesOnWhenTheyAreBack() throws IOException, InterruptedException {
        Path whole = undisturbed(MANY_EPOCHS);
        Path out = folder.resolve("run");
        Killable training = start(small.train(out, MANY_EPOCHS, ""));
        assertThat(training.says("epoch 1: ")).as(training.said()).isTrue();
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(small.data(), elsewhere);
        failedInOneLine(training, "The data set changed while it was used", "Bring the data back and resume");
        failedInOneLineOfUsage(start(small.train(out, MANY_EPOCHS, "")));
        Files.move(elsewhere, small.data());
        assertThat(SmallTraining.epochs(out)).isBetween(1L, MANY_EPOCHS - 1L);
        Killable resumed = start(small.train(out, MANY_EPOCHS, ""));
        assertThat(resumed.code()).as(resumed.said()).isZero();
        assertThat(SmallTraining.sha256(out)).isEqualTo(SmallTraining.sha256(whole));
    }

    private void failedInOneLineOfUsage(Killable program) throws IOException, InterruptedException {
        assertThat(program.code()).isIn(1, 2);
        assertThat(program.said()).contains(small.data().toString()).doesNotContain("\tat ");
    }

    @Test
    void aFullHeapIsToldFromAFullMemoryBesideIt() throws IOException, InterruptedException {
        List<String> large = new ArrayList<>(small.train(folder.resolve("run"), 1, ""));
        large.set(large.indexOf("--input-size") + 1, "512");
        failedInOneLine(start(large, "-Xmx26m"), "Java's heap of ", "--batch-size", "CAM4J_JAVA_OPTIONS=-Xmx");
        Killable limited = start(large, "-Xmx300m", "-Dorg.bytedeco.javacpp.maxbytes=200m");
        assertThat(limited.code()).as(limited.said()).isEqualTo(1);
        assertThat(limited.said())
                .contains(" for Java's heap and 200 MB for native arrays")
                .contains("--batch-size", "CAM4J_JAVA_OPTIONS=-Dorg.bytedeco.javacpp.maxbytes=400m");
        try (Stream<Path> dumps = Files.list(Path.of(""))) {
            assertThat(dumps).noneMatch(file -> file.toString().startsWith("dl4j-memory"));
        }
    }
}
