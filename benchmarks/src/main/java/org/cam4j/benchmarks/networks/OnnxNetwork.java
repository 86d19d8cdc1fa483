package org.cam4j.benchmarks.networks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.convolution.MaxPooling;
import org.cam4j.layers.convolution.ResidualSum;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.protobuf.ByteString;

/**
 * The same network as an ONNX model, parameters included: images {@code [N, 3, H, W]} to class probabilities {@code [N, classes]}. Every operation is written by
 * itself; what belongs together is for the engine to find out.
 */
final class OnnxNetwork {
    /** The metadata entry that tells the number of trainable parameters. */
    static final String PARAMETERS = "parameters";

    private static final int FORMAT = 8;
    private static final int OPERATORS = 17;

    private final ComputationGraph ours;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("network");

    private OnnxNetwork(ComputationGraph ours) {
        this.ours = ours;
    }

    /** The model of a network of blocks, for images of this many rows and columns. */
    static ModelProto of(ComputationGraph ours, int batch, int side) {
        OnnxNetwork network = new OnnxNetwork(ours);
        for (int index : ours.topologicalSortOrder()) {
            if (!ours.getVertices()[index].isInputVertex()) {
                network.add(ours.getVertices()[index]);
            }
        }
        network.graph
                .addInput(value(ours.getConfiguration().getNetworkInputs().get(0), batch, 3, side, side))
                .addOutput(value(ours.getConfiguration().getNetworkOutputs().get(0)));
        return ModelProto.newBuilder()
                .setIrVersion(FORMAT)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATORS))
                .addMetadataProps(StringStringEntryProto.newBuilder()
                        .setKey(PARAMETERS)
                        .setValue(String.valueOf(Networks.trainableParameters(ours.getConfiguration()))))
                .setGraph(network.graph)
                .build();
    }

    private void add(GraphVertex vertex) {
        String name = vertex.getVertexName();
        List<String> inputs = Arrays.stream(Objects.requireNonNull(vertex.getInputVertices()))
                .map(VertexIndices::getVertexIndex)
                .map(index -> ours.getVertices()[index].getVertexName())
                .toList();
        String from = inputs.get(0);
        Object kind = vertex.hasLayer()
                ? vertex.getLayer().conf().getLayer()
                : Objects.requireNonNull(ours.getConfiguration().getVertices().get(name));
        if (kind instanceof ConvolutionBlock block) {
            addBlock(name, from, block, vertex.getLayer());
        } else if (kind instanceof MaxPooling pooling) {
            requireExplicitPadding(name, pooling.getConvolutionMode());
            node("MaxPool", name, from)
                    .addAttribute(numbers("kernel_shape", pooling.getKernelSize()))
                    .addAttribute(numbers("strides", pooling.getStride()))
                    .addAttribute(numbers("pads", bothSides(pooling.getPadding())));
        } else if (kind instanceof ResidualSum sum) {
            String added = sum.relu() ? name + ".sum" : name;
            node("Add", added, inputs.toArray(String[]::new));
            if (sum.relu()) {
                node("Relu", name, added);
            }
        } else if (kind instanceof GlobalAveragePooling) {
            node("GlobalAveragePool", name + ".mean", from);
            node("Flatten", name, name + ".mean");
        } else if (kind instanceof OutputLayer layer) {
            addClassifier(name, from, layer, vertex.getLayer());
        } else {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s (%s) has no counterpart here: expected a network of blocks and poolings.",
                    name,
                    kind.getClass().getSimpleName()));
        }
    }

    private void addBlock(String name, String from, ConvolutionBlock block, Layer layer) {
        requireExplicitPadding(name, block.getConvolutionMode());
        boolean linear = block.getActivationFn() instanceof ActivationIdentity;
        String last = linear ? name : name + ".linear";
        String convolved = block.isBatchNormalization() ? name + ".convolved" : last;
        String weights = parameter(layer, name, "W", layer.getParam("W").shape());
        NodeProto.Builder convolution = block.hasBias()
                ? node("Conv", convolved, from, weights, parameter(layer, name, "b", block.getNOut()))
                : node("Conv", convolved, from, weights);
        convolution
                .addAttribute(numbers("kernel_shape", block.getKernelSize()))
                .addAttribute(numbers("strides", block.getStride()))
                .addAttribute(numbers("pads", bothSides(block.getPadding())))
                .addAttribute(numbers("dilations", block.getDilation()))
                .addAttribute(number("group", block.isDepthwise() ? block.getNIn() : 1));
        if (block.isBatchNormalization()) {
            String[] normalized = {convolved, "gamma", "beta", "mean", "var"};
            for (int i = 1; i < normalized.length; i++) {
                normalized[i] = parameter(layer, name, normalized[i], block.getNOut());
            }
            node("BatchNormalization", last, normalized)
                    .addAttribute(AttributeProto.newBuilder()
                            .setName("epsilon")
                            .setType(AttributeProto.AttributeType.FLOAT)
                            .setF((float) block.getEpsilon()));
        }
        if (!linear) {
            addActivation(name, last, block.getActivationFn());
        }
    }

    private void addActivation(String name, String from, IActivation function) {
        if (function instanceof ActivationReLU) {
            node("Relu", name, from);
        } else if (function instanceof ActivationReLU6) {
            node("Clip", name, from, constant(name + ".least", 0), constant(name + ".most", 6));
        } else {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s: found the activation %s, expected ReLU, ReLU6 or none.", name, function));
        }
    }

    private void addClassifier(String name, String from, OutputLayer layer, Layer trained) {
        node("MatMul", name + ".product", from, parameter(trained, name, "W", layer.getNIn(), layer.getNOut()));
        String logits = name + ".product";
        if (layer.hasBias()) {
            logits = name + ".logits";
            node("Add", logits, name + ".product", parameter(trained, name, "b", layer.getNOut()));
        }
        node("Softmax", name, logits);
    }

    private static void requireExplicitPadding(String name, ConvolutionMode mode) {
        if (mode == ConvolutionMode.Same) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s pads by itself (Same); expected explicit padding.", name));
        }
    }

    private NodeProto.Builder node(String operator, String output, String... inputs) {
        return graph.addNodeBuilder()
                .setOpType(operator)
                .setName(output)
                .addAllInput(List.of(inputs))
                .addOutput(output);
    }

    /** Stores a layer's parameter; its name in the model. */
    private String parameter(Layer layer, String name, String key, long... shape) {
        INDArray values = Objects.requireNonNull(layer.paramTable().get(key), key);
        return constant(
                String.format(Locale.ROOT, "%s.%s", name, key),
                values.dup('c').data().asFloat(),
                shape);
    }

    private String constant(String name, float value) {
        return constant(name, new float[] {value});
    }

    private String constant(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        TensorProto.Builder tensor = graph.addInitializerBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .setRawData(ByteString.copyFrom(bytes));
        Arrays.stream(shape).forEach(tensor::addDims);
        return name;
    }

    private static int[] bothSides(int... padding) {
        return new int[] {padding[0], padding[1], padding[0], padding[1]};
    }

    private static AttributeProto numbers(String name, int... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        Arrays.stream(values).forEach(attribute::addInts);
        return attribute.build();
    }

    private static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    /** A float array that goes in or out; no sizes where the engine may find them itself. */
    private static ValueInfoProto value(String name, int... sizes) {
        TypeProto.Tensor.Builder type = TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
        if (sizes.length > 0) {
            TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
            Arrays.stream(sizes).forEach(size -> shape.addDimBuilder().setDimValue(size));
            type.setShape(shape);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }
}
