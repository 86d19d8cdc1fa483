package org.cam4j.evaluation.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.maps.Npy;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderEvaluationTest {
    private static final int GRID = NormalizedMap.GRID;
    private static final Bootstrap DRAWS = new Bootstrap(20, 1);

    @TempDir
    private Path folder;

    @Test
    void mapsThatWereNormalizedAndSavedMeasureTheSame() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        for (Normalizer normalizer : Normalizer.values()) {
            List<GroundTruth> samples = new ArrayList<>();
            Evaluation direct = new Evaluation(Metrics.all(), DRAWS);
            for (int i = 0; i < 12; i++) {
                GroundTruth sample = sample("sub/" + i + ".JPEG");
                ScoreMap raw = new ScoreMap(
                        random.doubles(49).map(value -> 0.2 + 0.5 * value).toArray(), 7, 7);
                EvaluatedImage observation = EvaluatedImage.ofMap(sample, raw).withNormalizer(normalizer);
                direct.add(observation);
                write(
                        sample.id() + ".npy",
                        new ScoreMap(observation.map().orElseThrow().values(), GRID, GRID));
                samples.add(sample);
            }
            assertThat(measure(Normalizer.NONE, samples).metrics())
                    .as("%s, taken as it is", normalizer)
                    .isEqualTo(direct.finish().metrics());
            if (normalizer == Normalizer.MINMAX || normalizer == Normalizer.PAS || normalizer == Normalizer.IVR) {
                assertThat(measure(Normalizer.MINMAX, samples).metrics())
                        .as("%s reaches 0 and 1, so minmax changes nothing", normalizer)
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
            NormalizedMap map = NormalizedMap.of(new ScoreMap(values, GRID, GRID), Normalizer.MINMAX);
            assertThat(map.levels()[0] & 0xFF).as("just below %d / 255", k).isEqualTo(k - 1);
        }
    }

    @Test
    void anImageWithoutMapIsLeftOutForTheTrivialPredictionsToo() throws IOException {
        write("a.npy", new ScoreMap(new double[] {0, 1, 0, 0}, 2, 2));
        write("bad.npy", new ScoreMap(new double[] {0, Double.NaN, 0, 0}, 2, 2));
        List<GroundTruth> samples = List.of(sample("a.jpg"), sample("missing.jpg"), sample("bad.jpg"));
        FolderEvaluation.Outcome outcome = new FolderEvaluation(Normalizer.MINMAX, Metrics.all(), DRAWS)
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
        write("a.npy", new ScoreMap(new double[] {0, 1, 0, 0}, 2, 2));
        List<GroundTruth> samples = List.of(sample("a.jpg"), sample("a.png"));
        assertThat(measure(Normalizer.MINMAX, samples).skipped())
                .extracting(Skipped::reason)
                .allSatisfy(reason -> assertThat(reason).contains("may belong to several images"));
    }

    @Test
    void withoutNormalizerAMapBeyondOneIsRefused() throws IOException {
        write("a.npy", new ScoreMap(new double[] {0, 1.5, 0, 0}, 2, 2));
        assertThat(measure(Normalizer.NONE, List.of(sample("a.jpg"))).skipped())
                .singleElement()
                .satisfies(skipped -> assertThat(skipped.reason()).contains("1.5 in the map; expected 0 to 1"));
    }

    @Test
    void whatMinmaxStretchesIsCounted() throws IOException {
        double[] half = new double[GRID * GRID];
        Arrays.fill(half, 0, 9000, 0.5);
        write("a.npy", new ScoreMap(half, GRID, GRID));
        List<GroundTruth> samples = List.of(sample("a.jpg"));
        assertThat(new FolderEvaluation(Normalizer.MINMAX, Metrics.all(), DRAWS)
                        .run("mine", maps(samples), samples, List.of(), Optional.empty(), done -> {})
                        .stretched())
                .isEqualTo(1);
    }

    @Test
    void anImageWithoutClassScoresIsLeftOutWhereThereAreAny() throws IOException {
        write("a.npy", new ScoreMap(new double[] {0, 1, 0, 0}, 2, 2));
        List<GroundTruth> samples = List.of(sample("a.jpg"));
        FolderEvaluation.Outcome outcome = new FolderEvaluation(Normalizer.MINMAX, Metrics.all(), DRAWS)
                .run("mine", maps(samples), samples, List.of(), Optional.of(Map.of()), done -> {});
        assertThat(Objects.requireNonNull(outcome.results().get("mine")).skipped())
                .extracting(Skipped::reason)
                .containsExactly("no class scores are given for the image.");
    }

    private Evaluation.Result measure(Normalizer normalizer, List<GroundTruth> samples) throws IOException {
        return Objects.requireNonNull(new FolderEvaluation(normalizer, Metrics.all(), DRAWS)
                .run("mine", maps(samples), samples, List.of(), Optional.empty(), done -> {})
                .results()
                .get("mine"));
    }

    private MapFolder maps(List<GroundTruth> samples) throws IOException {
        return new MapFolder(folder, samples.stream().map(GroundTruth::id).toList());
    }

    private void write(String name, ScoreMap map) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, Npy.bytes(map));
    }

    private static GroundTruth sample(String id) {
        return Samples.of(id, 0, 500, 400, List.of(new Box(100, 80, 300, 300)));
    }
}
