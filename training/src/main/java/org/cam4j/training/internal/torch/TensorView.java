package org.cam4j.training.internal.torch;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A tensor as a view of a storage: element {@code (i, j, ...)} lies at {@code offset + i strides[0] + j strides[1] + ...}.
 *
 * @param offset elements in front of the first
 * @param strides in elements, one for each dimension
 */
record TensorView(StorageRef storage, long offset, List<Long> shape, List<Long> strides) {
    private static final int MOST_DIMENSIONS = 64;

    TensorView {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
    }

    /**
     * Checks that the view lies within its storage and has no more elements than it.
     *
     * @throws IOException that says what does not fit
     */
    TensorView checked() throws IOException {
        boolean negative = offset < 0
                || shape.stream().anyMatch(size -> size < 0)
                || strides.stream().anyMatch(stride -> stride < 0);
        if (shape.size() != strides.size() || shape.size() > MOST_DIMENSIONS || negative) {
            throw wrong("sizes, strides and offset do not describe a tensor");
        }
        try {
            if (length() > storage.elements() || Math.addExact(offset, extent()) > storage.elements()) {
                throw wrong("it reaches beyond its storage");
            }
        } catch (ArithmeticException overflow) {
            throw wrong("it is too large");
        }
        return this;
    }

    /** The number of elements. */
    long length() {
        if (shape.contains(0L)) {
            return 0;
        }
        long length = 1;
        for (long size : shape) {
            length = Math.multiplyExact(length, size);
        }
        return length;
    }

    /** The elements of the storage from the first to the last that the tensor has. */
    long extent() {
        if (length() == 0) {
            return 0;
        }
        long last = 0;
        for (int i = 0; i < shape.size(); i++) {
            last = Math.addExact(last, Math.multiplyExact(shape.get(i) - 1, strides.get(i)));
        }
        return Math.addExact(last, 1);
    }

    /** Whether the elements lie in the storage one after the other, in the order of the indices. */
    boolean isContiguous() {
        long expected = 1;
        for (int i = shape.size() - 1; i >= 0; i--) {
            if (shape.get(i) != 1 && strides.get(i) != expected) {
                return false;
            }
            expected *= shape.get(i);
        }
        return true;
    }

    private IOException wrong(String what) {
        return new IOException(String.format(
                Locale.ROOT,
                "a tensor of sizes %s, strides %s and offset %d in a storage of %d elements: %s",
                shown(shape),
                shown(strides),
                offset,
                storage.elements(),
                what));
    }

    private static String shown(List<Long> values) {
        return values.size() > MOST_DIMENSIONS ? "of too many dimensions" : Arrays.toString(values.toArray());
    }
}
