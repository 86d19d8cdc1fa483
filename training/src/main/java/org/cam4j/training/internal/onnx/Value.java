package org.cam4j.training.internal.onnx;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What the network computes for a tensor of the ONNX graph. The vertex holds it as a map {@code [N,C,H,W]} or as a vector {@code [N,n]}; ONNX may see the same numbers under other
 * axes, {@code [N,H,W,C]} or {@code [N,C,1,1]}.
 *
 * @param vertex the name of the vertex that has it
 * @param isMap whether the vertex has maps
 * @param channels C of the maps, or n of the vector
 * @param height H; 1 of a vector
 * @param width W; 1 of a vector
 * @param dims ONNX's axes, without the batch
 * @param channelsLast whether maps are {@code [H,W,C]} to ONNX
 * @param order of a vector that was a map with the channels last: where ONNX has each of its values; null if at the same place
 * @param shared whether more than one node reads it, so that its vertex must stay what it is
 */
record Value(
        String vertex,
        boolean isMap,
        long channels,
        long height,
        long width,
        long[] dims,
        boolean channelsLast,
        int @Nullable [] order,
        boolean shared) {
    static Value map(String vertex, long channels, long height, long width) {
        return new Value(
                vertex, true, channels, height, width, new long[] {channels, height, width}, false, null, false);
    }

    static Value vector(String vertex, long length) {
        return new Value(vertex, false, length, 1, 1, new long[] {length}, false, null, false);
    }

    /** The same shape and order of axes, of another vertex. */
    Value at(String newVertex) {
        return new Value(newVertex, isMap, channels, height, width, dims, channelsLast, order, false);
    }

    /** The same under other axes. */
    Value as(long[] newDims, boolean last) {
        return new Value(vertex, isMap, channels, height, width, newDims, last, order, shared);
    }

    Value ordered(int @Nullable [] newOrder) {
        return new Value(vertex, isMap, channels, height, width, dims, channelsLast, newOrder, shared);
    }

    Value sharedIf(boolean more) {
        return more && !shared
                ? new Value(vertex, isMap, channels, height, width, dims, channelsLast, order, true)
                : this;
    }

    /** As floating point, which does not overflow. */
    double count() {
        return (double) channels * height * width;
    }

    int rank() {
        return dims.length + 1;
    }

    /** The axis of the channels, counted with the batch. */
    int channelAxis() {
        if (isMap) {
            return channelsLast ? dims.length : 1;
        }
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] != 1) {
                return axis + 1;
            }
        }
        return 1;
    }

    /** Whether ONNX sees maps in the order that the network has them in. */
    boolean isChannelsFirstMap() {
        return dims.length == 3 && !channelsLast && (isMap || (dims[1] == 1 && dims[2] == 1));
    }

    boolean sameShape(Value other) {
        return isMap == other.isMap
                && Arrays.equals(dims, other.dims)
                && channelsLast == other.channelsLast
                && Arrays.equals(order, other.order);
    }

    /** Of a map with the channels last: from channels, rows, columns to where ONNX has that value. */
    int @Nullable [] flattenedOrder() {
        int positions = (int) (height * width);
        return !channelsLast || channels == 1 || positions == 1
                ? null
                : IntStream.range(0, (int) count())
                        .map(i -> i % positions * (int) channels + i / positions)
                        .toArray();
    }

    /** For messages: the axes with the batch. */
    String shape() {
        return "[N, "
                + String.join(
                        ", ", LongStream.of(dims).mapToObj(String::valueOf).toList())
                + "]";
    }
}
