package org.cam4j.layers.cam;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What was read at one tap, for one image and one class.
 *
 * <p>All arrays are detached from workspaces and belong to the reading alone; methods must not write into them.
 */
public final class TapReading {
    private final String tap;
    private final INDArray activations;
    private final @Nullable INDArray gradients;
    private final @Nullable INDArray classWeights;
    private final @Nullable List<TapReading> blocks;
    private final @Nullable List<TapReading> joined;
    private final @Nullable Network network;

    /**
     * A reading of one tap alone.
     *
     * @param tap name of the tap, for messages
     * @param activations the tap's output {@code [C,h,w]}
     * @param gradients derivative of the score with respect to the activations, {@code [C,h,w]}, or absent
     * @param classWeights weights from the pooled maps to the score, {@code [C]}, or absent
     * @throws IllegalArgumentException if the shapes do not fit each other
     */
    public TapReading(String tap, INDArray activations, @Nullable INDArray gradients, @Nullable INDArray classWeights) {
        this(tap, activations, gradients, classWeights, null, null, null);
    }

    /**
     * A reading with all that {@link Signal} knows.
     *
     * @param tap name of the tap, for messages
     * @param activations the tap's output {@code [C,h,w]}
     * @param gradients derivative of the score with respect to the activations, {@code [C,h,w]}, or absent
     * @param classWeights weights from the pooled maps to the score, {@code [C]}, or absent
     * @param blocks readings of the last layer of every resolution, from input to output, or absent
     * @param joined readings of the maps that an OR joins to this tap's, the enlarged one first, of this tap alone where nothing is joined, or absent
     * @param network runs the network again for this image, class and tap, or absent
     * @throws IllegalArgumentException if the shapes do not fit each other
     */
    public TapReading(
            String tap,
            INDArray activations,
            @Nullable INDArray gradients,
            @Nullable INDArray classWeights,
            @Nullable List<TapReading> blocks,
            @Nullable List<TapReading> joined,
            @Nullable Network network) {
        if (activations.rank() != 3) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Tap '%s': activations %s must have the shape [C, h, w] of one image.",
                    tap,
                    Arrays.toString(activations.shape())));
        }
        if (gradients != null && !Arrays.equals(activations.shape(), gradients.shape())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Tap '%s': activations %s and gradients %s must have the same shape [C, h, w].",
                    tap,
                    Arrays.toString(activations.shape()),
                    Arrays.toString(gradients.shape())));
        }
        if (classWeights != null && (classWeights.rank() != 1 || classWeights.length() != activations.size(0))) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Tap '%s': class weights %s must be one per channel of activations %s.",
                    tap,
                    Arrays.toString(classWeights.shape()),
                    Arrays.toString(activations.shape())));
        }
        this.tap = tap;
        this.activations = activations;
        this.gradients = gradients;
        this.classWeights = classWeights;
        this.blocks = blocks == null ? null : List.copyOf(blocks);
        this.joined = joined == null ? null : List.copyOf(joined);
        this.network = network;
    }

    /** The tap's name. */
    public String tap() {
        return tap;
    }

    /** C. */
    public long channels() {
        return activations.size(0);
    }

    /** h. */
    public long height() {
        return activations.size(1);
    }

    /** w. */
    public long width() {
        return activations.size(2);
    }

    /** Whether this was read. */
    public boolean has(Signal signal) {
        return switch (signal) {
            case ACTIVATIONS -> true;
            case GRADIENTS -> gradients != null;
            case CLASS_WEIGHTS -> classWeights != null;
            case BLOCKS -> blocks != null;
            case JOINED -> joined != null;
            case NETWORK -> network != null;
        };
    }

    /** The tap's output {@code [C,h,w]}. */
    public INDArray activations() {
        return activations;
    }

    /**
     * Derivative of the score with respect to the activations, {@code [C,h,w]}.
     *
     * @throws IllegalStateException if it was not read
     */
    public INDArray gradients() {
        return present(gradients, Signal.GRADIENTS);
    }

    /**
     * Weights from the pooled maps to the score, {@code [C]}.
     *
     * @throws IllegalStateException if they were not read
     */
    public INDArray classWeights() {
        return present(classWeights, Signal.CLASS_WEIGHTS);
    }

    /**
     * Readings of the last layer of every resolution, from input to output.
     *
     * @throws IllegalStateException if they were not read
     */
    public List<TapReading> blocks() {
        return present(blocks, Signal.BLOCKS);
    }

    /**
     * Readings of the maps that an OR joins to this tap's, all of this tap's shape, the enlarged one first; of this tap's activations alone where nothing is joined.
     *
     * @throws IllegalStateException if they were not read
     */
    public List<TapReading> joined() {
        return present(joined, Signal.JOINED);
    }

    /**
     * The network, to be run again.
     *
     * @throws IllegalStateException if it was not asked for
     */
    public Network network() {
        return present(network, Signal.NETWORK);
    }

    /**
     * {@code map[i,j] = sum_c weights[c] * activations[c,i,j]}.
     *
     * @param weights {@code [C]}
     * @return a new array {@code [h,w]}
     */
    public INDArray weightedSum(INDArray weights) {
        if (activations.stride(0) == 1) { // channels last in memory, as oneDNN leaves them
            INDArray positions = activations.permute(1, 2, 0).reshape('c', height() * width(), channels()); // [h*w, C]
            return positions.mmul(weights.reshape(channels(), 1)).reshape('c', height(), width()); // [h, w]
        }
        INDArray maps = activations.reshape('c', channels(), height() * width()); // [C, h*w]
        return weights.reshape(1, channels()).mmul(maps).dup('c').reshape(height(), width()); // [h, w]
    }

    private <T> T present(@Nullable T signalled, Signal signal) {
        if (signalled == null) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "Tap '%s' was read without %s: list it in CamMethod.needs() and pass it on.",
                    tap,
                    signal));
        }
        return signalled;
    }
}
