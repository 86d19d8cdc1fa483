package org.cam4j.training.internal.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** Builds small ONNX models, node by node; every node reads the one before unless told otherwise. */
public final class SmallModel {
    static final String INPUT = "image";

    private final int opset;
    private final Random random = new Random(7);
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("small");
    private final ModelProto.Builder model =
            ModelProto.newBuilder().setIrVersion(8).setProducerName("test");
    private String last = INPUT;
    private int count;

    SmallModel(int opset) {
        this.opset = opset;
    }

    /** Images of three channels of a size. */
    public static SmallModel of(int opset, int height, int width) {
        return new SmallModel(opset).input(0, 3, height, width);
    }

    /** The input; 0 is an open size. */
    SmallModel input(long... dims) {
        graph.clearInput().addInput(value(INPUT, dims));
        return this;
    }

    GraphProto.Builder graph() {
        return graph;
    }

    ModelProto.Builder model() {
        return model;
    }

    /** The name of the last node's output. */
    String last() {
        return last;
    }

    /** The following nodes read this tensor. */
    SmallModel from(String name) {
        last = name;
        return this;
    }

    static ValueInfoProto value(String name, long... dims) {
        TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
        for (long size : dims) {
            TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
            sizes.addDim(size == 0 ? dimension.setDimParam("N" + sizes.getDimCount()) : dimension.setDimValue(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(DataType.FLOAT_VALUE)
                                .setShape(sizes)))
                .build();
    }

    /** A node that reads the last output and these tensors. */
    public SmallModel node(String kind, List<String> more, AttributeProto... attributes) {
        List<String> inputs = new ArrayList<>(List.of(last));
        inputs.addAll(more);
        return reading(kind, inputs, attributes);
    }

    public SmallModel node(String kind, AttributeProto... attributes) {
        return node(kind, List.of(), attributes);
    }

    SmallModel reading(String kind, List<String> inputs, AttributeProto... attributes) {
        String name = kind + count++;
        last = name + "_out";
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType(kind)
                .addAllInput(inputs)
                .addOutput(last)
                .addAllAttribute(Arrays.asList(attributes)));
        return this;
    }

    /** Random weights of about -0.5 to 0.5. */
    public String weights(long... dims) {
        return numbers(-0.5, 0.5, dims);
    }

    String numbers(double low, double high, long... dims) {
        int length = (int) Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return floats(values, dims);
    }

    String floats(float[] values, long... dims) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return initializer(
                TensorProto.newBuilder().setDataType(DataType.FLOAT_VALUE).setRawData(ByteString.copyFrom(bytes)),
                dims);
    }

    String integers(long... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(DataType.INT64_VALUE);
        Arrays.stream(values).forEach(tensor::addInt64Data);
        return initializer(tensor, values.length);
    }

    String scalar(double value) {
        return initializer(
                TensorProto.newBuilder().setDataType(DataType.FLOAT_VALUE).addFloatData((float) value));
    }

    String initializer(TensorProto.Builder tensor, long... dims) {
        String name = "constant" + count++;
        Arrays.stream(dims).forEach(tensor::addDims);
        graph.addInitializer(tensor.setName(name));
        return name;
    }

    static AttributeProto of(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto of(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    static AttributeProto of(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto of(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
        Arrays.stream(values).forEach(attribute::addInts);
        return attribute.build();
    }

    static AttributeProto ints(String name, long... values) {
        return of(name, values);
    }

    SmallModel metadata(String key, String value) {
        model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
        return this;
    }

    /** Flattens the last output, of so many values, and adds a linear layer with three classes: every value counts in the scores. */
    public SmallModel classified(int values) {
        node("Flatten", of("axis", 1));
        return linear(values);
    }

    SmallModel linear(int values) {
        double scale = 1 / Math.sqrt(values);
        return node("Gemm", List.of(numbers(-scale, scale, values, 3), weights(3)));
    }

    /** The model, whose output is the last node's. */
    public byte[] bytes() {
        graph.clearOutput().addOutput(value(last, 0, 3));
        return proto().toByteArray();
    }

    ModelProto proto() {
        return model.setGraph(graph)
                .clearOpsetImport()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
                .build();
    }
}
