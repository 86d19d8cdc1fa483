package org.cam4j.layers.pooling;

import java.util.Arrays;
import java.util.Locale;
import org.cam4j.layers.internal.vertex.MapVertex;
import org.cam4j.layers.internal.vertex.MapVertexRuntime;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A head that pools every feature map into one number, {@code [N, C, H, W] -> [N, C]}. A subclass says how, for maps written as the rows of a matrix
 * {@code [N*C, H*W]}; it allocates as little as it can, since outside a workspace a fresh array costs more than the arithmetic.
 */
abstract class MapPooling extends MapVertex {
    /** The pooled value of each row: {@code [rows, positions] -> [rows]}. {@code maps} must not be changed. */
    abstract INDArray pool(INDArray maps);

    /**
     * Fills {@code gradient [rows, positions]}, which holds anything at first, with the gradient of the loss.
     *
     * @param maps {@code [rows, positions]}, must not be changed
     * @param outputGradient gradient of the loss with respect to each pooled value, {@code [rows, 1]}, must not be changed
     */
    abstract void backward(INDArray maps, INDArray outputGradient, INDArray gradient);

    /** The maps {@code [N, C, H, W]} as rows {@code [N*C, H*W]}: a view where the memory lies that way. */
    static INDArray rows(INDArray maps) {
        return maps.reshape('c', maps.size(0) * maps.size(1), maps.size(2) * maps.size(3));
    }

    /** Softmax along each row, in place; each row's maximum is taken out first. */
    static INDArray softmax(INDArray rows) {
        Nd4j.exec(new SoftMax(rows, rows, 1));
        return rows;
    }

    /** A setting that must be a finite number above 0. */
    static double positive(String vertex, String setting, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s: found %s %s, expected a finite number above 0.", vertex, setting, value));
        }
        return value;
    }

    @Override
    public final InputType getOutputType(int layerIndex, InputType... inputs) {
        return InputType.feedForward(maps(inputs)[0].getChannels());
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
        private final MapPooling pooling;

        Instance(MapPooling pooling, ComputationGraph graph, String name, int index, DataType type) {
            super(pooling, graph, name, index, type);
            this.pooling = pooling;
        }

        @Override
        public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
            INDArray maps = maps(0);
            INDArray pooled = pooling.pool(rows(maps)); // [N*C]
            return workspaces.dup(
                    ArrayType.ACTIVATIONS, pooled.reshape('c', maps.size(0), maps.size(1)), 'c'); // [N, C]
        }

        @Override
        public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
            INDArray maps = maps(0);
            INDArray outputGradient = outputGradient().reshape('c', maps.size(0) * maps.size(1), 1); // [N*C, 1]
            INDArray gradient = workspaces.createUninitialized(
                    ArrayType.ACTIVATION_GRAD, maps.dataType(), maps.shape(), 'c'); // [N, C, H, W]
            pooling.backward(rows(maps), outputGradient, rows(gradient));
            return new Pair<>(null, new INDArray[] {gradient});
        }

        /** A mask of whole examples is passed on. A mask of positions is refused, since it would be ignored. */
        @Override
        public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
                INDArray @Nullable [] masks, @Nullable MaskState state, int examples) {
            INDArray mask = masks == null ? null : masks[0];
            if (mask == null) {
                return null;
            }
            if (mask.length() != examples) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s: found a mask %s, expected none or one value per example [%d, 1]; pooling cannot leave positions out, so crop or resize the input.",
                        this,
                        Arrays.toString(mask.shape()),
                        examples));
            }
            return new Pair<>(mask.reshape(examples, 1), state);
        }
    }
}
