package org.cam4j.training.dashboard.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.training.dashboard.ShortRun;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.FitResult;
import org.cam4j.training.internal.dashboard.EpochRecord;
import org.cam4j.training.internal.dashboard.EpochRecord.Answer;
import org.cam4j.training.internal.dashboard.EpochRecord.ClassRow;
import org.cam4j.training.internal.dashboard.EpochRecord.Found;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.cam4j.training.internal.dashboard.ProbeSet;
import org.cam4j.training.internal.dashboard.ProbeSet.Probe;
import org.cam4j.training.internal.dashboard.Timeline;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeRecorderTest {
    @TempDir
    private Path root;

    private static final FitListener KILLER_IN_EPOCH_3 = new FitListener() {
        @Override
        public void step(Progress progress) {
            if (progress.epoch() == 3 && progress.step() == 2) {
                throw new ShortRun.Killed();
            }
        }
    };

    @Test
    void everyEpochLeavesItsMapsBoxesAnswersAndFigures() throws IOException {
        FitResult result = ShortRun.fit(root, 2, false, FitListener.NONE);

        ProbeFolder folder = new ProbeFolder(root);
        ProbeSet probes = folder.probes();
        assertThat(probes.images()).hasSize(ShortRun.PROBES);
        assertThat(probes.images().stream().map(Probe::label).distinct()).hasSize(ShortRun.CLASSES);
        assertThat(probes.methods()).containsExactly("cam", "grad-cam");
        assertThat(folder.imageBytes(0)).startsWith(0x89, 'P', 'N', 'G');
        Timeline timeline = folder.timeline();
        assertThat(timeline.epochs().stream().map(Timeline.Epoch::result)).isEqualTo(result.history());
        assertThat(timeline.epochs().get(1).localization().get("cam"))
                .containsKeys("max_box_acc_v2", "gt_known_loc.fixed-0.20", "top1_loc.fixed-0.20");
        EpochRecord second = folder.epochRecord(2);
        assertThat(second.probes()).hasSize(ShortRun.PROBES);
        for (Answer answer : second.probes()) {
            assertThat(answer.found()).containsOnlyKeys("cam", "grad-cam");
            assertThat(answer.found().get("cam"))
                    .extracting(found -> found.map().values())
                    .satisfies(values -> assertThat((byte[]) values).contains((byte) 255, (byte) 0));
            for (Found found : answer.found().values()) {
                assertThat(found.box().fits(32, 32)).isTrue();
                assertThat(found.iou()).isBetween(0.0, 1.0);
            }
            assertThat(answer.probability()).isGreaterThanOrEqualTo(answer.labelProbability());
        }
        assertThat(second.classes()).hasSize(ShortRun.CLASSES);
        double right = second.classes().stream()
                        .mapToDouble(row -> row.right() * row.images())
                        .sum()
                / second.classes().stream().mapToInt(ClassRow::images).sum();
        assertThat(right).isCloseTo(result.history().get(1).validationTop1(), within(1e-9));
    }

    @Tag("long")
    @Test
    void theTrainingEndsAsWithoutARecorder() throws IOException {
        FitResult watched = ShortRun.fit(root.resolve("watched"), 2, false, FitListener.NONE);
        FitResult alone = ShortRun.fitAlone(root.resolve("alone"), 2);

        assertThat(watched.weightsHash()).isEqualTo(alone.weightsHash());
    }

    @Tag("long")
    @Test
    void aKilledRunShowsWhatItFinishedAndGoesOnInTheSameFiles() throws IOException {
        assertThatExceptionOfType(ShortRun.Killed.class)
                .isThrownBy(() -> ShortRun.fit(root, 3, false, KILLER_IN_EPOCH_3));
        ProbeFolder folder = new ProbeFolder(root);
        assertThat(folder.timeline().epochs()).hasSize(2);
        byte[] firstRecord = Files.readAllBytes(root.resolve("dashboard/epochs/1.json"));
        byte[] probes = Files.readAllBytes(root.resolve("dashboard/probes.json"));

        ShortRun.fit(root, 3, true, FitListener.NONE);

        assertThat(folder.timeline().epochs().stream()
                        .map(epoch -> epoch.result().epoch()))
                .containsExactly(1, 2, 3);
        assertThat(folder.epochRecord(3).probes()).hasSize(ShortRun.PROBES);
        assertThat(root.resolve("dashboard/epochs/1.json")).hasBinaryContent(firstRecord);
        assertThat(root.resolve("dashboard/probes.json")).hasBinaryContent(probes);
    }

    @Test
    void anEpochThatIsNotInTheTimelineIsNotThereWhateverLiesInTheFolder() throws IOException {
        ShortRun.fit(root, 1, false, FitListener.NONE);
        Files.writeString(root.resolve("dashboard/epochs/2.json"), "{\"schemaVersion\":1,\"epoch\":2,\"pro");
        Files.writeString(root.resolve("dashboard/epochs.json.tmp"), "{\"schemaVersion\":1,\"epochs\":[{\"res");

        assertThat(new ProbeFolder(root).timeline().epochs()).hasSize(1);
        assertThatIOException()
                .isThrownBy(() -> new ProbeFolder(root).epochRecord(2))
                .withMessageContaining("2.json is not of the expected form");
    }

    @Test
    void aRunBegunAgainForgetsTheEpochsOfTheOneBefore() throws IOException {
        ShortRun.fit(root, 2, false, FitListener.NONE);
        Files.delete(root.resolve("checkpoint.zip"));
        assertThatExceptionOfType(ShortRun.Killed.class)
                .isThrownBy(() -> ShortRun.fit(root, 2, false, new FitListener() {
                    @Override
                    public void step(Progress progress) {
                        throw new ShortRun.Killed();
                    }
                }));

        assertThat(new ProbeFolder(root).timeline().epochs()).isEmpty();
    }

    @Test
    void aRecordThatCannotBeWrittenIsNamedOnceAndTheTrainingGoesOn() throws IOException {
        Files.writeString(Files.createDirectories(root).resolve("dashboard"), "a file where the folder should be");
        List<String> notes = new ArrayList<>();
        FitResult result = ShortRun.fit(root, 2, false, new FitListener() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        });

        assertThat(result.history()).hasSize(2);
        assertThat(notes)
                .satisfiesExactlyInAnyOrder(
                        note -> assertThat(note).contains("probe images of the dashboard", "The training continues"),
                        note -> assertThat(note).contains("progress of the dashboard", "The training continues"),
                        note -> assertThat(note).contains("statistics of the dashboard", "The training continues"));
    }

    @Test
    void whatIsNotOfTheExpectedFormIsRefusedInOneLine() throws IOException {
        ProbeFolder folder = new ProbeFolder(root);
        Path file = Files.createDirectories(root.resolve("dashboard")).resolve("probes.json");
        for (String content : List.of(
                "",
                "null",
                "[]",
                "{\"schemaVersion\":9}",
                "{\"schemaVersion\":1,\"classNames\":[\"a\"],\"methods\":[],\"images\":[{\"id\":\"x\",\"label\":7,\"width\":1,\"height\":1,\"boxes\":[]}]}",
                "{\"schemaVersion\":1,\"@class\":\"java.lang.Runtime\"}",
                "[".repeat(5000))) {
            Files.writeString(file, content);
            assertThatIOException().isThrownBy(folder::probes).withMessageContaining("probes.json");
        }
        Files.writeString(root.resolve("outside.json"), "{}");
        Files.delete(file);
        Files.createSymbolicLink(file, root.resolve("outside.json"));
        assertThatIOException().isThrownBy(folder::probes).withMessageContaining("is a link");
    }
}
