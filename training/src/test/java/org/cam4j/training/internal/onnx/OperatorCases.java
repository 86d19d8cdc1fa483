package org.cam4j.training.internal.onnx;

import static org.cam4j.training.internal.onnx.SmallModel.ints;
import static org.cam4j.training.internal.onnx.SmallModel.of;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import org.cam4j.training.internal.onnx.file.Constant;

/** One small network for each operator and attribute that is read. */
final class OperatorCases {
    private static final int SIDE = 8;

    private final List<Case> cases = new ArrayList<>();

    /**
     * A network.
     *
     * @param shape of the images
     */
    record Case(String name, byte[] model, long... shape) {}

    private OperatorCases() {}

    static List<Case> all() {
        OperatorCases cases = new OperatorCases();
        cases.convolutions();
        cases.normalizations();
        cases.functions();
        cases.poolings();
        cases.arithmetic();
        cases.axes();
        cases.ends();
        return cases.cases;
    }

    /** Images of 8 x 8, the nodes, and a linear layer that reads so many values. */
    private void add(String name, int opset, int values, Consumer<SmallModel> nodes) {
        SmallModel model = SmallModel.of(opset, SIDE, SIDE);
        nodes.accept(model);
        cases.add(new Case(name + ", opset " + opset, model.classified(values).bytes(), 2, 3, SIDE, SIDE));
    }

    /** As it ends itself. */
    private void ending(String name, int opset, Consumer<SmallModel> nodes) {
        SmallModel model = SmallModel.of(opset, SIDE, SIDE);
        nodes.accept(model);
        cases.add(new Case(name + ", opset " + opset, model.bytes(), 2, 3, SIDE, SIDE));
    }

    /** A convolution of these maps to eight, so that what follows does not read the images. */
    private static SmallModel eight(SmallModel model) {
        return model.node("Conv", List.of(model.weights(8, 3, 1, 1), model.weights(8)));
    }

    private void convolution(String name, int side, long[] kernel, AttributeProto... attributes) {
        add("Conv " + name, 13, 6 * side * side, model -> model.node(
                "Conv", List.of(model.weights(kernel), model.weights(kernel[0])), attributes));
    }

    private void convolutions() {
        long[] three = {6, 3, 3, 3};
        convolution("3x3", 6, three);
        convolution("kernel_shape, strides", 3, three, ints("kernel_shape", 3, 3), ints("strides", 2, 2));
        convolution("pads 1", 8, three, ints("pads", 1, 1, 1, 1));
        convolution("pads at the end", 4, three, ints("pads", 0, 0, 1, 1), ints("strides", 2, 2));
        convolution("pads of all sides", 10, three, ints("pads", 1, 3, 3, 1));
        convolution("dilations", 4, three, ints("dilations", 2, 2));
        convolution("dilations, pads", 8, three, ints("dilations", 2, 2), ints("pads", 2, 2, 2, 2));
        convolution("SAME_UPPER", 4, three, of("auto_pad", "SAME_UPPER"), ints("strides", 2, 2));
        convolution("SAME_LOWER", 4, three, of("auto_pad", "SAME_LOWER"), ints("strides", 2, 2));
        convolution("VALID", 6, three, of("auto_pad", "VALID"));
        convolution("depthwise multiplier 2", 6, new long[] {6, 1, 3, 3}, of("group", 3));
        convolution(
                "depthwise multiplier 2, dilations", 4, new long[] {6, 1, 3, 3}, of("group", 3), ints("dilations", 2, 2));
        add("Conv depthwise", 13, 8 * 36, model -> eight(model)
                .node("Conv", List.of(model.weights(8, 1, 3, 3)), of("group", 8)));
        add("Conv depthwise dilations", 13, 8 * 16, model -> eight(model)
                .node("Conv", List.of(model.weights(8, 1, 3, 3)), of("group", 8), ints("dilations", 2, 2)));
        add("Conv group 4", 13, 12 * 36, model -> eight(model)
                .node("Conv", List.of(model.weights(12, 2, 3, 3), model.weights(12)), of("group", 4)));
        add("Conv group 2, strides, pads at the end", 13, 4 * 16, model -> eight(model)
                .node(
                        "Conv",
                        List.of(model.weights(4, 4, 3, 3)),
                        of("group", 2),
                        ints("strides", 2, 2),
                        ints("pads", 0, 0, 1, 1)));
        add("Conv of 1x1 maps", 13, 5, model -> eight(model)
                .node("GlobalAveragePool")
                .node("Conv", List.of(model.weights(5, 8, 1, 1), model.weights(5)))
                .node("Relu"));
        add("Conv 1x3 pads", 13, 6 * 64, model -> model.node(
                "Conv", List.of(model.weights(6, 3, 1, 3)), ints("pads", 0, 1, 0, 1)));
        for (boolean raw : new boolean[] {true, false}) {
            for (DataType type : List.of(DataType.FLOAT16, DataType.DOUBLE)) {
                if (raw || type == DataType.DOUBLE) {
                    add("weights of " + type + (raw ? ", raw" : ""), 13, 3 * 64, model -> typed(model, type, raw));
                }
            }
        }
    }

    /** Weights 0.5, 0.25, ... of another type, cast. */
    private static void typed(SmallModel model, DataType type, boolean raw) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(type.getNumber());
        byte[] half = {0, 0x38}; // 0.5
        byte[] bytes = new byte[18];
        for (int i = 0; i < 9; i++) {
            bytes[2 * i] = half[0];
            bytes[2 * i + 1] = (byte) (half[1] - 4 * (i % 3));
            if (type == DataType.DOUBLE) {
                tensor.addDoubleData(0.5 / (1 << (i % 3)));
            }
        }
        if (type == DataType.DOUBLE && raw) {
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(72).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            tensor.getDoubleDataList().forEach(buffer::putDouble);
            tensor.clearDoubleData().setRawData(org.nd4j.shade.protobuf.ByteString.copyFrom(buffer.flip()));
        } else if (raw) {
            tensor.setRawData(org.nd4j.shade.protobuf.ByteString.copyFrom(bytes));
        }
        String weights = model.initializer(tensor, 3, 3, 1, 1);
        String before = model.last();
        model.reading("Cast", List.of(weights), of("to", DataType.FLOAT_VALUE));
        String cast = model.last();
        model.from(before).node("Conv", List.of(cast));
    }

    private static SmallModel batchNorm(SmallModel model, int channels, AttributeProto... attributes) {
        return model.node(
                "BatchNormalization",
                List.of(
                        model.numbers(0.5, 1.5, channels),
                        model.weights(channels),
                        model.weights(channels),
                        model.numbers(0.2, 2, channels)),
                attributes);
    }

    private void normalizations() {
        for (int opset : new int[] {9, 15}) {
            add("BatchNormalization behind Conv, Relu", opset, 8 * 64, model -> batchNorm(eight(model), 8)
                    .node("Relu"));
        }
        add("BatchNormalization epsilon, momentum", 15, 8 * 64, model -> batchNorm(
                eight(model), 8, of("epsilon", 0.1), of("momentum", 0.5)));
        add("BatchNormalization behind Relu", 15, 8 * 64, model -> batchNorm(eight(model).node("Relu"), 8));
        add("BatchNormalization twice", 15, 8 * 64, model -> batchNorm(batchNorm(eight(model), 8), 8));
        add("BatchNormalization of vectors", 15, 8, model -> batchNorm(
                eight(model).node("GlobalAveragePool").node("Flatten"), 8));
        add("LRN size 5", 13, 8 * 64, model -> eight(model)
                .node("LRN", of("size", 5), of("alpha", 0.5), of("beta", 0.75), of("bias", 2.0)));
        add("LRN size 3, defaults", 13, 8 * 64, model -> eight(model).node("LRN", of("size", 3)));
        add("LRN size 9", 13, 8 * 64, model -> eight(model).node("LRN", of("size", 9), of("alpha", 1.0)));
        add("Dropout ratio attribute", 9, 8 * 64, model -> eight(model).node("Dropout", of("ratio", 0.3)));
        add("Dropout ratio input", 13, 8 * 64, model -> eight(model)
                .node("Dropout", List.of(model.scalar(0.3))));
    }

    private void function(String name, int opset, AttributeProto... attributes) {
        String kind = name.split(" ")[0];
        add(name + " behind Conv", opset, 8 * 64, model -> eight(model).node(kind, attributes));
        add(name + " of vectors", opset, 8, model -> eight(model)
                .node("GlobalAveragePool")
                .node(kind, attributes));
    }

    private void clip(String name, String low, String high) {
        add("Clip " + name + " inputs", 13, 8 * 64, model -> {
            List<String> limits = new ArrayList<>();
            limits.add(low.isEmpty() ? "" : model.scalar(Double.parseDouble(low)));
            if (!high.isEmpty()) {
                limits.add(model.scalar(Double.parseDouble(high)));
            }
            eight(model).node("Clip", limits);
        });
        List<AttributeProto> attributes = new ArrayList<>();
        if (!low.isEmpty()) {
            attributes.add(of("min", Double.parseDouble(low)));
        }
        if (!high.isEmpty()) {
            attributes.add(of("max", Double.parseDouble(high)));
        }
        add("Clip " + name + " attributes", 9, 8 * 64, model -> eight(model)
                .node("Clip", attributes.toArray(AttributeProto[]::new)));
    }

    private void functions() {
        function("Relu", 13);
        function("LeakyRelu", 13);
        function("LeakyRelu alpha", 13, of("alpha", 0.2));
        function("Sigmoid", 13);
        function("HardSigmoid", 13);
        function("HardSigmoid alpha, beta", 13, of("alpha", 1.0 / 6), of("beta", 0.4));
        function("HardSwish", 14);
        clip("0 to 6", "0", "6");
        clip("0 to 0.3", "0", "0.3");
        clip("from 0", "0", "");
        clip("from -0.2", "-0.2", "");
        clip("to 0.1", "", "0.1");
        clip("-0.3 to 0.2", "-0.3", "0.2");
        add("PRelu per channel", 13, 8 * 64, model -> eight(model).node("PRelu", List.of(model.weights(8, 1, 1))));
        add("PRelu shared", 13, 8 * 64, model -> eight(model).node("PRelu", List.of(model.weights(1))));
        add("PRelu of vectors", 13, 8, model -> eight(model)
                .node("GlobalAveragePool")
                .node("Flatten")
                .node("PRelu", List.of(model.weights(8))));
        add("Mul by Sigmoid (swish)", 13, 8 * 64, model -> {
            String before = eight(model).last();
            String gate = model.node("Sigmoid").last();
            model.reading("Mul", List.of(before, gate));
        });
        add("Relu of what others read", 13, 8 * 64, model -> {
            String before = eight(model).last();
            String after = model.node("Relu").last();
            model.reading("Sub", List.of(after, before));
        });
    }

    private void pooling(String name, int side, AttributeProto... attributes) {
        add(name, 13, 8 * side * side, model -> eight(model).node(name.split(" ")[0], attributes));
    }

    private void poolings() {
        for (String kind : List.of("MaxPool", "AveragePool")) {
            AttributeProto two = ints("kernel_shape", 2, 2);
            AttributeProto three = ints("kernel_shape", 3, 3);
            AttributeProto stride = ints("strides", 2, 2);
            pooling(kind + " 2x2 strides", 4, two, stride);
            pooling(kind + " 3x3", 6, three);
            pooling(kind + " pads 1 strides", 4, three, stride, ints("pads", 1, 1, 1, 1));
            pooling(kind + " pads at the end", 4, three, stride, ints("pads", 0, 0, 1, 1));
            pooling(kind + " pads of all sides", 7, three, ints("pads", 0, 1, 1, 0));
            pooling(kind + " ceil_mode", 4, three, stride, of("ceil_mode", 1));
            pooling(kind + " ceil_mode pads", 5, two, stride, of("ceil_mode", 1), ints("pads", 1, 1, 0, 0));
            pooling(kind + " ceil_mode pads 1", 3, three, ints("strides", 3, 3), of("ceil_mode", 1), ints("pads", 1, 1, 1, 1));
            pooling(kind + " SAME_UPPER", 4, three, stride, of("auto_pad", "SAME_UPPER"));
            pooling(kind + " SAME_LOWER", 4, three, stride, of("auto_pad", "SAME_LOWER"));
            pooling(kind + " VALID", 3, three, stride, of("auto_pad", "VALID"));
            pooling(kind + " of the whole map", 1, ints("kernel_shape", 8, 8));
            pooling(kind + " 2x3", 5, ints("kernel_shape", 4, 4), ints("strides", 1, 1));
        }
        AttributeProto counts = of("count_include_pad", 1);
        AttributeProto three = ints("kernel_shape", 3, 3);
        AttributeProto stride = ints("strides", 2, 2);
        pooling("AveragePool count_include_pad", 8, three, counts, ints("pads", 1, 1, 1, 1));
        pooling("AveragePool count_include_pad pads at the end", 4, three, stride, counts, ints("pads", 0, 0, 1, 1));
        pooling("AveragePool count_include_pad ceil_mode", 4, three, stride, counts, of("ceil_mode", 1));
        pooling(
                "AveragePool count_include_pad ceil_mode pads",
                3,
                three,
                ints("strides", 3, 3),
                counts,
                of("ceil_mode", 1),
                ints("pads", 1, 1, 1, 1));
        pooling("MaxPool dilations", 4, three, ints("dilations", 2, 2));
        pooling("MaxPool dilations, strides, pads", 4, three, stride, ints("dilations", 2, 2), ints("pads", 1, 2, 1, 2));
        pooling("MaxPool storage_order", 4, ints("kernel_shape", 2, 2), stride, of("storage_order", 1));
        pooling("GlobalAveragePool", 1);
        pooling("GlobalMaxPool", 1);
        for (boolean keep : new boolean[] {true, false}) {
            add("ReduceMean axes attribute, keepdims " + keep, 13, 8, model -> eight(model)
                    .node("ReduceMean", ints("axes", 2, 3), of("keepdims", keep ? 1 : 0)));
            add("ReduceMean axes input, keepdims " + keep, 18, 8, model -> eight(model)
                    .node("ReduceMean", List.of(model.integers(-1, -2)), of("keepdims", keep ? 1 : 0)));
        }
    }

    private void arithmetic() {
        for (String kind : List.of("Add", "Sub", "Mul", "Div")) {
            add(kind + " a number for each channel", 13, 8 * 64, model -> eight(model)
                    .node(kind, List.of(model.numbers(0.5, 2, 8, 1, 1))));
            add(kind + " a number", 13, 8 * 64, model -> eight(model).node(kind, List.of(model.scalar(1.5))));
            add(kind + " a number behind Relu", 13, 8 * 64, model -> eight(model)
                    .node("Relu")
                    .node(kind, List.of(model.numbers(0.5, 2, 1, 8, 1, 1))));
            add(kind + " a vector", 13, 8, model -> eight(model)
                    .node("GlobalAveragePool")
                    .node("Flatten")
                    .node("Relu")
                    .node(kind, List.of(model.numbers(0.5, 2, 8))));
            ending(kind + " of the images", 13, model -> eight(
                            model.node(kind, List.of(model.numbers(0.5, 2, 3, 1, 1))))
                    .classified(8 * 64));
            add(kind + " behind BatchNormalization", 13, 8 * 64, model -> batchNorm(eight(model), 8)
                    .node(kind, List.of(model.numbers(0.5, 2, 8, 1, 1))));
        }
        add("Sub from a number", 13, 8 * 64, model -> eight(model)
                .node("Relu")
                .reading("Sub", List.of(model.scalar(1), model.last())));
        for (String kind : List.of("Add", "Sub", "Mul")) {
            add(kind + " maps", 13, 8 * 64, model -> two(model, kind));
        }
        add("Add maps, Relu", 13, 8 * 64, model -> two(model, "Add").node("Relu"));
        add("Add a tensor to itself", 13, 8 * 64, model -> eight(model)
                .node("Relu")
                .reading("Add", List.of(model.last(), model.last())));
        for (String kind : List.of("Add", "Mul")) {
            add(kind + " one number for each map (squeeze and excitation)", 13, 8 * 64, model -> {
                String maps = eight(model).node("Relu").last();
                String gate = model.node("GlobalAveragePool")
                        .node("Conv", List.of(model.weights(8, 8, 1, 1), model.weights(8)))
                        .node("Sigmoid")
                        .last();
                model.reading(kind, List.of(maps, gate));
            });
        }
        add("MatMul, Add", 13, 6, model -> eight(model)
                .node("GlobalAveragePool")
                .node("Flatten")
                .node("MatMul", List.of(model.weights(8, 6)))
                .node("Add", List.of(model.weights(6)))
                .node("Relu"));
        add("Gemm alpha, beta, transB", 13, 6, model -> eight(model)
                .node("Flatten")
                .node(
                        "Gemm",
                        List.of(model.weights(6, 512), model.weights(6)),
                        of("transB", 1),
                        of("alpha", 0.1),
                        of("beta", 3.0)));
        add("Gemm without C", 13, 6, model -> eight(model)
                .node("Flatten")
                .node("Gemm", List.of(model.weights(512, 6))));
        add("Gemm with C [1, n]", 13, 6, model -> eight(model)
                .node("Flatten")
                .node("Gemm", List.of(model.weights(512, 6), model.weights(1, 6))));
    }

    private static SmallModel two(SmallModel model, String kind) {
        String first = eight(model).last();
        String second = model.from(SmallModel.INPUT)
                .node("Conv", List.of(model.weights(8, 3, 3, 3)), ints("pads", 1, 1, 1, 1))
                .last();
        return model.reading(kind, List.of(first, second));
    }

    private void axes() {
        add("Concat maps", 13, 16 * 64, model -> two(model, "Concat", of("axis", 1)));
        add("Concat vectors", 13, 16, model -> {
            String first = eight(model).node("GlobalAveragePool").last();
            String second = model.from(model.graph().getNode(0).getOutput(0)).node("GlobalMaxPool").last();
            model.reading("Concat", List.of(first, second), of("axis", -3));
        });
        add("Pad attribute", 9, 8 * 110, model -> eight(model).node("Pad", ints("pads", 0, 0, 1, 2, 0, 0, 1, 1)));
        add("Pad input, value", 13, 8 * 110, model -> eight(model)
                .node("Pad", List.of(model.integers(0, 0, 1, 2, 0, 0, 1, 1), model.scalar(0.7)), of("mode", "constant")));
        add("Pad axes", 18, 8 * 99, model -> eight(model)
                .node("Pad", List.of(model.integers(1, 2, 0, 1), "", model.integers(2, 3))));
        add("Pad negative", 13, 8 * 54, model -> eight(model)
                .node("Pad", List.of(model.integers(0, 0, -1, 1, 0, 0, -1, 0))));
        add("Flatten axis", 13, 8 * 64, model -> eight(model).node("Flatten", of("axis", -3)));
        for (long[] target : new long[][] {{0, -1}, {-1, 512}, {0, 512}}) {
            add("Reshape " + String.format(Locale.ROOT, "%d %d", target[0], target[1]), 13, 512, model -> eight(model)
                    .node("Reshape", List.of(model.integers(target))));
        }
        add("Reshape to [0, -1, 1, 1] and Conv", 13, 5, model -> eight(model)
                .node("GlobalAveragePool")
                .node("Flatten")
                .node("Reshape", List.of(model.integers(0, -1, 1, 1)))
                .node("Conv", List.of(model.weights(5, 8, 1, 1))));
        add("Reshape by Shape, Gather, Unsqueeze, Concat", 11, 512, model -> {
            String maps = eight(model).last();
            String zero = model.initializer(
                    TensorProto.newBuilder().setDataType(DataType.INT64_VALUE).addInt64Data(0));
            String minusOne = model.integers(-1);
            String batch = model.node("Shape")
                    .node("Gather", List.of(zero), of("axis", 0))
                    .node("Unsqueeze", ints("axes", 0))
                    .last();
            String target = model.reading("Concat", List.of(batch, minusOne), of("axis", 0)).last();
            model.reading("Reshape", List.of(maps, target));
        });
        add("Squeeze axes attribute", 11, 8, model -> eight(model)
                .node("GlobalAveragePool")
                .node("Squeeze", ints("axes", 2, 3)));
        add("Squeeze axes input", 13, 8, model -> eight(model)
                .node("GlobalAveragePool")
                .node("Squeeze", List.of(model.integers(3, 2))));
        add("Unsqueeze axes input", 13, 5, model -> eight(model)
                .node("GlobalAveragePool")
                .node("Squeeze", List.of(model.integers(2, 3)))
                .node("Unsqueeze", List.of(model.integers(2, 3)))
                .node("Conv", List.of(model.weights(5, 8, 1, 1))));
        add("Identity, Cast", 13, 8 * 64, model -> eight(model)
                .node("Identity")
                .node("Cast", of("to", DataType.FLOAT_VALUE))
                .node("Relu"));
        add("Transpose there and back", 13, 8 * 64, model -> eight(model)
                .node("Transpose", ints("perm", 0, 2, 3, 1))
                .node("Add", List.of(model.weights(8)))
                .node("Relu")
                .node("Transpose", ints("perm", 0, 3, 1, 2)));
        add("Transpose, Flatten in the order of rows", 13, 512, model -> eight(model)
                .node("Transpose", ints("perm", 0, 2, 3, 1)));
        add("Transpose, ReduceMean", 13, 8, model -> eight(model)
                .node("Transpose", ints("perm", 0, 2, 3, 1))
                .node("ReduceMean", ints("axes", 1, 2), of("keepdims", 0)));
        add("Constant", 13, 8 * 64, model -> {
            String maps = eight(model).last();
            String number = model.reading("Constant", List.of(), of("value_float", 0.3)).last();
            model.reading("Mul", List.of(maps, number));
        });
        SmallModel last = new SmallModel(13).input(0, SIDE, SIDE, 3);
        last.node("Transpose", ints("perm", 0, 3, 1, 2));
        cases.add(new Case("images [N, H, W, 3], opset 13", eight(last).classified(512).bytes(), 2, SIDE, SIDE, 3));
    }

    private static SmallModel two(SmallModel model, String kind, AttributeProto attribute) {
        String first = eight(model).last();
        String second = model.from(SmallModel.INPUT)
                .node("Conv", List.of(model.weights(8, 3, 3, 3)), ints("pads", 1, 1, 1, 1))
                .last();
        return model.reading(kind, List.of(first, second), attribute);
    }

    private void ends() {
        ending("end: pooled class maps", 13, model -> model.node("Conv", List.of(model.weights(3, 3, 1, 1)))
                .node("GlobalAveragePool")
                .node("Flatten"));
        ending("end: Conv of pooled maps", 13, model -> eight(model)
                .node("GlobalAveragePool")
                .node("Conv", List.of(model.weights(3, 8, 1, 1), model.weights(3)))
                .node("Flatten"));
        for (int opset : new int[] {9, 11, 13, 21}) {
            SmallModel model = SmallModel.of(opset, SIDE, SIDE);
            eight(model).node("Relu").node("GlobalAveragePool").classified(8);
            cases.add(new Case("end: scores, opset " + opset, model.bytes(), 2, 3, SIDE, SIDE));
        }
    }
}
