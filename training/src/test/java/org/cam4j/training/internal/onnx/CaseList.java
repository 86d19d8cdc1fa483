package org.cam4j.training.internal.onnx;

import static org.cam4j.training.internal.onnx.SmallModel.ints;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import onnx.Onnx.AttributeProto;

/** Small networks, each with an operator and attributes of its own. */
class CaseList {
    static final int SIDE = 8;

    private final List<Case> cases = new ArrayList<>();

    /**
     * A network.
     *
     * @param shape of the images
     */
    record Case(String name, byte[] model, long... shape) {}

    List<Case> cases() {
        return cases;
    }

    /** Images of 8 x 8, the nodes, and a linear layer that reads so many values. */
    void add(String name, int opset, int values, Consumer<SmallModel> nodes) {
        SmallModel model = SmallModel.of(opset, SIDE, SIDE);
        nodes.accept(model);
        cases.add(new Case(name + ", opset " + opset, model.classified(values).bytes(), 2, 3, SIDE, SIDE));
    }

    /** As it ends itself. */
    void ending(String name, int opset, Consumer<SmallModel> nodes) {
        SmallModel model = SmallModel.of(opset, SIDE, SIDE);
        nodes.accept(model);
        cases.add(new Case(name + ", opset " + opset, model.bytes(), 2, 3, SIDE, SIDE));
    }

    /** A convolution of these maps to eight, so that what follows does not read the images. */
    static SmallModel eight(SmallModel model) {
        return model.node("Conv", List.of(model.weights(8, 3, 1, 1), model.weights(8)));
    }

    static SmallModel batchNorm(SmallModel model, int channels, AttributeProto... attributes) {
        return model.node(
                "BatchNormalization",
                List.of(
                        model.numbers(0.5, 1.5, channels),
                        model.weights(channels),
                        model.weights(channels),
                        model.numbers(0.2, 2, channels)),
                attributes);
    }

    static SmallModel two(SmallModel model, String kind, AttributeProto... attributes) {
        String first = eight(model).last();
        String second = model.from(SmallModel.INPUT)
                .node("Conv", List.of(model.weights(8, 3, 3, 3)), ints("pads", 1, 1, 1, 1))
                .last();
        return model.reading(kind, List.of(first, second), attributes);
    }
}
