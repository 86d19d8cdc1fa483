package org.cam4j.datasets.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.pixels.ColorJitter.Change;
import org.cam4j.datasets.pixels.Preprocessing.ChannelOrder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class AugmentationTest {
    private static final Preprocessing COLORS =
            new Preprocessing(8, 8, ChannelOrder.RGB, List.of(100.0), List.of(50.0));
    private static final Augmentation NOTHING = new Augmentation(COLORS, false, 0, 7);

    @BeforeAll
    static void nativeCode() {
        JavaCpp.initialize();
    }

    @Test
    void aPartIsCutOutAsItIs() {
        PixelImage part = RandomResizedCrop.cut(gray(3, 4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), region(1, 1, 2, 3));
        assertThat(part).usingRecursiveComparison().isEqualTo(gray(2, 3, 5, 6, 7, 9, 10, 11));
    }

    @Test
    void partsHaveTheAreaAndTheRatioThatWereAskedFor() {
        List<Double> areas = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            RandomResizedCrop.Region part = RandomResizedCrop.draw(400, 500, 0.25, random);
            assertThat(part.top()).isBetween(0, 400 - part.height());
            assertThat(part.left()).isBetween(0, 500 - part.width());
            assertThat((double) part.width() / part.height()).isBetween(0.74, 1.35);
            areas.add((double) part.height() * part.width() / (400 * 500));
        }
        assertThat(areas).allSatisfy(area -> assertThat(area).isBetween(0.248, 1.0));
        double mean = areas.stream().mapToDouble(area -> area).average().orElseThrow();
        assertThat(mean).isCloseTo(0.541, within(0.01)); // below 0.625: large parts do not fit with every ratio
    }

    @Test
    void whereNoPartFitsItIsTheMiddle() {
        assertThat(RandomResizedCrop.draw(10, 100, 0.9, new Random(1))).isEqualTo(region(0, 43, 10, 13));
        assertThat(RandomResizedCrop.draw(100, 10, 0.9, new Random(1))).isEqualTo(region(43, 0, 13, 10));
    }

    @Test
    void brightnessContrastAndSaturationAreTorchvisions() {
        PixelImage image = new PixelImage(1, 2, new byte[] {100, (byte) 150, (byte) 200, 0, 0, 0});
        // gray = 0.299 * 100 + 0.587 * 150 + 0.114 * 200 = 140.75, rounded 141; mean gray 70.5
        assertThat(values(image, Change.BRIGHTNESS, 0.5)).containsExactly(50, 75, 100, 0, 0, 0);
        assertThat(values(image, Change.BRIGHTNESS, 1.5)).containsExactly(150, 225, 255, 0, 0, 0);
        assertThat(values(image, Change.CONTRAST, 0.8)).containsExactly(94, 134, 174, 14, 14, 14);
        assertThat(values(image, Change.SATURATION, 0)).containsExactly(141, 141, 141, 0, 0, 0);
        assertThat(values(image, Change.SATURATION, 1.2)).containsExactly(92, 152, 212, 0, 0, 0);
        PixelImage both =
                ColorJitter.changed(image, new Change[] {Change.BRIGHTNESS, Change.SATURATION}, new double[] {1.5, 0});
        assertThat(both.rgb()[0] & 0xFF).isEqualTo(206); // of 150, 225, 255, since 300 is cut
    }

    @Test
    void theJitterLeavesTheImageAndMovesItsColorsBothWays() {
        PixelImage image = gray(1, 1, 100);
        double[] seen = IntStream.range(0, 2000)
                .mapToDouble(seed ->
                        ColorJitter.jittered(image, 0.4, new Random(seed)).rgb()[0] & 0xFF)
                .toArray();
        assertThat(image.rgb()).containsOnly(100);
        assertThat(IntStream.range(0, seen.length).mapToDouble(i -> seen[i]).summaryStatistics())
                .satisfies(range -> {
                    assertThat(range.getMin()).isBetween(60.0, 62.0);
                    assertThat(range.getMax()).isBetween(138.0, 140.0);
                    assertThat(range.getAverage()).isCloseTo(100, within(2.0));
                });
    }

    @Test
    void aQuarterTurnIsExactAndCornersAreFilledWithTheMean() {
        float[] two = {1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -2, -3, -4, -5, -6, -7, -8, -9}; // [2,3,3]
        assertThat(Rotation.rotated(two, 3, 3, 90))
                .containsExactly(3, 6, 9, 2, 5, 8, 1, 4, 7, -3, -6, -9, -2, -5, -8, -1, -4, -7);
        float[] eighth = Rotation.rotated(two, 3, 3, 45);
        assertThat(eighth[4]).isEqualTo(5);
        // the corner is 0.414 outside of the image on one axis: 0.586 of the image at (-0.414, 1) is the middle of its
        // row
        assertThat(eighth[0]).isCloseTo((1 - 0.414f) * 2, within(0.1f));
        assertThat(Rotation.rotated(new float[] {1, 1, 1, 1}, 1, 4, 90)).containsExactly(0, 0.5f, 0.5f, 0);
    }

    @Test
    void whatIsOffLeavesTheDrawsOfTheOthers() {
        INDArray flipped = of(new Augmentation(COLORS, true, 3, 7), 5);
        assertThat(of(new Augmentation(COLORS, true, 3, 7).with(1, 0, 0), 5)).isEqualTo(flipped);
        INDArray black = new Augmentation(COLORS, true, 3, 7)
                .with(0.5, 0.5, 0)
                .forEpoch(2)
                .apply(sample(), gray(8, 8, new int[64]), 5); // the same crop moves the black image
        assertThat(black.eq(0).castTo(flipped.dataType()).sumNumber())
                .isEqualTo(flipped.eq(0).castTo(flipped.dataType()).sumNumber());
    }

    @Test
    void everyChangeDependsOnSeedEpochAndIndexOnly() {
        for (Augmentation changes : List.of(NOTHING.with(0.3, 0, 0), NOTHING.with(1, 0.5, 0), NOTHING.with(1, 0, 30))) {
            INDArray drawn = of(changes, 5);
            assertThat(drawn).isNotEqualTo(of(NOTHING, 5));
            assertThat(of(changes, 6)).isNotEqualTo(drawn);
            assertThat(changes.forEpoch(3).apply(sample(), noise(), 5)).isNotEqualTo(drawn);
            assertThat(of(changes, 5)).isEqualTo(drawn);
        }
    }

    @Test
    void grayNetworksGetTheLumaOfTheChangedColors() {
        Augmentation gray = new Augmentation(COLORS.gray(), false, 0, 7).with(0.5, 0.5, 20);
        INDArray input = of(gray, 5);
        assertThat(input.shape()).containsExactly(1, 8, 8);
        INDArray colors = of(NOTHING.with(0.5, 0.5, 20), 5);
        INDArray luma = colors.slice(0)
                .mul(0.299)
                .add(colors.slice(1).mul(0.587))
                .add(colors.slice(2).mul(0.114));
        assertThat(input.slice(0).sub(luma).amaxNumber().doubleValue()).isLessThan(0.011); // half a level of 50
    }

    @Test
    void manyThreadsDrawTheSame() {
        Augmentation all = NOTHING.with(0.3, 0.5, 30);
        List<INDArray> alone = IntStream.range(0, 64).mapToObj(i -> of(all, i)).toList();
        List<INDArray> together =
                IntStream.range(0, 64).parallel().mapToObj(i -> of(all, i)).toList();
        assertThat(together).isEqualTo(alone);
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NOTHING.with(0, 0, 0))
                .withMessage("Augmentation: crop scale is 0.0, expected above 0 and at most 1.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NOTHING.with(1, 1.5, 0))
                .withMessageContaining("color jitter is 1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NOTHING.with(1, 0, 181))
                .withMessageContaining("rotation is 181.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Augmentation(COLORS, true, -1, 7))
                .withMessageContaining("crop padding is -1");
    }

    private static INDArray of(Augmentation changes, int index) {
        return changes.forEpoch(2).apply(sample(), noise(), index);
    }

    private static int[] values(PixelImage image, Change change, double factor) {
        byte[] rgb = ColorJitter.changed(image, new Change[] {change}, new double[] {factor})
                .rgb();
        return IntStream.range(0, rgb.length).map(i -> rgb[i] & 0xFF).toArray();
    }

    private static RandomResizedCrop.Region region(int top, int left, int height, int width) {
        return new RandomResizedCrop.Region(top, left, height, width);
    }

    private static PixelImage gray(int height, int width, int... values) {
        byte[] rgb = new byte[3 * values.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) values[i / 3];
        }
        return new PixelImage(height, width, rgb);
    }

    private static PixelImage noise() {
        byte[] rgb = new byte[12 * 10 * 3];
        new Random(3).nextBytes(rgb);
        return new PixelImage(12, 10, rgb);
    }

    private static Sample sample() {
        return new Sample("one", 0, 0, 0, List.of(), Optional.empty(), AugmentationTest::noise);
    }
}
