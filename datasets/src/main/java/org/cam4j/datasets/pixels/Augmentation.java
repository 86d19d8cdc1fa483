package org.cam4j.datasets.pixels;

import java.util.Locale;
import java.util.Random;
import org.cam4j.datasets.PixelImage;
import org.cam4j.evaluation.Seeds;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Random changes of training images, one after another as torchvision composes them: a part of the decoded image resized to the network's input size, brightness, contrast and
 * saturation, the preprocessing, rotation, flip, and a crop that moves by some pixels. Every draw depends on seed, epoch and sample index only, so that a resumed run sees the same
 * images as one that was not interrupted; what is switched off leaves the draws of the others as they are.
 *
 * @param preprocessing decides the size, and the mean color that fills what lies outside of the image
 * @param flip whether every second image, at random, is mirrored left to right
 * @param cropPadding the image is surrounded by this many pixels of the mean color, and the crop lies anywhere in the result; 0 for no crop
 * @param cropScale the smallest part of the image's area that a random part takes ({@link RandomResizedCrop}), above 0; 1 takes the whole image
 * @param colorJitter strength of {@link ColorJitter}, 0 to 1; 0 for none
 * @param rotation the largest angle in degrees, 0 to 180; the angle is uniform from its negative on; 0 for none
 * @param seed decides every draw
 */
public record Augmentation(
        Preprocessing preprocessing,
        boolean flip,
        int cropPadding,
        double cropScale,
        double colorJitter,
        double rotation,
        long seed) {
    private static final int CROP = 1;
    private static final int COLOR = 2;
    private static final int ANGLE = 3;
    private static final int HALF_TURN = 180;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException in one line, if one is out of range
     */
    public Augmentation {
        require(cropPadding >= 0, "crop padding", cropPadding, "0 or more");
        require(cropScale > 0 && cropScale <= 1, "crop scale", cropScale, "above 0 and at most 1");
        require(colorJitter >= 0 && colorJitter <= 1, "color jitter", colorJitter, "0 to 1");
        require(rotation >= 0 && rotation <= HALF_TURN, "rotation", rotation, "0 to 180 degrees");
        JavaCpp.initialize();
    }

    /** Flip and crop alone. */
    public Augmentation(Preprocessing preprocessing, boolean flip, int cropPadding, long seed) {
        this(preprocessing, flip, cropPadding, 1, 0, 0, seed);
    }

    private static void require(boolean allowed, String name, Number value, String expected) {
        if (!allowed) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Augmentation: %s is %s, expected %s.", name, value, expected));
        }
    }

    /** The same with another part, color and angle. */
    public Augmentation with(double newCropScale, double newColorJitter, double newRotation) {
        return new Augmentation(preprocessing, flip, cropPadding, newCropScale, newColorJitter, newRotation, seed);
    }

    /** The transform of one epoch, counted from 0. */
    public BatchReader.Transform forEpoch(int epoch) {
        return (sample, image, index) -> {
            Random random = new Random(Seeds.derive(seed, epoch, index));
            boolean mirrored = random.nextBoolean() && flip;
            int down = random.nextInt(2 * cropPadding + 1) - cropPadding;
            int right = random.nextInt(2 * cropPadding + 1) - cropPadding;
            return moved(changed(image, epoch, index), mirrored, down, right);
        };
    }

    /** The network's input {@code [C,H,W]} before flip and moving. */
    private float[] changed(PixelImage image, int epoch, int index) {
        PixelImage part = image;
        if (cropScale < 1) {
            Random random = new Random(Seeds.derive(seed, epoch, index, CROP));
            part = RandomResizedCrop.cut(
                    image, RandomResizedCrop.draw(image.height(), image.width(), cropScale, random));
        }
        if (colorJitter > 0) {
            Random random = new Random(Seeds.derive(seed, epoch, index, COLOR));
            part = ColorJitter.jittered(
                    part.resized(preprocessing.height(), preprocessing.width()), colorJitter, random);
        }
        float[] input = preprocessing.normalize(part);
        if (rotation > 0) {
            double angle = rotation * (2 * new Random(Seeds.derive(seed, epoch, index, ANGLE)).nextDouble() - 1);
            return Rotation.rotated(input, preprocessing.height(), preprocessing.width(), angle);
        }
        return input;
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
