package org.cam4j.layers.internal.vertex;

import java.util.Arrays;
import java.util.Locale;
import org.cam4j.layers.internal.onednn.FastKernels;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the running vertices over feature maps share: no layer, no parameters, checked inputs. */
@SuppressWarnings("overrides") // setInputs: the base class drops the '...' of its interface
public abstract class MapVertexRuntime extends BaseGraphVertex {
    private final String kind;

    protected MapVertexRuntime(MapVertex configuration, ComputationGraph graph, String name, int index, DataType type) {
        super(graph, name, index, null, null, type);
        this.kind = configuration.getClass().getSimpleName();
        FastKernels.warnOnce(type);
    }

    /** Input {@code number}, {@code [N, C, H, W]}; it belongs to the vertex before and must not be changed. */
    protected final INDArray maps(int number) {
        INDArray input = inputs[number];
        if (input == null) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "%s: input %d is not set; run the forward pass, and keep its inputs, first.",
                    this,
                    number));
        }
        if (input.rank() != 4) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: found input %s, expected feature maps [N, C, H, W]; give a signal as [N, C, 1, T].",
                    this,
                    Arrays.toString(input.shape())));
        }
        return input;
    }

    /** The gradient of the loss with respect to the output; it must not be changed. */
    protected final INDArray outputGradient() {
        if (epsilon == null) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "%s: the gradient of the output is not set.", this));
        }
        return epsilon;
    }

    @Override
    public final boolean hasLayer() {
        return false;
    }

    @Override
    public final @Nullable Layer getLayer() {
        return null;
    }

    @Override
    public final void setBackpropGradientsViewArray(@Nullable INDArray view) {
        if (view != null) {
            throw new IllegalArgumentException(this + " has no parameters, and so no gradients to store.");
        }
    }

    @Override
    public final String toString() {
        return kind + " '" + vertexName + "'";
    }
}
