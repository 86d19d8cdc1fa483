package org.cam4j.training.wsol;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.cam4j.layers.attention.AttentionVertices;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.internal.graph.GraphEditor;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A network's graph while a method puts its own layers in, with what WSOL methods need to know of it. New layers carry the name {@code rival_...}. */
final class TrainingGraphBuilder {
    /** The input that carries labels {@code [N,K]}, in training alone. */
    static final String LABELS = "labels";

    /** What the names of all layers that a method adds begin with. */
    static final String PREFIX = "rival_";

    private final CamModel model;
    private final long seed;
    private final GraphEditor editor;
    private final Map<String, InputType> types;
    private final String lastMap;
    private final List<String> outputs;

    private TrainingGraphBuilder(CamModel model, long seed) {
        this.model = model;
        this.seed = seed;
        editor = new GraphEditor(model.graph());
        types = new LinkedHashMap<>(GraphEditor.types(
                model.graph().getConfiguration(),
                model.preprocessing().height(),
                model.preprocessing().width()));
        Explainer explainer = Explainer.of(model.graph());
        if (!explainer.hasClassWeights()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Network %s+%s is not linear in pooled maps: WSOL methods need a head such as gap.",
                    model.backbone(),
                    model.head()));
        }
        lastMap = explainer.defaultTap();
        outputs = new ArrayList<>(model.graph().getConfiguration().getNetworkOutputs());
    }

    /** Begins with a network as it is; the network is not changed. */
    static TrainingGraphBuilder of(CamModel model, long seed) {
        return new TrainingGraphBuilder(model, seed);
    }

    /** The maps in front of the pooling. */
    String lastMap() {
        return lastMap;
    }

    int classes() {
        return model.classNames().size();
    }

    /**
     * The last layer of a block, counted from the end.
     *
     * @param fromEnd 1 for the last block
     * @throws IllegalArgumentException if the network has fewer
     */
    String block(int fromEnd) {
        List<String> blocks = blocks();
        if (blocks.size() < fromEnd) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Network %s has the blocks %s; this method needs %d of them.",
                    model.backbone(),
                    blocks,
                    fromEnd));
        }
        return blocks.get(blocks.size() - fromEnd);
    }

    /** The layers after which maps get smaller, and the last one. */
    List<String> blocks() {
        return model.blocks();
    }

    /** The pooling behind a layer where it alone reads that layer, else the layer. */
    String pooled(String layer) {
        List<String> readers = new ArrayList<>();
        editor.configuration().getVertexInputs().forEach((reader, read) -> {
            if (read.contains(layer)) {
                readers.add(reader);
            }
        });
        boolean pools = readers.size() == 1
                && editor.configuration().getVertices().get(readers.get(0)) instanceof LayerVertex vertex
                && vertex.getLayerConf().getLayer() instanceof SubsamplingLayer;
        return pools ? readers.get(0) : layer;
    }

    /** A layer's maps, max-pooled to the size of smaller ones. */
    String shrunk(String layer, String like) {
        String pooled = pooled(layer);
        String from = types.containsKey(pooled)
                        && map(pooled).getHeight() >= map(like).getHeight()
                ? pooled
                : layer;
        int rows = (int) Math.max(1, map(from).getHeight() / map(like).getHeight());
        int columns = (int) Math.max(1, map(from).getWidth() / map(like).getWidth());
        if (rows == 1 && columns == 1) {
            return from;
        }
        SubsamplingLayer smaller = new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(rows, columns)
                .stride(rows, columns)
                .build();
        String name = PREFIX + "shrunk_" + layer;
        types.put(
                name,
                InputType.convolutional(
                        map(like).getHeight(), map(like).getWidth(), map(from).getChannels()));
        editor.addLayer(name, smaller, seed, null, from);
        return name;
    }

    /** Channels of a layer's maps. */
    int channels(String layer) {
        return (int) map(layer).getChannels();
    }

    private InputTypeConvolutional map(String layer) {
        if (Objects.requireNonNull(types.get(layer), layer) instanceof InputTypeConvolutional map) {
            return map;
        }
        throw new IllegalArgumentException(String.format(Locale.ROOT, "Layer '%s' gives no maps.", layer));
    }

    /** Removes everything that the layer does not depend on, including the outputs. */
    TrainingGraphBuilder cutBehind(String layer) {
        editor.cutBehind(layer);
        outputs.clear();
        return this;
    }

    /** Adds a vertex; returns its name. */
    String add(String name, GraphVertex vertex, String... inputs) {
        editor.add(PREFIX + name, vertex, inputs);
        return PREFIX + name;
    }

    /** Redirects all consumers of a layer to another one, which need not exist yet. */
    void redirect(String from, String to) {
        editor.redirect(from, to);
    }

    GraphEditor editor() {
        return editor;
    }

    /** A convolution that keeps the size, with new parameters; returns its name. */
    String convolution(String name, String from, int in, int out, int kernel, Activation activation, boolean norm) {
        ConvolutionBlock layer = new ConvolutionBlock.Builder()
                .kernelSize(kernel, kernel)
                .stride(1, 1)
                .padding(kernel / 2, kernel / 2)
                .convolutionMode(ConvolutionMode.Truncate)
                .nIn(in)
                .nOut(out)
                .weightInit(WeightInit.RELU)
                .batchNormalization(norm)
                .hasBias(!norm && activation != Activation.IDENTITY)
                .activation(activation)
                .build();
        types.put(PREFIX + name, InputType.convolutional(1, 1, out));
        editor.addLayer(PREFIX + name, layer, seed + name.hashCode(), null, from);
        return PREFIX + name;
    }

    /** Ends in the mean of class maps, one map per class, as the network's next output; returns the output's name. */
    String averageOfClassMaps(String maps) {
        boolean first = outputs.isEmpty();
        String pooling = first ? CamGraphBuilder.POOLING : maps + "_pooling";
        String output = first ? CamGraphBuilder.OUTPUT : maps + "_output";
        editor.add(pooling, new GlobalAveragePooling(), maps);
        LossLayer loss = new LossLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .build();
        editor.addLayer(output, loss, seed, null, pooling);
        outputs.add(output);
        return output;
    }

    /** Adds a vertex {@code [N,1]} of losses as an output: its labels are the weights that they count with. */
    void penalty(String name, String losses) {
        LossLayer sum = new LossLayer.Builder(LossFunction.WASSERSTEIN)
                .activation(Activation.IDENTITY)
                .build();
        editor.addLayer(PREFIX + name, sum, seed, null, losses);
        outputs.add(PREFIX + name);
    }

    /** Makes features {@code [N,C]} an output that nothing is asked of, so that they can be seen after a step; its labels are zeros. */
    void watched(String name, String features) {
        penalty(name, features);
    }

    /**
     * From here on the batch also holds what is left of its first images when the most attended positions are erased; layers behind see all of it.
     *
     * @param copies how often the images are in the batch before
     */
    void erasedCopy(String at, int copies, double threshold) {
        Set<String> behind = behind(at);
        editor.configuration().getVertexInputs().forEach((reader, read) -> {
            boolean some = read.stream().anyMatch(name -> name.equals(at) || behind.contains(name));
            boolean all = read.stream().allMatch(name -> name.equals(at) || behind.contains(name));
            if (some && !all) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Layer '%s' joins maps in front of and behind '%s', where the batch would be doubled: choose another network or head.",
                        reader,
                        at));
            }
        });
        String stacked = PREFIX + "stack_" + at;
        redirect(at, stacked);
        List<String> parts = new ArrayList<>();
        for (int copy = 0; copy < copies; copy++) {
            parts.add(
                    copies == 1
                            ? at
                            : add(
                                    String.format(Locale.ROOT, "part%d_%s", copy, at),
                                    new UnstackVertex(copy, copies),
                                    at));
        }
        parts.add(add("erase_" + at, AttentionVertices.eraseMostAttended(threshold), parts.get(0)));
        editor.add(stacked, new StackVertex(), parts.toArray(String[]::new));
    }

    private Set<String> behind(String layer) {
        Set<String> behind = new HashSet<>(Set.of(layer));
        Map<String, List<String>> inputs = editor.configuration().getVertexInputs();
        boolean grows = true;
        while (grows) {
            grows = false;
            for (Map.Entry<String, List<String>> vertex : inputs.entrySet()) {
                if (!behind.contains(vertex.getKey())
                        && vertex.getValue().stream().anyMatch(behind::contains)) {
                    grows = behind.add(vertex.getKey());
                }
            }
        }
        return behind;
    }

    /** The changed graph. */
    ComputationGraph build() {
        return editor.outputs(outputs).build();
    }

    /** The changed graph as a network of the same classes. */
    CamModel model(WsolConfig config) {
        return model.withGraph(build()).withProvenance(Map.of("rival", config.toString()));
    }

    /**
     * What one of a method's own layers reads.
     *
     * @throws IllegalArgumentException if the network does not have that layer
     */
    static String inputOf(String layer, CamModel model, String method) {
        ComputationGraphConfiguration graph = model.graph().getConfiguration();
        List<String> inputs = graph.getVertexInputs().get(layer);
        if (inputs == null) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Method %s: the network has no layer '%s'; layers: %s.",
                    method,
                    layer,
                    graph.getVertices().keySet()));
        }
        return inputs.get(0);
    }
}
