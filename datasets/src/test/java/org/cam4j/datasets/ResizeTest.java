package org.cam4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected values follow from the weights by hand; those with a checkerboard are also the ones of Pillow's own test_image_resample.py. */
class ResizeTest {
    @ParameterizedTest
    @CsvSource({"7,5", "32,64", "1,1", "100,3", "31,33"})
    void constantStaysConstant(int height, int width) {
        int[] values = new int[33 * 31];
        Arrays.fill(values, 201);
        assertThat(red(Resize.bilinear(gray(33, 31, values), height, width))).containsOnly(201);
    }

    @Test
    void sameSizeChangesNothing() {
        PixelImage image = gray(2, 3, 1, 2, 3, 4, 5, 6);
        assertThat(Resize.bilinear(image, 2, 3)).isSameAs(image);
    }

    @Test
    void halvingWeighsTheBorderPixelsThreeThreeOne() {
        // (3*0 + 3*10 + 200) / 7 = 32.86 and (10 + 3*200 + 3*250) / 7 = 194.29
        assertThat(red(Resize.bilinear(gray(1, 4, 0, 10, 200, 250), 1, 2))).containsExactly(33, 194);
        assertThat(red(Resize.bilinear(gray(4, 1, 0, 10, 200, 250), 2, 1))).containsExactly(33, 194);
    }

    @Test
    void doublingInterpolatesAtQuarters() {
        assertThat(red(Resize.bilinear(gray(1, 2, 0, 100), 1, 4))).containsExactly(0, 25, 75, 100);
    }

    @Test
    void aReducedCheckerboardIsPillows() {
        int[] reduced = red(Resize.bilinear(checkerboard(8), 4, 4));
        assertThat(reduced[0]).isEqualTo(0xE1);
        assertThat(reduced[1]).isEqualTo(0xC9);
        assertThat(reduced[4]).isEqualTo(0xC9);
        assertThat(reduced[5]).isEqualTo(0xB7);
    }

    @Test
    void anEnlargedCheckerboardIsPillows() {
        int[] enlarged = red(Resize.bilinear(checkerboard(2), 4, 4));
        assertThat(enlarged[0]).isEqualTo(0xE1);
        assertThat(enlarged[1]).isEqualTo(0xB0);
        assertThat(enlarged[4]).isEqualTo(0xB0);
        assertThat(enlarged[5]).isEqualTo(0x98);
    }

    @Test
    void betweenThePassesValuesAreRoundedToEightBits() {
        // Horizontal: 0.75*0 + 0.25*2 = 0.5 -> 1 and 0.75*0 + 0.25*0 = 0; vertical: 0.75*1 + 0.25*0 = 0.75 -> 1.
        // Without rounding 0.375 -> 0.
        assertThat(red(Resize.bilinear(gray(2, 2, 0, 2, 0, 0), 4, 4))[5]).isEqualTo(1);
    }

    @Test
    void channelsStayApart() {
        PixelImage image = new PixelImage(1, 2, new byte[] {10, 20, 30, 50, 60, 70});
        assertThat(Resize.bilinear(image, 1, 4).rgb()).containsExactly(10, 20, 30, 20, 30, 40, 40, 50, 60, 50, 60, 70);
    }

    @Test
    void anEmptySizeIsRefused() {
        assertThatThrownBy(() -> Resize.bilinear(gray(1, 1, 0), 0, 5)).hasMessageContaining("0 x 5");
    }

    /** Bright squares top left and bottom right, dark ones elsewhere, as in Pillow's test. */
    private static PixelImage checkerboard(int size) {
        int[] values = new int[size * size];
        for (int i = 0; i < values.length; i++) {
            boolean bright = (i / size < size / 2) == (i % size < size / 2);
            values[i] = bright ? 0xE1 : 255 - 0xE1;
        }
        return gray(size, size, values);
    }

    private static PixelImage gray(int height, int width, int... values) {
        byte[] rgb = new byte[values.length * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) values[i / 3];
        }
        return new PixelImage(height, width, rgb);
    }

    private static int[] red(PixelImage image) {
        int[] values = new int[image.height() * image.width()];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.rgb()[3 * i] & 0xFF;
        }
        return values;
    }
}
