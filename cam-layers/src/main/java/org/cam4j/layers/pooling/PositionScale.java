package org.cam4j.layers.pooling;

import java.util.Arrays;
import java.util.List;
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
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Multiplies every position of maps by a fixed number, {@code [N, C, h, w] -> [N, C, h, w]}.
 *
 * <pre>
 * y[n,c,i,j] = rows[i] * columns[j] * x[n,c,i,j]
 * </pre>
 *
 * <p>Behind an average pooling over padded maps it gives the mean of what lies inside of the maps: the factor of a window is its size divided by how many of its positions count.
 */
public final class PositionScale extends MapVertex {
    private final double[] rows;
    private final double[] columns;

    /**
     * With one factor for each row and column.
     *
     * @param rows h finite numbers
     * @param columns w finite numbers
     * @throws IllegalArgumentException if there are none, or one is not finite
     */
    @JsonCreator
    public PositionScale(@JsonProperty("rows") double[] rows, @JsonProperty("columns") double[] columns) {
        this.rows = finite(rows);
        this.columns = finite(columns);
    }

    private static double[] finite(double @Nullable [] factors) {
        if (factors == null || factors.length == 0 || !Arrays.stream(factors).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("PositionScale: expected finite factors for all rows and columns.");
        }
        return factors.clone();
    }

    /** The factor of each row. */
    @JsonProperty("rows")
    public double[] rows() {
        return rows.clone();
    }

    /** The factor of each column. */
    @JsonProperty("columns")
    public double[] columns() {
        return columns.clone();
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) {
        return maps(inputs)[0];
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
        return List.of(
                Arrays.stream(rows).boxed().toList(),
                Arrays.stream(columns).boxed().toList());
    }

    @Override
    public PositionScale clone() {
        return new PositionScale(rows, columns);
    }

    @SuppressWarnings("overrides")
    private static final class Instance extends MapVertexRuntime {
        private final PositionScale scale;

        Instance(PositionScale scale, ComputationGraph graph, String name, int index, DataType type) {
            super(scale, graph, name, index, type);
            this.scale = scale;
        }

        /** {@code [h, w]}. */
        private INDArray factors(INDArray maps) {
            if (maps.size(2) != scale.rows.length || maps.size(3) != scale.columns.length) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s: found maps %s, expected %d rows and %d columns.",
                        this,
                        Arrays.toString(maps.shape()),
                        scale.rows.length,
                        scale.columns.length));
            }
            INDArray column = Nd4j.createFromArray(scale.rows).reshape(scale.rows.length, 1);
            INDArray row = Nd4j.createFromArray(scale.columns).reshape(1, scale.columns.length);
            return column.mmul(row).castTo(maps.dataType());
        }

        private INDArray scaled(INDArray maps, ArrayType array, LayerWorkspaceMgr workspaces) {
            INDArray factors = factors(maps);
            INDArray result = workspaces.dup(array, maps, 'c'); // [N, C, h, w]
            long positions = factors.length();
            result.reshape('c', maps.size(0) * maps.size(1), positions)
                    .muliRowVector(factors.reshape('c', 1, positions));
            return result;
        }

        @Override
        public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
            return scaled(maps(0), ArrayType.ACTIVATIONS, workspaces);
        }

        @Override
        public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
            return new Pair<>(null, new INDArray[] {scaled(outputGradient(), ArrayType.ACTIVATION_GRAD, workspaces)});
        }

        @Override
        public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
                INDArray @Nullable [] masks, @Nullable MaskState state, int examples) {
            return masks == null ? null : new Pair<>(masks[0], state);
        }
    }
}
