package org.cam4j.datasets.pixels;

import java.util.Locale;
import java.util.Random;
import org.cam4j.evaluation.Seeds;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Random flip and crop for training, after the preprocessing and at the network's input size. Every draw depends on seed, epoch and sample index only, so that a
 * resumed run sees the same images as one that was not interrupted.
 *
 * @param preprocessing applied first
 * @param flip whether every second image, at random, is mirrored left to right
 * @param cropPadding the image is surrounded by this many pixels of the mean color, and the crop lies anywhere in the result; 0 for no crop
 * @param seed decides every draw
 */
public record Augmentation(Preprocessing preprocessing, boolean flip, int cropPadding, long seed) {
    public Augmentation {
        if (cropPadding < 0) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Augmentation: crop padding is %d, expected 0 or more.", cropPadding));
        }
    }

    /** The transform of one epoch, counted from 0. */
    public BatchReader.Transform forEpoch(int epoch) {
        return (sample, image, index) -> {
            Random random = new Random(Seeds.derive(seed, epoch, index));
            boolean mirrored = random.nextBoolean() && flip;
            int down = random.nextInt(2 * cropPadding + 1) - cropPadding;
            int right = random.nextInt(2 * cropPadding + 1) - cropPadding;
            return moved(preprocessing.normalize(image), mirrored, down, right);
        };
    }

    /** Row {@code y} of the result is row {@code y + down} of the image, which is zero, the normalized mean, outside. */
    private INDArray moved(float[] image, boolean mirrored, int down, int right) {
        int height = preprocessing.height();
        int width = preprocessing.width();
        float[] result = new float[image.length];
        for (int row = 0; row < preprocessing.channels() * height; row++) {
            int y = row % height + down;
            if (y < 0 || y >= height) {
                continue;
            }
            int from = (row + down) * width;
            for (int column = 0; column < width; column++) {
                int x = column + right;
                if (x >= 0 && x < width) {
                    result[row * width + column] = image[from + (mirrored ? width - 1 - x : x)];
                }
            }
        }
        return preprocessing.array(result);
    }
}
