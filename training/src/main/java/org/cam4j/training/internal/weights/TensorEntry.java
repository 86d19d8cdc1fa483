package org.cam4j.training.internal.weights;

import java.util.List;

/**
 * One tensor of a safetensors file, as its header describes it.
 *
 * @param type element type as in the file, such as {@code F32}
 * @param shape sizes of the dimensions; empty for a scalar
 * @param begin first byte, from the start of the data part
 * @param end byte behind the last
 */
public record TensorEntry(String type, List<Long> shape, long begin, long end) {
    public TensorEntry {
        shape = List.copyOf(shape);
    }

    /** The number of elements. */
    public long length() {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }
}
