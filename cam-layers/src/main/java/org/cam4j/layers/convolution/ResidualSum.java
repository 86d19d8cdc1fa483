package org.cam4j.layers.convolution;

import java.util.Locale;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The end of a residual block, {@code ([N, C, h, w], [N, C, h, w]) -> [N, C, h, w]}, in one pass.
 *
 * <pre>
 * y = max(0, a + b)        with ReLU
 * y = a + b                without
 * </pre>
 *
 * <p>He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, equation 1 and figure 2. It gives the numbers of an ElementWiseVertex and an ActivationLayer.
 */
public final class ResidualSum extends GraphVertex {
    private static final int INPUTS = 2;

    private final boolean relu;

    /** With ReLU. */
    public ResidualSum() {
        this(true);
    }

    /**
     * With or without ReLU.
     *
     * @param relu whether negative sums become zero
     */
    @JsonCreator
    public ResidualSum(@JsonProperty("relu") boolean relu) {
        this.relu = relu;
    }

    /** Whether negative sums become zero. */
    @JsonProperty("relu")
    public boolean relu() {
        return relu;
    }

    @Override
    public ResidualSum clone() {
        return new ResidualSum(relu);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResidualSum that && relu == that.relu;
    }

    @Override
    public int hashCode() {
        return Boolean.hashCode(relu);
    }

    @Override
    public String toString() {
        return relu ? "ResidualSum(relu)" : "ResidualSum";
    }

    @Override
    public long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public int minVertexInputs() {
        return INPUTS;
    }

    @Override
    public int maxVertexInputs() {
        return INPUTS;
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int index,
            @Nullable INDArray parameters,
            boolean initialize,
            DataType type) {
        return new ResidualSumVertex(relu, graph, name, index, type);
    }

    @Override
    public InputType getOutputType(int index, InputType... inputs) {
        boolean fits = inputs.length == INPUTS
                && inputs[0] instanceof InputTypeConvolutional first
                && inputs[1] instanceof InputTypeConvolutional second
                && first.getChannels() == second.getChannels()
                && first.getHeight() == second.getHeight()
                && first.getWidth() == second.getWidth()
                && first.getFormat() == second.getFormat();
        if (!fits) {
            throw new InvalidInputTypeException(String.format(
                    Locale.ROOT,
                    "ResidualSum: found inputs %s, expected two feature maps of one shape; give the shortcut a convolution of the same stride and channels.",
                    java.util.Arrays.toString(inputs)));
        }
        return inputs[0];
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputs) {
        return new LayerMemoryReport.Builder(null, ResidualSum.class, inputs[0], getOutputType(-1, inputs))
                .standardMemory(0, 0)
                .workingMemory(0, 0, 0, 0)
                .cacheMemory(0, 0)
                .build();
    }
}
