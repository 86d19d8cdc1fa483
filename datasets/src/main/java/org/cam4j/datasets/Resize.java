package org.cam4j.datasets;

import java.util.Arrays;
import java.util.Locale;

/**
 * Antialiased bilinear resizing, equal to Pillow's {@code Image.resize(size, BILINEAR)} on 8-bit images to the last bit.
 *
 * <p>Each output pixel is a weighted mean under a triangle that grows with the reduction; a horizontal pass and then a vertical one, each with 22-bit fixed-point
 * weights and rounded to 8 bits. A pass that changes nothing is left out. Source: Pillow, {@code Resample.c}, {@code ImagingResample}.
 */
final class Resize {
    /** 32 bits less 8 for the value and 2 for overshoot. */
    private static final int PRECISION_BITS = 32 - 8 - 2;

    private Resize() {}

    /** The image in {@code height x width}; the same object where it has that size already. */
    public static PixelImage bilinear(PixelImage image, int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Resize to %d x %d: expected at least 1 x 1.", height, width));
        }
        PixelImage result = image;
        if (width != image.width()) {
            result = horizontal(result, width);
        }
        return height == image.height() ? result : vertical(result, height);
    }

    private static PixelImage horizontal(PixelImage image, int width) {
        Weights weights = Weights.of(image.width(), width);
        byte[] source = image.rgb();
        byte[] target = new byte[Math.multiplyExact(Math.multiplyExact(image.height(), width), 3)];
        for (int y = 0; y < image.height(); y++) {
            int row = y * image.width() * 3;
            for (int x = 0; x < width; x++) {
                int[] weight = weights.weight[x];
                int red = 1 << (PRECISION_BITS - 1);
                int green = red;
                int blue = red;
                int at = row + weights.first[x] * 3;
                for (int w : weight) {
                    red += (source[at++] & 0xFF) * w;
                    green += (source[at++] & 0xFF) * w;
                    blue += (source[at++] & 0xFF) * w;
                }
                int to = (y * width + x) * 3;
                target[to] = clip(red);
                target[to + 1] = clip(green);
                target[to + 2] = clip(blue);
            }
        }
        return new PixelImage(image.height(), width, target);
    }

    private static PixelImage vertical(PixelImage image, int height) {
        Weights weights = Weights.of(image.height(), height);
        byte[] source = image.rgb();
        int rowLength = image.width() * 3;
        byte[] target = new byte[Math.multiplyExact(height, rowLength)];
        int[] sums = new int[rowLength];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 1 << (PRECISION_BITS - 1));
            int at = weights.first[y] * rowLength;
            for (int w : weights.weight[y]) {
                for (int i = 0; i < rowLength; i++) {
                    sums[i] += (source[at++] & 0xFF) * w;
                }
            }
            for (int i = 0; i < rowLength; i++) {
                target[y * rowLength + i] = clip(sums[i]);
            }
        }
        return new PixelImage(height, image.width(), target);
    }

    private static byte clip(int fixedPoint) {
        return (byte) Math.max(0, Math.min(255, fixedPoint >> PRECISION_BITS));
    }

    /** For every output position: the first input position and the fixed-point weights from there on. */
    private record Weights(int[] first, int[][] weight) {
        static Weights of(int from, int to) {
            double scale = (double) from / to;
            double support = Math.max(scale, 1); // half the width of the triangle
            double inverse = 1.0 / support;
            int[] first = new int[to];
            int[][] weight = new int[to][];
            for (int out = 0; out < to; out++) {
                double center = (out + 0.5) * scale;
                first[out] = Math.max(0, (int) (center - support + 0.5));
                int end = Math.min(from, (int) (center + support + 0.5));
                double[] triangle = new double[end - first[out]];
                double sum = 0;
                for (int i = 0; i < triangle.length; i++) {
                    triangle[i] = Math.max(0, 1 - Math.abs((i + first[out] - center + 0.5) * inverse));
                    sum += triangle[i];
                }
                weight[out] = new int[triangle.length];
                for (int i = 0; i < triangle.length; i++) {
                    weight[out][i] = (int) (0.5 + triangle[i] / sum * (1 << PRECISION_BITS));
                }
            }
            return new Weights(first, weight);
        }
    }
}
