package org.cam4j.training.internal.onnx;

import static org.cam4j.training.internal.onnx.SmallModel.ints;
import static org.cam4j.training.internal.onnx.SmallModel.of;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import org.nd4j.shade.protobuf.ByteString;

/** Convolutions, normalizations, functions and poolings. */
final class OperatorCases extends CaseList {
    OperatorCases() {
        convolutions();
        normalizations();
        functions();
        poolings();
    }

    static List<Case> all() {
        return Stream.of(new OperatorCases(), new ShapeCases())
                .flatMap(list -> list.cases().stream())
                .toList();
    }

    private void convolution(String name, int side, long[] kernel, AttributeProto... attributes) {
        add(
                "Conv " + name,
                13,
                6 * side * side,
                model -> model.node("Conv", List.of(model.weights(kernel), model.weights(kernel[0])), attributes));
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
                "depthwise multiplier 2, dilations",
                4,
                new long[] {6, 1, 3, 3},
                of("group", 3),
                ints("dilations", 2, 2));
        add(
                "Conv depthwise",
                13,
                8 * 36,
                model -> eight(model).node("Conv", List.of(model.weights(8, 1, 3, 3)), of("group", 8)));
        add(
                "Conv depthwise dilations",
                13,
                8 * 16,
                model -> eight(model)
                        .node("Conv", List.of(model.weights(8, 1, 3, 3)), of("group", 8), ints("dilations", 2, 2)));
        add(
                "Conv group 4",
                13,
                12 * 36,
                model -> eight(model)
                        .node("Conv", List.of(model.weights(12, 2, 3, 3), model.weights(12)), of("group", 4)));
        add(
                "Conv group 2, strides, pads at the end",
                13,
                4 * 16,
                model -> eight(model)
                        .node(
                                "Conv",
                                List.of(model.weights(4, 4, 3, 3)),
                                of("group", 2),
                                ints("strides", 2, 2),
                                ints("pads", 0, 0, 1, 1)));
        add(
                "Conv of 1x1 maps",
                13,
                5,
                model -> eight(model)
                        .node("GlobalAveragePool")
                        .node("Conv", List.of(model.weights(5, 8, 1, 1), model.weights(5)))
                        .node("Relu"));
        add(
                "Conv 1x3 pads",
                13,
                6 * 64,
                model -> model.node("Conv", List.of(model.weights(6, 3, 1, 3)), ints("pads", 0, 1, 0, 1)));
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
            ByteBuffer buffer = ByteBuffer.allocate(72).order(ByteOrder.LITTLE_ENDIAN);
            tensor.getDoubleDataList().forEach(buffer::putDouble);
            tensor.clearDoubleData().setRawData(ByteString.copyFrom(buffer.flip()));
        } else if (raw) {
            tensor.setRawData(ByteString.copyFrom(bytes));
        }
        String weights = model.initializer(tensor, 3, 3, 1, 1);
        String before = model.last();
        model.reading("Cast", List.of(weights), of("to", DataType.FLOAT_VALUE));
        String cast = model.last();
        model.from(before).node("Conv", List.of(cast));
    }

    private void normalizations() {
        for (int opset : new int[] {9, 15}) {
            add(
                    "BatchNormalization behind Conv, Relu",
                    opset,
                    8 * 64,
                    model -> batchNorm(eight(model), 8).node("Relu"));
        }
        add(
                "BatchNormalization epsilon, momentum",
                15,
                8 * 64,
                model -> batchNorm(eight(model), 8, of("epsilon", 0.1), of("momentum", 0.5)));
        add(
                "BatchNormalization behind Relu",
                15,
                8 * 64,
                model -> batchNorm(eight(model).node("Relu"), 8));
        add("BatchNormalization twice", 15, 8 * 64, model -> batchNorm(batchNorm(eight(model), 8), 8));
        add(
                "BatchNormalization of vectors",
                15,
                8,
                model -> batchNorm(eight(model).node("GlobalAveragePool").node("Flatten"), 8));
        add(
                "LRN size 5",
                13,
                8 * 64,
                model -> eight(model).node("LRN", of("size", 5), of("alpha", 0.5), of("beta", 0.75), of("bias", 2.0)));
        add("LRN size 3, defaults", 13, 8 * 64, model -> eight(model).node("LRN", of("size", 3)));
        add("LRN size 9", 13, 8 * 64, model -> eight(model).node("LRN", of("size", 9), of("alpha", 1.0)));
        add("Dropout ratio attribute", 9, 8 * 64, model -> eight(model).node("Dropout", of("ratio", 0.3)));
        add("Dropout ratio input", 13, 8 * 64, model -> eight(model).node("Dropout", List.of(model.scalar(0.3))));
    }

    private void function(String name, int opset, AttributeProto... attributes) {
        String kind = name.split(" ")[0];
        add(name + " behind Conv", opset, 8 * 64, model -> eight(model).node(kind, attributes));
        add(
                name + " of vectors",
                opset,
                8,
                model -> eight(model).node("GlobalAveragePool").node(kind, attributes));
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
        add(
                "Clip " + name + " attributes",
                9,
                8 * 64,
                model -> eight(model).node("Clip", attributes.toArray(AttributeProto[]::new)));
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
        add(
                "PRelu of vectors",
                13,
                8,
                model -> eight(model)
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
            // The mean over the maps, since ONNX Runtime's rules for shapes count a window that begins behind the maps,
            // and its kernels do not.
            add(
                    kind + " ceil_mode, a window behind the maps",
                    13,
                    8,
                    model -> eight(model)
                            .node(kind, three, ints("strides", 3, 3), of("ceil_mode", 1), ints("pads", 1, 1, 1, 1))
                            .node("GlobalAveragePool"));
            pooling(kind + " SAME_UPPER", 4, three, stride, of("auto_pad", "SAME_UPPER"));
            pooling(kind + " SAME_LOWER", 4, three, stride, of("auto_pad", "SAME_LOWER"));
            pooling(kind + " VALID", 3, three, stride, of("auto_pad", "VALID"));
            pooling(kind + " of the whole map", 1, ints("kernel_shape", 8, 8));
            pooling(kind + " 4x4", 5, ints("kernel_shape", 4, 4), ints("strides", 1, 1));
        }
        AttributeProto counts = of("count_include_pad", 1);
        AttributeProto three = ints("kernel_shape", 3, 3);
        AttributeProto stride = ints("strides", 2, 2);
        pooling("AveragePool count_include_pad", 8, three, counts, ints("pads", 1, 1, 1, 1));
        pooling("AveragePool count_include_pad pads at the end", 4, three, stride, counts, ints("pads", 0, 0, 1, 1));
        for (int opset : new int[] {13, 19, 21}) {
            add(
                    "AveragePool count_include_pad ceil_mode",
                    opset,
                    8 * 16,
                    model -> eight(model).node("AveragePool", three, stride, counts, of("ceil_mode", 1)));
            add(
                    "AveragePool count_include_pad ceil_mode pads",
                    opset,
                    8 * 16,
                    model -> eight(model)
                            .node(
                                    "AveragePool",
                                    three,
                                    ints("strides", 2, 2),
                                    counts,
                                    of("ceil_mode", 1),
                                    ints("pads", 0, 0, 1, 1)));
        }
        pooling("MaxPool dilations", 4, three, ints("dilations", 2, 2));
        pooling("MaxPool storage_order", 4, ints("kernel_shape", 2, 2), stride, of("storage_order", 1));
        pooling("GlobalAveragePool", 1);
        pooling("GlobalMaxPool", 1);
        for (boolean keep : new boolean[] {true, false}) {
            add(
                    "ReduceMean axes attribute, keepdims " + keep,
                    13,
                    8,
                    model -> eight(model).node("ReduceMean", ints("axes", 2, 3), of("keepdims", keep ? 1 : 0)));
            add(
                    "ReduceMean axes input, keepdims " + keep,
                    18,
                    8,
                    model -> eight(model)
                            .node("ReduceMean", List.of(model.integers(-1, -2)), of("keepdims", keep ? 1 : 0)));
        }
    }
}
