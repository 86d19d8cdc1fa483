package org.cam4j.layers.merge;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.cam4j.layers.internal.vertex.MapVertex;
import org.cam4j.layers.internal.vertex.MapVertexRuntime;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Joins feature maps of two layers by OR, {@code ([N, C, H, W], [N, C, H, W]) -> [N, C, H, W]}.
 *
 * <pre>
 * merged[k] = OR(f'[k], f[k])      (eq. 2)
 * </pre>
 *
 * <p>Kim et al. 2020, wide class activation maps: f' is VGG's conv5_3 after a deconvolution (eq. 4), the first input; f is conv4_3, the second.
 * {@link org.cam4j.layers.convolution.ChannelDeconvolution} brings the first to the size of the second.
 */
public final class OrMerge extends MapVertex {
    /** OR of real values; the paper says "bitwise OR". */
    public enum Or {
        /** {@code max(a, b)}: for every threshold, {a >= t} or {b >= t} is {max(a, b) >= t}. Equal values pass the gradient to the first input. */
        MAXIMUM,
        /** {@code a + b - a*b}: the probability of either of two independent events; meant for values in [0, 1]. */
        PROBABILISTIC_SUM,
        /**
         * {@code (a + b)/2}: no OR. Its global average is the mean of both maps' global averages, so that one weight vector a class scores both (section 3, where GAP
         * comes before the OR, which then is left to the map).
         */
        MEAN
    }

    private final Or or;

    /** Element-wise maximum. */
    public OrMerge() {
        this(Or.MAXIMUM);
    }

    /**
     * With a given OR.
     *
     * @param or how both are joined
     */
    @JsonCreator
    public OrMerge(@JsonProperty("or") Or or) {
        this.or = Objects.requireNonNull(or, "OrMerge: or is missing.");
    }

    /** How both are joined. */
    @JsonProperty("or")
    public Or or() {
        return or;
    }

    @Override
    public int minVertexInputs() {
        return 2;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) {
        InputTypeConvolutional[] maps = maps(inputs);
        long[] first = shape(maps[0]);
        long[] second = shape(maps[1]);
        if (!Arrays.equals(first, second)) {
            throw new InvalidInputTypeException("OrMerge: " + mismatch(first, second));
        }
        return maps[1];
    }

    private static long[] shape(InputTypeConvolutional type) {
        return new long[] {type.getChannels(), type.getHeight(), type.getWidth()};
    }

    private static String mismatch(long[] first, long[] second) {
        return String.format(
                Locale.ROOT,
                "found maps %s and %s, expected the same shape; put a deconvolution behind the smaller, a 1x1 convolution behind the one with other channels.",
                Arrays.toString(first),
                Arrays.toString(second));
    }

    @Override
    public GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int index,
            @Nullable INDArray parameters,
            boolean initialize,
            DataType networkType) {
        return new Instance(or, this, graph, name, index, networkType);
    }

    @Override
    protected List<Object> settings() {
        return List.of(or);
    }

    @Override
    public OrMerge clone() {
        return new OrMerge(or);
    }

    @SuppressWarnings("overrides")
    private static final class Instance extends MapVertexRuntime {
        private final Or or;

        Instance(Or or, OrMerge merge, ComputationGraph graph, String name, int index, DataType type) {
            super(merge, graph, name, index, type);
            this.or = or;
        }

        @Override
        public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
            INDArray first = maps(0);
            INDArray second = maps(1);
            if (!Arrays.equals(first.shape(), second.shape())) {
                throw new IllegalArgumentException(this + ": " + mismatch(first.shape(), second.shape()));
            }
            INDArray merged = workspaces.dup(ArrayType.ACTIVATIONS, first, 'c'); // [N, C, H, W]
            return switch (or) {
                case MAXIMUM -> Transforms.max(merged, second, false);
                case PROBABILISTIC_SUM -> {
                    INDArray product = merged.mul(second);
                    yield merged.addi(second).subi(product);
                }
                case MEAN -> merged.addi(second).muli(0.5);
            };
        }

        @Override
        public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
            INDArray first = maps(0);
            INDArray second = maps(1);
            INDArray ofFirst = workspaces.dup(ArrayType.ACTIVATION_GRAD, outputGradient(), 'c');
            INDArray ofSecond = workspaces.dup(ArrayType.ACTIVATION_GRAD, outputGradient(), 'c');
            switch (or) {
                case MAXIMUM -> {
                    INDArray secondWins = Nd4j.createUninitialized(second.dataType(), second.shape(), 'c');
                    Transforms.step(secondWins.assign(second).subi(first), false);
                    ofSecond.muli(secondWins);
                    ofFirst.subi(ofSecond);
                }
                case PROBABILISTIC_SUM -> {
                    ofFirst.muli(second.rsub(1));
                    ofSecond.muli(first.rsub(1));
                }
                case MEAN -> {
                    ofFirst.muli(0.5);
                    ofSecond.muli(0.5);
                }
            }
            return new Pair<>(null, new INDArray[] {ofFirst, ofSecond});
        }

        @Override
        public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
                INDArray @Nullable [] masks, @Nullable MaskState state, int examples) {
            return masks == null ? null : new Pair<>(masks[1], state);
        }
    }
}
