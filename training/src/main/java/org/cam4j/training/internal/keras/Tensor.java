package org.cam4j.training.internal.keras;

import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a layer puts out, in the network that is built: a map {@code [N,C,H,W]} or a vector {@code [N,n]}.
 *
 * @param vertex the name of the vertex that has it
 * @param type its shape
 * @param kerasIndex of a vector that was a map: where in Keras' vector each of its values is, since Keras flattens with the channels last and Deeplearning4j with the channels
 *     first; null where both have the same order
 * @param point whether Keras has this vector as a map of one position
 */
record Tensor(String vertex, InputType type, int @Nullable [] kerasIndex, boolean point) {
    Tensor(String vertex, InputType type, int @Nullable [] kerasIndex) {
        this(vertex, type, kerasIndex, false);
    }

    /** The same values as a vector, or as a map of one position. */
    Tensor asPoint(boolean isPoint) {
        return new Tensor(vertex, type, kerasIndex, isPoint);
    }

    /** How many axes Keras has. */
    int rank() {
        return isMap() || point ? 4 : 2;
    }

    boolean isMap() {
        return type instanceof InputType.InputTypeConvolutional;
    }

    /** The map's shape. */
    InputType.InputTypeConvolutional map() {
        return (InputType.InputTypeConvolutional) type;
    }

    /** The channels of a map, or the length of a vector. */
    long channels() {
        return isMap() ? map().getChannels() : type.arrayElementsPerExample();
    }

    /** Brings the rows of a Keras array, one for each value of this vector, into this vector's order. */
    INDArray ordered(INDArray rows) {
        if (kerasIndex == null) {
            return rows;
        }
        INDArray matrix = rows.reshape(rows.size(0), rows.length() / rows.size(0));
        return matrix.getRows(kerasIndex).dup('c').reshape(rows.shape());
    }

    /** The order of a flattened map: from channels, rows, columns to where Keras has that value. */
    static int @Nullable [] channelsLast(InputType.InputTypeConvolutional map) {
        int channels = (int) map.getChannels();
        int positions = (int) (map.getHeight() * map.getWidth());
        return channels == 1 || positions == 1
                ? null
                : IntStream.range(0, channels * positions)
                        .map(i -> i % positions * channels + i / positions)
                        .toArray();
    }
}
