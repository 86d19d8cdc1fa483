package org.cam4j.training.internal.onnx;

import static org.cam4j.training.internal.onnx.SmallModel.ints;
import static org.cam4j.training.internal.onnx.SmallModel.of;

import java.util.List;
import java.util.Locale;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;

/** Sums and products, operators on axes, and the ends of networks. */
final class ShapeCases extends CaseList {
    ShapeCases() {
        arithmetic();
        axes();
        ends();
    }

    private void arithmetic() {
        for (String kind : List.of("Add", "Sub", "Mul", "Div")) {
            add(
                    kind + " a number for each channel",
                    13,
                    8 * 64,
                    model -> eight(model).node(kind, List.of(model.numbers(0.5, 2, 8, 1, 1))));
            add(kind + " a number", 13, 8 * 64, model -> eight(model).node(kind, List.of(model.scalar(1.5))));
            add(
                    kind + " a number behind Relu",
                    13,
                    8 * 64,
                    model -> eight(model).node("Relu").node(kind, List.of(model.numbers(0.5, 2, 1, 8, 1, 1))));
            add(
                    kind + " a vector",
                    13,
                    8,
                    model -> eight(model)
                            .node("GlobalAveragePool")
                            .node("Flatten")
                            .node("Relu")
                            .node(kind, List.of(model.numbers(0.5, 2, 8))));
            ending(
                    kind + " of the images",
                    13,
                    model -> eight(model.node(kind, List.of(model.numbers(0.5, 2, 3, 1, 1))))
                            .classified(8 * 64));
            add(
                    kind + " behind BatchNormalization",
                    13,
                    8 * 64,
                    model -> batchNorm(eight(model), 8).node(kind, List.of(model.numbers(0.5, 2, 8, 1, 1))));
        }
        add(
                "Sub from a number",
                13,
                8 * 64,
                model -> eight(model).node("Relu").reading("Sub", List.of(model.scalar(1), model.last())));
        for (String kind : List.of("Add", "Sub", "Mul")) {
            add(kind + " maps", 13, 8 * 64, model -> two(model, kind));
        }
        add("Add maps, Relu", 13, 8 * 64, model -> two(model, "Add").node("Relu"));
        add(
                "Add a tensor to itself",
                13,
                8 * 64,
                model -> eight(model).node("Relu").reading("Add", List.of(model.last(), model.last())));
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
        add(
                "MatMul, Add",
                13,
                6,
                model -> eight(model)
                        .node("GlobalAveragePool")
                        .node("Flatten")
                        .node("MatMul", List.of(model.weights(8, 6)))
                        .node("Add", List.of(model.weights(6)))
                        .node("Relu"));
        add(
                "Gemm alpha, beta, transB",
                13,
                6,
                model -> eight(model)
                        .node("Flatten")
                        .node(
                                "Gemm",
                                List.of(model.weights(6, 512), model.weights(6)),
                                of("transB", 1),
                                of("alpha", 0.1),
                                of("beta", 3.0)));
        add(
                "Gemm without C",
                13,
                6,
                model -> eight(model).node("Flatten").node("Gemm", List.of(model.weights(512, 6))));
        add(
                "Gemm with C [1, n]",
                13,
                6,
                model ->
                        eight(model).node("Flatten").node("Gemm", List.of(model.weights(512, 6), model.weights(1, 6))));
    }

    private void axes() {
        add("Concat maps", 13, 16 * 64, model -> two(model, "Concat", of("axis", 1)));
        add("Concat vectors", 13, 16, model -> {
            String first = eight(model).node("GlobalAveragePool").last();
            String second = model.from(model.graph().getNode(0).getOutput(0))
                    .node("GlobalMaxPool")
                    .last();
            model.reading("Concat", List.of(first, second), of("axis", -3));
        });
        add("Pad attribute", 9, 8 * 110, model -> eight(model).node("Pad", ints("pads", 0, 0, 1, 2, 0, 0, 1, 1)));
        add(
                "Pad input, value",
                13,
                8 * 110,
                model -> eight(model)
                        .node(
                                "Pad",
                                List.of(model.integers(0, 0, 1, 2, 0, 0, 1, 1), model.scalar(0.7)),
                                of("mode", "constant")));
        add(
                "Pad axes",
                18,
                8 * 99,
                model -> eight(model).node("Pad", List.of(model.integers(1, 2, 0, 1), "", model.integers(2, 3))));
        add(
                "Pad negative",
                13,
                8 * 54,
                model -> eight(model).node("Pad", List.of(model.integers(0, 0, -1, 1, 0, 0, -1, 0))));
        add("Flatten axis", 13, 8 * 64, model -> eight(model).node("Flatten", of("axis", -3)));
        for (long[] target : new long[][] {{0, -1}, {-1, 512}, {0, 512}}) {
            add(
                    "Reshape " + String.format(Locale.ROOT, "%d %d", target[0], target[1]),
                    13,
                    512,
                    model -> eight(model).node("Reshape", List.of(model.integers(target))));
        }
        add(
                "Reshape to [0, -1, 1, 1] and Conv",
                13,
                5,
                model -> eight(model)
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
            String target = model.reading("Concat", List.of(batch, minusOne), of("axis", 0))
                    .last();
            model.reading("Reshape", List.of(maps, target));
        });
        add(
                "Squeeze axes attribute",
                11,
                8,
                model -> eight(model).node("GlobalAveragePool").node("Squeeze", ints("axes", 2, 3)));
        add(
                "Squeeze axes input",
                13,
                8,
                model -> eight(model).node("GlobalAveragePool").node("Squeeze", List.of(model.integers(3, 2))));
        add(
                "Unsqueeze axes input",
                13,
                5,
                model -> eight(model)
                        .node("GlobalAveragePool")
                        .node("Squeeze", List.of(model.integers(2, 3)))
                        .node("Unsqueeze", List.of(model.integers(2, 3)))
                        .node("Conv", List.of(model.weights(5, 8, 1, 1))));
        add(
                "Identity, Cast",
                13,
                8 * 64,
                model -> eight(model)
                        .node("Identity")
                        .node("Cast", of("to", DataType.FLOAT_VALUE))
                        .node("Relu"));
        add(
                "Transpose there and back",
                13,
                8 * 64,
                model -> eight(model)
                        .node("Transpose", ints("perm", 0, 2, 3, 1))
                        .node("Add", List.of(model.weights(8)))
                        .node("Relu")
                        .node("Transpose", ints("perm", 0, 3, 1, 2)));
        add(
                "Transpose, Flatten in the order of rows",
                13,
                512,
                model -> eight(model).node("Transpose", ints("perm", 0, 2, 3, 1)));
        add(
                "Transpose, ReduceMean",
                13,
                8,
                model -> eight(model)
                        .node("Transpose", ints("perm", 0, 2, 3, 1))
                        .node("ReduceMean", ints("axes", 1, 2), of("keepdims", 0)));
        add("Constant", 13, 8 * 64, model -> {
            String maps = eight(model).last();
            String number =
                    model.reading("Constant", List.of(), of("value_float", 0.3)).last();
            model.reading("Mul", List.of(maps, number));
        });
        SmallModel last = new SmallModel(13).input(0, SIDE, SIDE, 3);
        last.node("Transpose", ints("perm", 0, 3, 1, 2));
        cases().add(new Case(
                "images [N, H, W, 3], opset 13", eight(last).classified(512).bytes(), 2, SIDE, SIDE, 3));
    }

    private void ends() {
        ending(
                "end: pooled class maps",
                13,
                model -> model.node("Conv", List.of(model.weights(3, 3, 1, 1)))
                        .node("GlobalAveragePool")
                        .node("Flatten"));
        ending(
                "end: Conv of pooled maps",
                13,
                model -> eight(model)
                        .node("GlobalAveragePool")
                        .node("Conv", List.of(model.weights(3, 8, 1, 1), model.weights(3)))
                        .node("Flatten"));
        for (int opset : new int[] {9, 11, 13, 21}) {
            SmallModel model = SmallModel.of(opset, SIDE, SIDE);
            model.model().setIrVersion(opset == 21 ? 10 : 8);
            eight(model).node("Relu").node("GlobalAveragePool").classified(8);
            cases().add(new Case("end: scores, opset " + opset, model.bytes(), 2, 3, SIDE, SIDE));
        }
    }
}
