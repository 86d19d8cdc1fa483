package org.cam4j.layers.attention;

import java.util.Arrays;
import java.util.Locale;
import org.cam4j.layers.internal.vertex.MapVertex;
import org.cam4j.layers.internal.vertex.MapVertexRuntime;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeFeedForward;
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

/**
 * A differentiable function of feature maps without parameters. A subclass gives the values and the gradients; the first input is {@code [N, C, H, W]}, others may be
 * {@code [N, C]} and then arrive as {@code [N, C, 1, 1]}.
 */
abstract class MapFunction extends MapVertex {
    private static final int MAP_RANK = 4;

    /**
     * The values, {@code [N, C', H', W']} or {@code [N, C']}, in a new array.
     *
     * @param inputs must not be changed
     * @param pass what the backward pass of the same step needs to know
     */
    abstract INDArray apply(INDArray[] inputs, Pass pass);

    /**
     * The gradient of the loss with respect to each input, new arrays of the inputs' shapes; null where there is none.
     *
     * @param outputGradient must not be changed
     * @param pass that of {@link #apply}
     */
    abstract @Nullable INDArray[] gradients(INDArray[] inputs, INDArray outputGradient, Pass pass);

    /** The type of the output for maps and, after them, other inputs. */
    abstract InputType output(InputTypeConvolutional maps);

    /**
     * One forward pass.
     *
     * @param training whether it is one of training
     * @param draw a number from 0 to 1, drawn in training once for the whole batch
     */
    record Pass(boolean training, double draw) {
        static final Pass INFERENCE = new Pass(false, 0);
    }

    /** Whether every training pass draws a number. */
    boolean draws() {
        return false;
    }

    @Override
    public final InputType getOutputType(int layerIndex, InputType... inputs) {
        InputType[] maps = inputs.clone();
        for (int i = 1; i < maps.length; i++) {
            if (maps[i] instanceof InputTypeFeedForward vector) {
                maps[i] = InputType.convolutional(1, 1, vector.getSize());
            }
        }
        return output(maps(maps)[0]);
    }

    /** The exception for inputs whose shapes do not match. */
    final InvalidInputTypeException refusal(String message, Object... values) {
        return new InvalidInputTypeException(
                getClass().getSimpleName() + ": " + String.format(Locale.ROOT, message, values));
    }

    /** A setting that must lie in a range. */
    static double within(String vertex, String setting, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s: found %s %s, expected %s to %s.", vertex, setting, value, low, high));
        }
        return value;
    }

    @Override
    public final GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int index,
            @Nullable INDArray parameters,
            boolean initialize,
            DataType networkType) {
        return new Instance(this, graph, name, index, networkType);
    }

    @SuppressWarnings("overrides")
    private static final class Instance extends MapVertexRuntime {
        private final MapFunction function;
        private Pass pass = Pass.INFERENCE;

        Instance(MapFunction function, ComputationGraph graph, String name, int index, DataType type) {
            super(function, graph, name, index, type);
            this.function = function;
        }

        @Override
        public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
            pass = new Pass(
                    training, training && function.draws() ? Nd4j.getRandom().nextDouble() : 0);
            return workspaces.dup(ArrayType.ACTIVATIONS, function.apply(arrays(), pass), 'c');
        }

        @Override
        public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
            INDArray[] gradients = function.gradients(arrays(), outputGradient(), pass);
            INDArray[] all = new INDArray[gradients.length];
            for (int i = 0; i < all.length; i++) {
                INDArray gradient = gradients[i];
                all[i] = gradient == null
                        ? workspaces.create(ArrayType.ACTIVATION_GRAD, inputs[i].dataType(), inputs[i].shape(), 'c')
                        : workspaces.dup(ArrayType.ACTIVATION_GRAD, gradient.reshape(inputs[i].shape()), 'c');
            }
            return new Pair<>(null, all);
        }

        private INDArray[] arrays() {
            INDArray[] arrays = new INDArray[inputs.length];
            arrays[0] = maps(0);
            for (int i = 1; i < arrays.length; i++) {
                INDArray given = inputs[i];
                arrays[i] = given != null && given.rank() < MAP_RANK
                        ? given.reshape(given.size(0), given.length() / given.size(0), 1, 1)
                        : maps(i);
            }
            return arrays;
        }

        @Override
        public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
                INDArray @Nullable [] masks, @Nullable MaskState state, int examples) {
            if (masks != null && Arrays.stream(masks).anyMatch(mask -> mask != null)) {
                throw new IllegalArgumentException(this + ": found a mask, expected none; crop or resize the input.");
            }
            return null;
        }
    }
}
