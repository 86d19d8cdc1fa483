package org.cam4j.evaluation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.ScoreMap;
import org.junit.jupiter.api.Test;

/** What makes each protocol special, on cases small enough to be worked out by hand. Maps have the size of the frame, so that nothing is interpolated. */
class ProtocolsTest {
    @Test
    void wsolevalHoldsTheBoxInsideAndTscamDoesNot() {
        ScoreMap corner = block(224, 200, 200, 223, 223, 1);
        GroundTruth toTheEdge = sample(224, new Box(200, 200, 223, 223));
        assertThat(at(new Wsoleval(), toTheEdge, corner, 0.2)).isEqualTo(1);
        assertThat(at(new Tscam(), toTheEdge, corner, 0.2)).isEqualTo(576.0 / 625);
    }

    @Test
    void tscamHoldsTheGroundTruthInside() {
        ScoreMap corner = block(224, 200, 200, 223, 223, 1);
        GroundTruth onePast = sample(224, new Box(200, 200, 224, 224)); // becomes [200, 200, 223, 223]
        assertThat(at(new Tscam(), onePast, corner, 0.2)).isEqualTo(576.0 / 625);
    }

    @Test
    void withoutForegroundEveryProtocolHasItsOwnAnswer() {
        ScoreMap nothing = new ScoreMap(new double[256 * 256], 256, 256);
        GroundTruth small = sample(256, new Box(16, 16, 17, 17)); // one grid cell, or [0, 0, 1, 1] of the crop
        assertThat(at(new Adl(), small, nothing, 0.2)).as("[0, 0, 1, 1]").isEqualTo(1);
        assertThat(at(new Tscam(), sample(224, new Box(0, 0, 1, 1)), nothing, 0.2))
                .isEqualTo(1);
        assertThat(at(new Wsoleval(), sample(224, new Box(0, 0, 1, 1)), nothing, 0.2))
                .isEqualTo(0.25);
        assertThat(at(new Danet(), sample(256, new Box(0, 0, 1, 1)), nothing, 0))
                .isEqualTo(0.25);
        assertThat(at(new Zhou2016(), sample(256, new Box(0, 0, 1, 1)), nothing, 0))
                .isZero();
        assertThat(at(new Rcam(), sample(256, new Box(0, 0, 256, 256)), nothing, 0.35))
                .as("the whole image, one past its last pixel")
                .isEqualTo(224.0 * 224 / (225 * 225));
    }

    @Test
    void tscamTruncatesTheThresholdToEightBits() {
        double[] values = block(224, 50, 50, 59, 59, 1).values();
        fill(values, 224, 60, 50, 69, 59, 0.12); // 30 of 255
        ScoreMap map = new ScoreMap(values, 224, 224);
        GroundTruth both = sample(224, new Box(50, 50, 70, 60));
        assertThat(at(new Tscam(), both, map, 0.119)).as("(int) 30.345 is 30").isEqualTo(11.0 * 11 / (21 * 11));
        assertThat(at(new Tscam(), both, map, 0.1175)).as("(int) 29.96 is 29").isEqualTo(1);
    }

    @Test
    void tscamAsksForMoreThanHalfWhereTheClassCountsAndDanetAlways() {
        assertThat(new Tscam().isCorrect(0.5, false)).isTrue();
        assertThat(new Tscam().isCorrect(0.5, true)).isFalse();
        assertThat(new Danet().isCorrect(0.5, false)).isFalse();
        assertThat(new Danet().isCorrect(0.501, true)).isTrue();
        assertThat(new Wsoleval().isCorrect(0.5, true)).isTrue();
    }

    @Test
    void tscamStatesItsThresholdForEachDataSet() {
        assertThat(new Tscam().threshold("cub")).hasValue(0.1);
        assertThat(new Tscam().threshold("ilsvrc")).hasValue(0.12);
    }

    @Test
    void adlSeesTheBrightnessOfTheColoredMap() {
        Adl adl = new Adl();
        assertThat(adl.quantized(0)).isZero();
        assertThat(adl.quantized(1)).isEqualTo(255);
        // Color 51 of cubehelix: red 0.0861, green 0.2382, blue 0.3056; 21, 60 and 77 of 255.
        assertThat(adl.quantized(0.2)).isEqualTo((4899 * 21 + 9617 * 60 + 1868 * 77 + 8192) / 16384);
    }

    @Test
    void adlAndRcamCropTheCenter() {
        ScoreMap map = block(256, 16, 16, 100, 100, 1); // 0 to 84 of the crop
        GroundTruth sample = sample(256, new Box(16, 16, 100, 100));
        assertThat(at(new Adl(), sample, map, 0.2)).isEqualTo(85.0 * 85 / (86 * 86));
        assertThat(at(new Rcam(), sample, map, 0.35)).isEqualTo(85.0 * 85 / (86 * 86));
    }

    @Test
    void adlShiftsGroundTruthAndRcamClipsItToo() {
        GroundTruth sample = sample(256, new Box(0, 0, 20, 250));
        Box box = sample.boxes().get(0);
        assertThat(new Adl().truth(box, sample)).contains(new Box(-16, -16, 4, 234));
        assertThat(new Rcam().truth(box, sample)).contains(new Box(0, 0, 4, 223));
        assertThat(new Rcam().truth(new Box(0, 0, 8, 8), sample))
                .as("outside the crop")
                .isEmpty();
    }

    @Test
    void rcamTakesAPercentileAsNumPyDoes() {
        byte[] eleven = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
        byte[] ten = {0, 1, 2, 3, 4, 5, 6, 7, 8, (byte) 200};
        assertThat(new Rcam().reference(eleven)).isEqualTo(9);
        assertThat(new Rcam().reference(ten)).isEqualTo(8 + 0.1 * 192, within(1e-9));
    }

    @Test
    void rcamCountsTheProductOfTwoNegativeSides() {
        assertThat(new Rcam().overlap(new Box(0, 0, 9, 9), new Box(0, 0, 9, 9))).isEqualTo(1);
        assertThat(new Rcam().overlap(new Box(0, 0, 9, 9), new Box(20, 0, 29, 9)))
                .isNegative();
        assertThat(new Rcam().overlap(new Box(0, 0, 9, 9), new Box(20, 20, 29, 29)))
                .as("-10 * -10 pixels in common, as the source counts")
                .isEqualTo(1);
    }

    @Test
    void zhouTakesTheComponentOfMostPixelsStrictlyAboveTheShareOfTheMaximum() {
        double[] values = {
            0.5, -3, -3, -3, 0, 1, //
            -3, 0.5, -3, -3, 0, 1, //
            -3, -3, 0.5, -3, 0, 0, //
            -3, -3, -3, -3, 0, 0
        };
        ScoreMap map = new ScoreMap(values, 4, 6);
        GroundTruth diagonal = sample(6, 4, new Box(0, 0, 2, 2));
        assertThat(at(new Zhou2016(), diagonal, map, 0.2)).isEqualTo(1);
        assertThat(at(new Zhou2016(), diagonal, map, 0.499)).isEqualTo(1);
        assertThat(at(new Zhou2016(), diagonal, map, 0.5))
                .as("0.5 is not above 0.5")
                .isZero();
        assertThat(at(new Zhou2016(), sample(6, 4, new Box(5, 0, 5, 1)), map, 0.5))
                .isEqualTo(1);
    }

    @Test
    void danetPutsOneBoxAroundEverythingAtTheThresholdOrAboveIt() {
        double[] values = new double[24];
        values[0] = 0.5;
        values[23] = 1;
        ScoreMap map = new ScoreMap(values, 4, 6);
        GroundTruth sample = sample(6, 4, new Box(0, 0, 5, 3));
        assertThat(at(new Danet(), sample, map, 0.5)).isEqualTo(1);
        assertThat(at(new Danet(), sample, map, 0.501)).isEqualTo(1.0 / 24);
    }

    @Test
    void danetNormalizesBeforeItEnlarges() {
        ScoreMap row = new ScoreMap(new double[] {-1, 3}, 1, 2); // 0, 0.25, 0.75, 1 on four pixels
        GroundTruth sample = sample(4, 1, new Box(2, 0, 3, 0));
        assertThat(at(new Danet(), sample, row, 0.25)).isEqualTo(2.0 / 3);
        assertThat(at(new Danet(), sample, row, 0.251)).isEqualTo(1);
        assertThat(at(new Danet(), sample, row, 0.751)).isEqualTo(0.5);
    }

    private static double at(Protocol protocol, GroundTruth sample, ScoreMap map, double threshold) {
        return EvaluatedImage.ofMap(sample, map)
                .withNormalizer(protocol.normalizer())
                .curve(protocol)
                .at(threshold);
    }

    private static ScoreMap block(int size, int left, int top, int right, int bottom, double value) {
        double[] values = new double[size * size];
        fill(values, size, left, top, right, bottom, value);
        return new ScoreMap(values, size, size);
    }

    private static void fill(double[] values, int size, int left, int top, int right, int bottom, double value) {
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                values[y * size + x] = value;
            }
        }
    }

    private static GroundTruth sample(int size, Box box) {
        return sample(size, size, box);
    }

    private static GroundTruth sample(int width, int height, Box box) {
        return GroundTruth.of("image", 0, width, height, List.of(box));
    }
}
