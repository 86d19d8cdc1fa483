package org.cam4j.datasets.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class PreprocessingTest {
    private static final PixelImage IMAGE = new PixelImage(1, 2, new byte[] {10, 20, 30, 40, 50, (byte) 200});

    @Test
    void everyChannelIsNormalizedWithItsOwnValues() {
        Preprocessing preprocessing = new Preprocessing(
                1, 2, Preprocessing.ChannelOrder.RGB, List.of(10.0, 20.0, 30.0), List.of(1.0, 2.0, 10.0));
        INDArray input = preprocessing.apply(IMAGE);
        assertThat(input.shape()).containsExactly(3, 1, 2);
        assertThat(input.dup('c').data().asFloat()).containsExactly(0, 30, 0, 15, 0, 17);
    }

    @Test
    void blueFirstTurnsTheChannelsRound() {
        Preprocessing preprocessing =
                new Preprocessing(1, 2, Preprocessing.ChannelOrder.BGR, List.of(0.0, 0.0, 10.0), List.of(1.0));
        assertThat(preprocessing.apply(IMAGE).dup('c').data().asFloat()).containsExactly(30, 200, 20, 50, 0, 30);
    }

    @Test
    void theWholeImageIsResized() {
        INDArray input =
                new Preprocessing(1, 4, Preprocessing.ChannelOrder.RGB, List.of(0.0), List.of(1.0)).apply(IMAGE);
        assertThat(input.getFloat(0, 0, 1)).isEqualTo(18); // 0.75*10 + 0.25*40 = 17.5
    }

    @Test
    void wrongValuesAreRefused() {
        List<Double> one = List.of(1.0);
        assertThatThrownBy(() -> new Preprocessing(0, 5, Preprocessing.ChannelOrder.RGB, one, one))
                .hasMessageContaining("0 x 5");
        assertThatThrownBy(() -> new Preprocessing(5, 5, Preprocessing.ChannelOrder.RGB, List.of(1.0, 2.0), one))
                .hasMessageContaining("mean is [1.0, 2.0]");
        assertThatThrownBy(() -> new Preprocessing(5, 5, Preprocessing.ChannelOrder.RGB, one, List.of(0.0)))
                .hasMessageContaining("positive");
        assertThatThrownBy(() -> new Preprocessing(5, 5, Preprocessing.ChannelOrder.RGB, one, List.of(Double.NaN)))
                .hasMessageContaining("finite");
    }

    @Test
    void augmentationDependsOnSeedEpochAndIndexOnly() {
        BatchReader.Transform first = augmentation(true, 4).forEpoch(3);
        INDArray drawn = first.apply(sample(), noise(), 5);
        first.apply(sample(), noise(), 6);
        assertThat(augmentation(true, 4).forEpoch(3).apply(sample(), noise(), 5))
                .isEqualTo(drawn);
        assertThat(augmentation(true, 4).forEpoch(4).apply(sample(), noise(), 5))
                .isNotEqualTo(drawn);
        assertThat(augmentation(true, 4).forEpoch(3).apply(sample(), noise(), 6))
                .isNotEqualTo(drawn);
    }

    @Test
    void withoutFlipAndCropTheImageIsOnlyNormalized() {
        Augmentation nothing = augmentation(false, 0);
        INDArray plain = nothing.preprocessing().apply(noise());
        for (int index = 0; index < 20; index++) {
            assertThat(nothing.forEpoch(0).apply(sample(), noise(), index)).isEqualTo(plain);
        }
    }

    @Test
    void aboutHalfTheImagesAreMirrored() {
        Augmentation flips = augmentation(true, 0);
        float[] plain = flips.preprocessing().normalize(noise());
        int mirrored = 0;
        for (int index = 0; index < 1000; index++) {
            float[] drawn =
                    flips.forEpoch(0).apply(sample(), noise(), index).data().asFloat();
            if (drawn[0] == plain[7]) {
                mirrored++;
                assertThat(drawn[8 * 5 + 2]).isEqualTo(plain[8 * 5 + 5]);
            }
        }
        assertThat(mirrored).isBetween(400, 600);
    }

    @Test
    void croppingMovesTheImageAndFillsWithTheMean() {
        Augmentation crops = augmentation(false, 1);
        float[] plain = crops.preprocessing().normalize(noise());
        boolean[] seen = new boolean[9];
        for (int index = 0; index < 200; index++) {
            float[] drawn =
                    crops.forEpoch(0).apply(sample(), noise(), index).data().asFloat();
            for (int down = -1; down <= 1; down++) {
                for (int right = -1; right <= 1; right++) {
                    if (drawn[8 * 3 + 3] == plain[8 * (3 + down) + 3 + right]) {
                        seen[3 * (down + 1) + right + 1] = true;
                        assertThat(drawn[64 + 8 * 4 + 4]).isEqualTo(plain[64 + 8 * (4 + down) + 4 + right]);
                        assertThat(drawn[3]).isEqualTo(down < 0 ? 0 : plain[8 * down + 3 + right]);
                    }
                }
            }
        }
        assertThat(seen).containsOnly(true);
    }

    private static Augmentation augmentation(boolean flip, int cropPadding) {
        Preprocessing preprocessing =
                new Preprocessing(8, 8, Preprocessing.ChannelOrder.RGB, List.of(300.0), List.of(1.0));
        return new Augmentation(preprocessing, flip, cropPadding, 42);
    }

    private static PixelImage noise() {
        byte[] rgb = new byte[192];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) i; // all different
        }
        return new PixelImage(8, 8, rgb);
    }

    private static Sample sample() {
        return new Sample("one", 0, 0, 0, List.of(), Optional.empty(), PreprocessingTest::noise);
    }
}
