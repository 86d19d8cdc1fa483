package org.cam4j.layers.internal.vertex;

import java.util.List;
import java.util.Locale;
import org.cam4j.layers.internal.onednn.FastKernels;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.jspecify.annotations.Nullable;

/** What the configurations of vertices over feature maps share: no parameters, immutable, and every input is {@code [N, C, H, W]}. */
public abstract class MapVertex extends GraphVertex {
    static {
        FastKernels.allow();
    }

    /** The values that make two vertices of one class differ. */
    protected abstract List<Object> settings();

    @Override
    public abstract MapVertex clone();

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof MapVertex that
                && getClass() == that.getClass()
                && settings().equals(that.settings());
    }

    @Override
    public final int hashCode() {
        return 31 * getClass().hashCode() + settings().hashCode();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + settings();
    }

    @Override
    public final long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public int minVertexInputs() {
        return 1;
    }

    @Override
    public final int maxVertexInputs() {
        return minVertexInputs();
    }

    @Override
    public final MemoryReport getMemoryReport(InputType... inputs) {
        InputType largest = inputs[inputs.length - 1];
        long elements = largest.arrayElementsPerExample();
        return new LayerMemoryReport.Builder(null, getClass(), largest, getOutputType(-1, inputs))
                .standardMemory(0, 0)
                .workingMemory(0, elements, 0, 2 * elements)
                .cacheMemory(0, 0)
                .build();
    }

    /**
     * The inputs as maps.
     *
     * @throws InvalidInputTypeException if their number is wrong or one is not {@code [N, C, H, W]}
     */
    protected final InputTypeConvolutional[] maps(InputType... inputs) {
        if (inputs.length != minVertexInputs()) {
            throw new InvalidInputTypeException(String.format(
                    Locale.ROOT,
                    "%s: found %d inputs, expected %d.",
                    getClass().getSimpleName(),
                    inputs.length,
                    minVertexInputs()));
        }
        InputTypeConvolutional[] maps = new InputTypeConvolutional[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            if (!(inputs[i] instanceof InputTypeConvolutional map)) {
                throw new InvalidInputTypeException(String.format(
                        Locale.ROOT,
                        "%s: found input %s, expected feature maps [N, C, H, W]; give images as InputType.convolutional(H, W, C), a signal as InputType.convolutional(1, T, C).",
                        getClass().getSimpleName(),
                        inputs[i]));
            }
            if (map.getFormat() != CNN2DFormat.NCHW) {
                throw new InvalidInputTypeException(String.format(
                        Locale.ROOT,
                        "%s: found feature maps in %s, expected NCHW [N, C, H, W]; build the network with CNN2DFormat.NCHW.",
                        getClass().getSimpleName(),
                        map.getFormat()));
            }
            maps[i] = map;
        }
        return maps;
    }
}
