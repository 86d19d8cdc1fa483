package org.cam4j.training.internal.onnx;

import java.io.IOException;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.layers.pooling.GlobalMaxPooling;
import org.cam4j.training.internal.onnx.file.Node;

/** Turns the nodes of an ONNX graph into vertices that compute the same. What is not known to be equal is refused by name. */
final class Translator {
    private static final String READ =
            "Add, AveragePool, BatchNormalization, Cast, Clip, Concat, Constant, Conv, Div, Dropout, Flatten, Gather, Gemm, GlobalAveragePool, GlobalMaxPool, HardSigmoid, "
                    + "HardSwish, Identity, LeakyRelu, LRN, MatMul, MaxPool, Mul, Pad, PRelu, ReduceMean, Relu, Reshape, Shape, Sigmoid, Softmax, Squeeze, Sub, Transpose, Unsqueeze";

    private final Tensors tensors;
    private final Folding folding;
    private final Convolutions convolutions;
    private final Poolings poolings;
    private final Arithmetic arithmetic;
    private final Activations activations;
    private final Axes axes;

    /** @param batch the batch size that the file declares; 0 if it is open */
    Translator(Plan plan, Tensors tensors, long batch) {
        this.tensors = tensors;
        folding = new Folding(tensors);
        convolutions = new Convolutions(plan, tensors);
        poolings = new Poolings(plan, tensors);
        arithmetic = new Arithmetic(plan, tensors);
        activations = new Activations(plan, tensors);
        axes = new Axes(plan, tensors, batch);
    }

    /** What is done to the images in front of the network. */
    InputScale input() {
        return arithmetic.input();
    }

    /**
     * Translates a node whose inputs are translated.
     *
     * @throws IOException if its operator, one of its attributes or its input is not read
     */
    void translate(Node node) throws IOException {
        if (!node.isStandard()) {
            throw node.refusal("is of the domain '%s', expected ONNX's own operators.", node.domain());
        }
        if (node.output().isEmpty()) {
            throw node.refusal("has no output.");
        }
        if (node.kind().equals("Shape")) {
            tensors.put(node.output(), tensors.isConstant(node, 0) ? folding.fold(node) : folding.shape(node));
        } else if (tensors.allConstant(node)) {
            tensors.put(node.output(), folding.fold(node));
        } else {
            Value value = value(node);
            tensors.put(node.output(), value);
        }
        node.requireAllRead();
    }

    private Value value(Node node) throws IOException {
        return switch (node.kind()) {
            case "Conv" -> convolutions.convolution(node);
            case "Gemm" -> convolutions.gemm(node);
            case "MatMul" -> convolutions.matMul(node);
            case "MaxPool" -> poolings.maximum(node);
            case "AveragePool" -> poolings.average(node);
            case "GlobalAveragePool" -> poolings.global(node, new GlobalAveragePooling());
            case "GlobalMaxPool" -> poolings.global(node, new GlobalMaxPooling());
            case "ReduceMean" -> poolings.reduceMean(node);
            case "BatchNormalization" -> arithmetic.batchNormalization(node);
            case "Add" -> arithmetic.add(node);
            case "Sub" -> arithmetic.subtract(node);
            case "Mul" -> arithmetic.multiply(node);
            case "Div" -> arithmetic.divide(node);
            case "Gather" -> arithmetic.gather(node);
            case "LRN" -> arithmetic.localResponse(node);
            case "Relu" -> activations.relu(node);
            case "Clip" -> activations.clip(node);
            case "LeakyRelu" -> activations.leakyRelu(node);
            case "Sigmoid" -> activations.sigmoid(node);
            case "HardSigmoid" -> activations.hardSigmoid(node);
            case "HardSwish" -> activations.hardSwish(node);
            case "PRelu" -> activations.prelu(node);
            case "Softmax" -> activations.softmax(node);
            case "Dropout" -> activations.dropout(node);
            case "Flatten" -> axes.flatten(node);
            case "Reshape" -> axes.reshape(node);
            case "Squeeze" -> axes.squeeze(node);
            case "Unsqueeze" -> axes.unsqueeze(node);
            case "Transpose" -> axes.transpose(node);
            case "Concat" -> axes.concatenate(node);
            case "Pad" -> axes.pad(node);
            case "Identity" -> tensors.value(node, 0);
            case "Cast" -> cast(node);
            default -> throw node.refusal("is of an operator that is not read; read are %s.", READ);
        };
    }

    /** Between floating point types; the network computes in floats. */
    private Value cast(Node node) throws IOException {
        long to = node.integer("to", 0);
        node.integer("saturate", 1);
        if (to != onnx.Onnx.TensorProto.DataType.FLOAT_VALUE
                && to != onnx.Onnx.TensorProto.DataType.DOUBLE_VALUE
                && to != onnx.Onnx.TensorProto.DataType.FLOAT16_VALUE) {
            throw node.refusedValue("to", to, "FLOAT (1), FLOAT16 (10) or DOUBLE (11)");
        }
        return tensors.value(node, 0);
    }
}
