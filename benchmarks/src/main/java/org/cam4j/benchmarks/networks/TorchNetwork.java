package org.cam4j.benchmarks.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.convolution.MaxPooling;
import org.cam4j.layers.convolution.ResidualSum;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU6;

/**
 * The same network of DJL's blocks, read from the Deeplearning4j configuration: same layers, same parameters, logits {@code [N, classes]}. At inference a map is
 * freed behind the last operation that reads it, as Python would.
 */
final class TorchNetwork extends AbstractBlock {
    /** One operation; what has no parameters has no blocks. */
    private record Node(String name, List<String> inputs, List<Block> blocks, Object kind) {}

    private final String input;
    private final String output;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Integer> lastReader = new HashMap<>();

    TorchNetwork(ComputationGraphConfiguration ours) {
        input = ours.getNetworkInputs().get(0);
        output = ours.getNetworkOutputs().get(0);
        for (String name : order(ours)) {
            GraphVertex vertex = at(ours.getVertices(), name);
            Object kind =
                    vertex instanceof LayerVertex holder ? holder.getLayerConf().getLayer() : vertex;
            List<String> inputs = at(ours.getVertexInputs(), name);
            List<Block> blocks = new ArrayList<>();
            for (Block block : blocks(kind)) {
                blocks.add(addChildBlock(String.format(Locale.ROOT, "%s %d", name, blocks.size()), block));
            }
            inputs.forEach(from -> lastReader.put(from, nodes.size()));
            nodes.add(new Node(name, inputs, blocks, kind));
        }
    }

    /** The vertices, every one behind its inputs. */
    private static List<String> order(ComputationGraphConfiguration ours) {
        List<String> done = new ArrayList<>(ours.getNetworkInputs());
        List<String> open = new ArrayList<>(ours.getVertices().keySet());
        while (!open.isEmpty()) {
            String next = open.stream()
                    .filter(name -> done.containsAll(at(ours.getVertexInputs(), name)))
                    .findFirst()
                    .orElseThrow();
            open.remove(next);
            done.add(next);
        }
        return done.subList(ours.getNetworkInputs().size(), done.size());
    }

    private static List<Block> blocks(Object kind) {
        if (kind instanceof ConvolutionBlock block) {
            if (block.getConvolutionMode() == ConvolutionMode.Same) {
                throw unknown(kind);
            }
            List<Block> blocks = new ArrayList<>();
            blocks.add(Conv2d.builder()
                    .setFilters((int) block.getNOut())
                    .setKernelShape(pair(block.getKernelSize()))
                    .optStride(pair(block.getStride()))
                    .optPadding(pair(block.getPadding()))
                    .optDilation(pair(block.getDilation()))
                    .optGroups(block.isDepthwise() ? (int) block.getNIn() : 1)
                    .optBias(block.hasBias())
                    .build());
            if (block.isBatchNormalization()) {
                blocks.add(BatchNorm.builder()
                        .optEpsilon((float) block.getEpsilon())
                        .optMomentum((float) block.getDecay())
                        .build());
            }
            return blocks;
        }
        if (kind instanceof OutputLayer layer) {
            return List.of(Linear.builder()
                    .setUnits(layer.getNOut())
                    .optBias(layer.hasBias())
                    .build());
        }
        if (kind instanceof MaxPooling || kind instanceof ResidualSum || kind instanceof GlobalAveragePooling) {
            return List.of();
        }
        throw unknown(kind);
    }

    private static IllegalArgumentException unknown(Object kind) {
        String name = kind instanceof Layer layer
                ? layer.getLayerName()
                : kind.getClass().getSimpleName();
        return new IllegalArgumentException(String.format(
                Locale.ROOT,
                "%s (%s) has no counterpart here: expected a network of blocks and poolings.",
                name,
                kind.getClass().getSimpleName()));
    }

    private static <T> T at(Map<String, T> table, String name) {
        return Objects.requireNonNull(table.get(name), name);
    }

    private static Shape pair(int... values) {
        return new Shape(values[0], values[1]);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, @Nullable PairList<String, Object> options) {
        Map<String, NDArray> values = new LinkedHashMap<>(Map.of(input, inputs.singletonOrThrow()));
        for (int index = 0; index < nodes.size(); index++) {
            Node node = nodes.get(index);
            List<NDArray> from =
                    node.inputs().stream().map(name -> at(values, name)).toList();
            values.put(node.name(), run(node, from, store, training));
            for (String read : node.inputs()) {
                if (!training && !read.equals(input) && at(lastReader, read) == index) {
                    at(values, read).close();
                }
            }
        }
        return new NDList(at(values, output));
    }

    private static NDArray run(Node node, List<NDArray> from, ParameterStore store, boolean training) {
        NDArray value = from.get(0);
        if (node.kind() instanceof MaxPooling pooling) {
            return Pool.maxPool2d(
                    value,
                    pair(pooling.getKernelSize()),
                    pair(pooling.getStride()),
                    pair(pooling.getPadding()),
                    pooling.getConvolutionMode() == ConvolutionMode.Same);
        }
        if (node.kind() instanceof GlobalAveragePooling) {
            return Pool.globalAvgPool2d(value);
        }
        if (node.kind() instanceof ResidualSum sum) {
            return sum.relu() ? replace(value.add(from.get(1)), training, Activation::relu) : value.add(from.get(1));
        }
        boolean made = false;
        for (Block block : node.blocks()) {
            NDArray next =
                    block.forward(store, new NDList(value), training, null).singletonOrThrow();
            if (made && !training) {
                value.close();
            }
            value = next;
            made = true;
        }
        return node.kind() instanceof ConvolutionBlock block
                ? activate(value, block.getActivationFn(), training)
                : value;
    }

    private static NDArray activate(NDArray value, IActivation function, boolean training) {
        if (function instanceof ActivationIdentity) {
            return value;
        }
        return function instanceof ActivationReLU6
                ? replace(value, training, array -> array.clip(0, 6))
                : replace(value, training, Activation::relu);
    }

    private static NDArray replace(NDArray value, boolean training, UnaryOperator<NDArray> function) {
        NDArray result = function.apply(value);
        if (!training) {
            value.close();
        }
        return result;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        shapes(inputs, manager, type);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {shapes(inputs, null, DataType.FLOAT32)};
    }

    /** The output's shape; initializes the blocks on the way where there is a manager. */
    private Shape shapes(Shape[] inputs, @Nullable NDManager manager, DataType type) {
        Map<String, Shape> shapes = new HashMap<>(Map.of(input, inputs[0]));
        for (Node node : nodes) {
            Shape shape = at(shapes, node.inputs().get(0));
            for (Block block : node.blocks()) {
                if (manager != null) {
                    block.initialize(manager, type, shape);
                }
                shape = block.getOutputShapes(new Shape[] {shape})[0];
            }
            if (node.kind() instanceof MaxPooling pooling) {
                shape = Pool.maxPool2dBlock(
                                pair(pooling.getKernelSize()),
                                pair(pooling.getStride()),
                                pair(pooling.getPadding()),
                                pooling.getConvolutionMode() == ConvolutionMode.Same)
                        .getOutputShapes(new Shape[] {shape})[0];
            } else if (node.kind() instanceof GlobalAveragePooling) {
                shape = new Shape(shape.get(0), shape.get(1));
            }
            shapes.put(node.name(), shape);
        }
        return at(shapes, output);
    }
}
