package org.cam4j.training.protocol;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.cam4j.datasets.PixelImage;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.BicubicResize;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.PerturbationScores;
import org.cam4j.training.model.CamModel;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An image of which a map decides what the network sees, and what the network then says of the map's class.
 *
 * <ul>
 *   <li>The image multiplied by the map, for average drop and increase in confidence (Chattopadhyay et al., "Grad-CAM++", WACV 2018, section 4.1). The
 *       <em>network's input</em> is multiplied, not the pixels: there 0 is the mean of the training images, so what the map hides becomes as uninformative as the
 *       network knows it, while pixels times 0 would paint it black. For a network whose preprocessing subtracts no mean the two are the same.
 *   <li>Deletion (Petsiuk et al., "RISE", BMVC 2018, section 4.1): pixels become 0 of the network's input, those of the greatest map values first.
 *   <li>Insertion (same section): the image is blurred and its pixels return in that order. The blur is a Gaussian of sigma {@value #SIGMA} in a window of {@value
 *       #WINDOW} x {@value #WINDOW}, with 0 beyond the edges, as in the paper's code; there the tails of the Gaussian are folded into the window, here they are
 *       cut off and the weights scaled to a sum of 1.
 * </ul>
 *
 * <p>Both curves have {@value #STEPS} equal steps whatever the size of the input; at 224 x 224 that is 8 * 224 pixels a step, as in the paper's code. Pixels of
 * equal map values go in row order. The map is the one that all metrics see, on the grid of {@link EvaluatedImage} and normalized, resized to the network's input.
 */
final class PerturbedImage {
    /** Steps from no pixel to all of them. */
    static final int STEPS = 28;

    /** Forward passes for one map: the image, the image times the map, and the two curves, of which each shares an end with another. */
    public static final int PASSES = 2 + 2 * STEPS;

    private static final int BATCH_SIZE = 16;
    private static final int WINDOW = 11;
    private static final int SIGMA = 5;

    private final CamModel model;
    private final int height;
    private final int width;
    private final float[] whole;
    private final float[] blurred;
    private final float[] empty;

    private PerturbedImage(CamModel model, float[] whole) {
        this.model = model;
        this.height = model.preprocessing().height();
        this.width = model.preprocessing().width();
        this.whole = whole;
        this.blurred = blurred(whole, height, width);
        this.empty = new float[whole.length];
    }

    /** Prepares an image. */
    public static PerturbedImage of(CamModel model, PixelImage image) {
        INDArray input = model.preprocessing().apply(image); // [C,H,W]
        return new PerturbedImage(model, input.reshape(input.length()).toFloatVector());
    }

    /** The observation with what the network says of its label's class; the observation itself where it has no map. */
    public EvaluatedImage observed(EvaluatedImage observation) {
        return observation
                .map()
                .map(map -> observation.withConfidences(confidences(map, observation.label())))
                .orElse(observation);
    }

    private PerturbationScores confidences(NormalizedMap map, int label) {
        int grid = NormalizedMap.GRID;
        double[] shares = BicubicResize.resize(new ScoreMap(map.values(), grid, grid), height, width)
                .values();
        int[] order = IntStream.range(0, shares.length)
                .boxed()
                .sorted(Comparator.comparingDouble(pixel -> -shares[pixel])) // stable
                .mapToInt(Integer::intValue)
                .toArray();
        double[] probabilities = new double[PASSES];
        for (int start = 0; start < PASSES; start += BATCH_SIZE) {
            int size = Math.min(BATCH_SIZE, PASSES - start);
            float[] batch = new float[size * whole.length];
            for (int i = 0; i < size; i++) {
                System.arraycopy(version(start + i, shares, order), 0, batch, i * whole.length, whole.length);
            }
            ask(batch, size, label, probabilities, start);
        }
        return confidences(probabilities);
    }

    /** Version 0 is the image, 1 the image times the map; then come insertions of 0 to 27 steps, then deletions of 1 to 28. */
    private float[] version(int index, double[] shares, int[] order) {
        if (index < 2) {
            return index == 0 ? whole : multiplied(shares);
        }
        int step = index - 2;
        return step < STEPS ? mixed(blurred, whole, order, step) : mixed(whole, empty, order, step - STEPS + 1);
    }

    private static PerturbationScores confidences(double[] probabilities) {
        double[] insertion = new double[STEPS + 1];
        double[] deletion = new double[STEPS + 1];
        System.arraycopy(probabilities, 2, insertion, 0, STEPS);
        insertion[STEPS] = probabilities[0];
        deletion[0] = probabilities[0];
        System.arraycopy(probabilities, 2 + STEPS, deletion, 1, STEPS);
        return new PerturbationScores(probabilities[0], probabilities[1], insertion, deletion);
    }

    private void ask(float[] batch, int size, int label, double[] probabilities, int start) {
        try (INDArray images = Nd4j.create(
                        batch, new long[] {size, model.preprocessing().channels(), height, width}, 'c');
                INDArray output = model.graph().outputSingle(images)) { // [size, outputs]
            float[][] ofClasses = model.outputKind().ofClasses(output.toFloatMatrix());
            for (int i = 0; i < size; i++) {
                probabilities[start + i] = ofClasses[i][label];
            }
        }
    }

    private float[] multiplied(double[] shares) {
        float[] result = new float[whole.length];
        for (int i = 0; i < result.length; i++) {
            double share = Math.min(1, Math.max(0, shares[i % shares.length])); // bicubic weights overshoot
            result[i] = (float) (whole[i] * share);
        }
        return result;
    }

    /** {@code from}, with the first {@code step} of {@link #STEPS} parts of the ordered pixels, in all channels, taken from {@code other}. */
    private static float[] mixed(float[] from, float[] other, int[] order, int step) {
        float[] result = from.clone();
        int count = (int) Math.round((double) order.length * step / STEPS);
        for (int i = 0; i < count; i++) {
            for (int at = order[i]; at < result.length; at += order.length) {
                result[at] = other[at];
            }
        }
        return result;
    }

    private static float[] blurred(float[] image, int height, int width) {
        double[] weights = new double[WINDOW];
        double sum = 0;
        for (int i = 0; i < WINDOW; i++) {
            int distance = i - WINDOW / 2;
            weights[i] = Math.exp(-distance * distance / (2.0 * SIGMA * SIGMA));
            sum += weights[i];
        }
        for (int i = 0; i < WINDOW; i++) {
            weights[i] /= sum;
        }
        float[] rows = smoothed(image, weights, width, 1);
        return smoothed(rows, weights, height, width);
    }

    /** A pass along one axis, with 0 beyond its ends. */
    private static float[] smoothed(float[] values, double[] weights, int length, int stride) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int position = i / stride % length;
            double sum = 0;
            for (int tap = 0; tap < WINDOW; tap++) {
                int offset = tap - WINDOW / 2;
                if (position + offset >= 0 && position + offset < length) {
                    sum += weights[tap] * values[i + offset * stride];
                }
            }
            result[i] = (float) sum;
        }
        return result;
    }
}
