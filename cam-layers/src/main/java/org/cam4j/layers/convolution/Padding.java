package org.cam4j.layers.convolution;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.util.List;
import java.util.Locale;
import org.cam4j.layers.internal.vertex.MapVertex;
import org.cam4j.layers.internal.vertex.MapVertexRuntime;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Adds rows and columns of one number around maps, {@code [N, C, h, w] -> [N, C, top + h + bottom, left + w + right]}. Deeplearning4j's ZeroPaddingLayer has zeros alone; the
 * smallest float leaves the padding out of a maximum.
 */
public final class Padding extends MapVertex {
    private static final int LARGEST = 4096;

    private final int top;
    private final int bottom;
    private final int left;
    private final int right;
    private final double value;

    /**
     * With margins of 0 to 4096 pixels.
     *
     * @param value what the margins hold
     * @throws IllegalArgumentException if a margin is out of range, or the value is not finite
     */
    @JsonCreator
    public Padding(
            @JsonProperty("top") int top,
            @JsonProperty("bottom") int bottom,
            @JsonProperty("left") int left,
            @JsonProperty("right") int right,
            @JsonProperty("value") double value) {
        for (int margin : new int[] {top, bottom, left, right}) {
            if (margin < 0 || margin > LARGEST) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "Padding: found a margin of %d, expected 0 to %d.", margin, LARGEST));
            }
        }
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Padding: found the value %s, expected a finite number.", value));
        }
        this.top = top;
        this.bottom = bottom;
        this.left = left;
        this.right = right;
        this.value = value;
    }

    /** Rows in front. */
    @JsonProperty("top")
    public int top() {
        return top;
    }

    /** Rows behind. */
    @JsonProperty("bottom")
    public int bottom() {
        return bottom;
    }

    /** Columns in front. */
    @JsonProperty("left")
    public int left() {
        return left;
    }

    /** Columns behind. */
    @JsonProperty("right")
    public int right() {
        return right;
    }

    /** What the margins hold. */
    @JsonProperty("value")
    public double value() {
        return value;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) {
        InputTypeConvolutional map = maps(inputs)[0];
        return InputType.convolutional(
                map.getHeight() + top + bottom, map.getWidth() + left + right, map.getChannels());
    }

    @Override
    public GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int index,
            @Nullable INDArray parameters,
            boolean initialize,
            DataType networkType) {
        return new Instance(this, graph, name, index, networkType);
    }

    @Override
    protected List<Object> settings() {
        return List.of(top, bottom, left, right, value);
    }

    @Override
    public Padding clone() {
        return new Padding(top, bottom, left, right, value);
    }

    /** The part of padded maps that comes from the input. */
    private INDArray inner(INDArray padded, long height, long width) {
        return padded.get(all(), all(), interval(top, top + height), interval(left, left + width));
    }

    @SuppressWarnings("overrides")
    private static final class Instance extends MapVertexRuntime {
        private final Padding padding;

        Instance(Padding padding, ComputationGraph graph, String name, int index, DataType type) {
            super(padding, graph, name, index, type);
            this.padding = padding;
        }

        @Override
        public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
            INDArray maps = maps(0);
            long height = maps.size(2);
            long width = maps.size(3);
            INDArray padded = workspaces.createUninitialized(
                    ArrayType.ACTIVATIONS,
                    maps.dataType(),
                    new long[] {
                        maps.size(0),
                        maps.size(1),
                        height + padding.top + padding.bottom,
                        width + padding.left + padding.right
                    },
                    'c');
            padded.assign(padding.value);
            padding.inner(padded, height, width).assign(maps);
            return padded;
        }

        @Override
        public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
            INDArray maps = maps(0);
            INDArray inner = padding.inner(outputGradient(), maps.size(2), maps.size(3));
            return new Pair<>(null, new INDArray[] {workspaces.dup(ArrayType.ACTIVATION_GRAD, inner, 'c')});
        }

        @Override
        public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
                INDArray @Nullable [] masks, @Nullable MaskState state, int examples) {
            return masks == null ? null : new Pair<>(masks[0], state);
        }
    }
}
