package org.cam4j.training.internal.onnx.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/**
 * An ONNX graph that grows node by node. A node and its output have one name; where a name is taken, underscores follow it. Constants are written once per name, so
 * that nodes may share them.
 */
final class OnnxGraph {
    /** The dimension of the batch. */
    private static final String BATCH = "N";

    /** Protocol buffers end at 2 GiB; a megabyte is left for names and attributes. */
    private static final long LARGEST = Integer.MAX_VALUE - (1L << 20);

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> constants = new HashMap<>();
    private long bytes;

    OnnxGraph(String name, List<String> reserved) {
        graph.setName(name);
        names.addAll(reserved);
    }

    /** Adds a node and gives the name of its output. */
    String node(String operator, String name, List<String> inputs, AttributeProto... attributes) {
        return node(operator, name, unique(name), inputs, attributes);
    }

    /** Adds a node whose output has a name of its own, which is one of the reserved ones. */
    String node(String operator, String name, String output, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setName(output.equals(name) ? name : unique(name))
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    /** The values of an array, in row order, as FLOAT. */
    String weights(String name, INDArray array) throws IOException {
        return weights(name, array, array.shape());
    }

    /** The values of an array, in row order, as FLOAT of another shape. */
    String weights(String name, INDArray array, long... shape) throws IOException {
        String known = constants.get(name);
        return known != null ? known : constant(name, TensorProto.DataType.FLOAT, values(array), shape);
    }

    String numbers(String name, double[] values, long... shape) {
        ByteBuffer data = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            data.putFloat((float) value);
        }
        return constant(name, TensorProto.DataType.FLOAT, UnsafeByteOperations.unsafeWrap(data.array()), shape);
    }

    /** One number, without dimensions. */
    String number(String name, double value) {
        return numbers(name, new double[] {value});
    }

    /** A vector of integers. */
    String integers(String name, long... values) {
        ByteBuffer data = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            data.putLong(value);
        }
        return constant(name, TensorProto.DataType.INT64, UnsafeByteOperations.unsafeWrap(data.array()), values.length);
    }

    void input(String name, long... shape) {
        graph.addInput(value(name, shape));
    }

    void output(String name, long... shape) {
        graph.addOutput(value(name, shape));
    }

    GraphProto build() {
        return graph.build();
    }

    private String constant(String name, TensorProto.DataType type, ByteString data, long... shape) {
        return constants.computeIfAbsent(name, asked -> {
            TensorProto.Builder tensor = TensorProto.newBuilder()
                    .setName(unique(asked))
                    .setDataType(type.getNumber())
                    .setRawData(data);
            for (long size : shape) {
                tensor.addDims(size);
            }
            graph.addInitializer(tensor);
            return tensor.getName();
        });
    }

    private ByteString values(INDArray array) throws IOException {
        bytes += array.length() * Float.BYTES;
        if (bytes > LARGEST) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "the parameters take more than %d MB, the most that one ONNX file holds",
                    LARGEST >> 20));
        }
        byte[] data = new byte[(int) (array.length() * Float.BYTES)];
        FloatBuffer floats =
                ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        floats.put(array.castTo(DataType.FLOAT).dup('c').data().asNioFloat());
        return UnsafeByteOperations.unsafeWrap(data);
    }

    private String unique(String name) {
        String free = name;
        while (!names.add(free)) {
            free += "_";
        }
        return free;
    }

    private static ValueInfoProto value(String name, long... shape) {
        TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
        for (long size : shape) {
            sizes.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(sizes)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
