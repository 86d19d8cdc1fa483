package org.cam4j.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.cam4j.datasets.Box;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Skipped;
import org.cam4j.training.run.NpyWriter;
import org.cam4j.training.run.RunFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderEvaluationTest {
    private static final int GRID = Observation.GRID;
    private static final Bootstrap DRAWS = new Bootstrap(20, 1);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    @Test
    void mapsThatWereNormalisedAndSavedMeasureTheSame() throws IOException {
        RunFolder maps = RunFolder.open(folder);
        SplittableRandom random = new SplittableRandom(2);
        for (Normaliser normaliser : Normaliser.values()) {
            List<Sample> samples = new ArrayList<>();
            Evaluation direct = new Evaluation(Metrics.all(), DRAWS);
            for (int i = 0; i < 12; i++) {
                Sample sample = sample("sub/" + i + ".JPEG");
                ScoreMap raw = new ScoreMap(
                        random.doubles(49).map(value -> 0.2 + 0.5 * value).toArray(), 7, 7);
                Observation observation = Observation.ofMap(sample, raw).withNormaliser(normaliser);
                direct.add(observation);
                NpyWriter.write(
                        maps,
                        sample.id() + ".npy",
                        new ScoreMap(observation.map().orElseThrow().values(), GRID, GRID));
                samples.add(sample);
            }
            assertThat(measure(Normaliser.NONE, samples).metrics())
                    .as("%s, taken as it is", normaliser)
                    .isEqualTo(direct.finish().metrics());
            if (normaliser == Normaliser.MINMAX || normaliser == Normaliser.PAS || normaliser == Normaliser.IVR) {
                assertThat(measure(Normaliser.MINMAX, samples).metrics())
                        .as("%s reaches 0 and 1, so minmax changes nothing", normaliser)
                        .isEqualTo(direct.finish().metrics());
            }
        }
    }

    /** The reference widens float32 to float64 first. Rounding the product to float32 would decide no level either: k / 255 is never rounded down. */
    @Test
    void singlePrecisionHasTheLevelsOfDoublePrecision() {
        for (int k = 1; k <= 255; k++) {
            float at = (float) (k / 255.0);
            for (float value : new float[] {Math.nextDown(at), at, Math.nextUp(at)}) {
                assertThat((int) ((double) value * 255)).isEqualTo((int) (value * 255f));
            }
            double[] values = new double[GRID * GRID];
            values[0] = Math.nextDown(at);
            values[1] = 1;
            NormalisedMap map = NormalisedMap.of(new ScoreMap(values, GRID, GRID), Normaliser.MINMAX);
            assertThat(map.levels()[0] & 0xFF).as("just below %d / 255", k).isEqualTo(k - 1);
        }
    }

    @Test
    void anImageWithoutMapIsLeftOutForTheTrivialPredictionsToo() throws IOException {
        NpyWriter.write(RunFolder.open(folder), "a.npy", new ScoreMap(new double[] {0, 1, 0, 0}, 2, 2));
        NpyWriter.write(RunFolder.open(folder), "bad.npy", new ScoreMap(new double[] {0, Double.NaN, 0, 0}, 2, 2));
        List<Sample> samples = List.of(sample("a.jpg"), sample("missing.jpg"), sample("bad.jpg"));
        FolderEvaluation.Outcome outcome = new FolderEvaluation(Normaliser.MINMAX, Metrics.all(), DRAWS)
                .run("mine", maps(samples), samples, TrivialBaselines.all(List.of(), 1), Optional.empty(), done -> {});
        assertThat(outcome.results()).containsKeys("mine", "whole-image", "centre-box", "gaussian", "random");
        outcome.results().forEach((name, result) -> {
            assertThat(result.images()).as(name).isEqualTo(1);
            assertThat(result.skipped()).extracting(Skipped::id).containsExactly("bad.jpg", "missing.jpg");
        });
        assertThat(Objects.requireNonNull(outcome.results().get("mine"))
                        .skipped()
                        .get(0)
                        .reason())
                .contains("row 0, column 1 is NaN");
    }

    @Test
    void aShortNameThatTwoImagesShareIsRefused() throws IOException {
        NpyWriter.write(RunFolder.open(folder), "a.npy", new ScoreMap(new double[] {0, 1, 0, 0}, 2, 2));
        List<Sample> samples = List.of(sample("a.jpg"), sample("a.png"));
        assertThat(measure(Normaliser.MINMAX, samples).skipped())
                .extracting(Skipped::reason)
                .allSatisfy(reason -> assertThat(reason).contains("may belong to several images"));
    }

    @Test
    void withoutNormaliserAMapBeyondOneIsRefused() throws IOException {
        NpyWriter.write(RunFolder.open(folder), "a.npy", new ScoreMap(new double[] {0, 1.5, 0, 0}, 2, 2));
        assertThat(measure(Normaliser.NONE, List.of(sample("a.jpg"))).skipped())
                .singleElement()
                .satisfies(skipped -> assertThat(skipped.reason()).contains("1.5; expected 0 to 1"));
    }

    @Test
    void whatMinmaxStretchesIsCounted() throws IOException {
        double[] half = new double[GRID * GRID];
        Arrays.fill(half, 0, 9000, 0.5);
        NpyWriter.write(RunFolder.open(folder), "a.npy", new ScoreMap(half, GRID, GRID));
        List<Sample> samples = List.of(sample("a.jpg"));
        assertThat(new FolderEvaluation(Normaliser.MINMAX, Metrics.all(), DRAWS)
                        .run("mine", maps(samples), samples, List.of(), Optional.empty(), done -> {})
                        .stretched())
                .isEqualTo(1);
    }

    @Test
    void anImageWithoutClassScoresIsLeftOutWhereThereAreAny() throws IOException {
        NpyWriter.write(RunFolder.open(folder), "a.npy", new ScoreMap(new double[] {0, 1, 0, 0}, 2, 2));
        List<Sample> samples = List.of(sample("a.jpg"));
        FolderEvaluation.Outcome outcome = new FolderEvaluation(Normaliser.MINMAX, Metrics.all(), DRAWS)
                .run("mine", maps(samples), samples, List.of(), Optional.of(Map.of()), done -> {});
        assertThat(Objects.requireNonNull(outcome.results().get("mine")).skipped())
                .extracting(Skipped::reason)
                .containsExactly("no class scores are given for the image.");
    }

    private Evaluation.Result measure(Normaliser normaliser, List<Sample> samples) throws IOException {
        return Objects.requireNonNull(new FolderEvaluation(normaliser, Metrics.all(), DRAWS)
                .run("mine", maps(samples), samples, List.of(), Optional.empty(), done -> {})
                .results()
                .get("mine"));
    }

    private MapFolder maps(List<Sample> samples) throws IOException {
        return new MapFolder(folder, samples.stream().map(Sample::id).toList());
    }

    private static Sample sample(String id) {
        return Samples.of(id, 0, 500, 400, List.of(new Box(100, 80, 300, 300)));
    }
}
