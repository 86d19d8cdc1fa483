package org.cam4j.training.internal.tensor;

import java.util.List;

/**
 * One tensor of a weights file, as the file describes it.
 *
 * @param type element type as safetensors calls it, such as {@code F32}
 * @param shape sizes of the dimensions; empty for a scalar
 * @param begin first byte, from the start of the data part (safetensors) or of the tensor's storage (PyTorch)
 * @param end byte behind the last
 */
public record TensorEntry(String type, List<Long> shape, long begin, long end) {
    public TensorEntry {
        shape = List.copyOf(shape);
    }

    /** Whether the elements are floats that can be read. */
    public boolean isReadable() {
        return FloatDecoder.reads(type);
    }

    /** The number of elements. */
    public long length() {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }
}
