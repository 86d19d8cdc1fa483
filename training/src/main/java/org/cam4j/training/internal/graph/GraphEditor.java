package org.cam4j.training.internal.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cam4j.training.graph.OutputKind;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Takes a finished graph apart and puts something else in; the parameters of what stays are kept. The source is not changed. */
public final class GraphEditor {
    private final ComputationGraph source;
    private final ComputationGraphConfiguration configuration;
    private final Set<String> fresh = new HashSet<>();

    /** Begins with a copy of a graph's plan. */
    public GraphEditor(ComputationGraph source) {
        this.source = source;
        this.configuration = source.getConfiguration().clone();
        configuration.setTopologicalOrder(null);
        configuration.setTopologicalOrderStr(null);
    }

    /** The configuration that is being changed. */
    public ComputationGraphConfiguration configuration() {
        return configuration;
    }

    /** Removes everything that the layer does not depend on. */
    public GraphEditor cutBehind(String layer) {
        Set<String> kept = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(layer));
        while (!open.isEmpty()) {
            String name = open.pop();
            if (kept.add(name)) {
                open.addAll(configuration.getVertexInputs().getOrDefault(name, List.of()));
            }
        }
        Map<String, GraphVertex> vertices = new LinkedHashMap<>(configuration.getVertices());
        vertices.keySet().retainAll(kept);
        configuration.setVertices(vertices);
        Map<String, List<String>> inputs = new LinkedHashMap<>(configuration.getVertexInputs());
        inputs.keySet().retainAll(kept);
        configuration.setVertexInputs(inputs);
        return this;
    }

    /**
     * Adds a vertex.
     *
     * @throws IllegalArgumentException if the graph has one of that name
     */
    public GraphEditor add(String name, GraphVertex vertex, String... inputs) {
        if (configuration.getVertices().containsKey(name)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "The graph already has a layer '%s'; choose a tap in front of it.", name));
        }
        configuration.getVertices().put(name, vertex);
        configuration.getVertexInputs().put(name, List.of(inputs));
        return this;
    }

    /**
     * Lets everything that reads a layer read another one from now on.
     *
     * @param except layers that go on reading the first
     */
    public GraphEditor redirect(String from, String to, String... except) {
        Map<String, List<String>> inputs = new LinkedHashMap<>();
        configuration.getVertexInputs().forEach((reader, read) -> {
            boolean stays = reader.equals(to) || List.of(except).contains(reader);
            inputs.put(
                    reader,
                    stays
                            ? read
                            : read.stream()
                                    .map(name -> name.equals(from) ? to : name)
                                    .toList());
        });
        configuration.setVertexInputs(inputs);
        return this;
    }

    /** Puts another vertex in the place of one, with inputs of its own. */
    public GraphEditor replace(String name, GraphVertex vertex, String... inputs) {
        configuration.getVertices().remove(name);
        configuration.getVertexInputs().remove(name);
        return add(name, vertex, inputs);
    }

    /** Adds an input of the graph, behind those that it has. */
    public GraphEditor addInput(String name) {
        List<String> inputs = new ArrayList<>(configuration.getNetworkInputs());
        inputs.add(name);
        configuration.setNetworkInputs(inputs);
        return this;
    }

    /**
     * Adds a layer with new parameters.
     *
     * @param layer knows the numbers of its inputs and outputs
     * @param seed of its parameters
     */
    public GraphEditor addLayer(String name, Layer layer, long seed, @Nullable InputPreProcessor before, String input) {
        fresh.add(name);
        NeuralNetConfiguration settings = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Nesterovs())
                .layer(layer)
                .build();
        settings.getLayer().setLayerName(name);
        return add(name, new LayerVertex(settings, before), input);
    }

    /** Makes layers the outputs of the graph, in this order. */
    public GraphEditor outputs(List<String> names) {
        configuration.setNetworkOutputs(List.copyOf(names));
        return this;
    }

    /** Adds a linear layer without bias, with new parameters, and makes it the only output. */
    public GraphEditor addNewClassifier(
            String name, String input, long in, int classes, OutputKind kind, long seed, IUpdater updater) {
        fresh.add(name);
        OutputLayer layer = new OutputLayer.Builder(kind.loss())
                .nIn(in)
                .nOut(kind.outputs(classes))
                .hasBias(kind == OutputKind.REGRESSION)
                .activation(kind.activation())
                .weightInit(kind == OutputKind.REGRESSION ? WeightInit.ZERO : WeightInit.XAVIER)
                .build();
        return addOutput(name, input, layer, seed, updater);
    }

    /** Adds a linear layer with squared loss, with new parameters, and makes it the only output. */
    public GraphEditor addRegression(String name, String input, long in, long out, long seed, IUpdater updater) {
        fresh.add(name);
        OutputLayer layer = new OutputLayer.Builder(LossFunction.MSE)
                .nIn(in)
                .nOut(out)
                .activation(Activation.IDENTITY)
                .weightInit(WeightInit.ZERO)
                .build();
        return addOutput(name, input, layer, seed, updater);
    }

    private GraphEditor addOutput(String name, String input, OutputLayer layer, long seed, IUpdater updater) {
        NeuralNetConfiguration settings = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(updater)
                .layer(layer)
                .build();
        settings.getLayer().setLayerName(name);
        add(name, new LayerVertex(settings, null), input);
        configuration.setNetworkOutputs(List.of(name));
        return this;
    }

    /** Lets every random number of the graph follow from a seed: files may carry the clock's, which differs at every import. */
    public GraphEditor seed(long seed) {
        seed(configuration, seed);
        return this;
    }

    /** As {@link #seed(long)}, for a graph that stays as it is. */
    public static void seed(ComputationGraphConfiguration configuration, long seed) {
        if (configuration.getDefaultConfiguration() != null) {
            configuration.getDefaultConfiguration().setSeed(seed);
        }
        for (GraphVertex vertex : configuration.getVertices().values()) {
            if (vertex instanceof LayerVertex layer) {
                layer.getLayerConf().setSeed(seed);
            }
        }
    }

    /** Every layer learns with this optimizer and weight decay from now on. */
    public GraphEditor train(IUpdater updater, double l2) {
        for (GraphVertex vertex : configuration.getVertices().values()) {
            if (layer(vertex) instanceof BaseLayer layer) {
                layer.setIUpdater(updater.clone());
                layer.setBiasUpdater(null);
                layer.setRegularization(l2 > 0 ? List.of(new L2Regularization(l2)) : List.of());
            }
        }
        return this;
    }

    /** The changed graph, with the source's parameters wherever a layer of the same name is left. */
    public ComputationGraph build() {
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            if (source.getConfiguration().getVertices().containsKey(name) && !fresh.contains(name)) {
                for (Map.Entry<String, INDArray> entry : layer.paramTable().entrySet()) {
                    INDArray old = source.getLayer(name).getParam(entry.getKey());
                    entry.getValue().assign(old.reshape(entry.getValue().shape()));
                }
            }
        }
        return graph;
    }

    /**
     * The type of every layer's output for input images of a size.
     *
     * @throws IllegalArgumentException in one line if the network does not read images of 3 channels or 1, or of this size
     */
    public static Map<String, InputType> types(ComputationGraphConfiguration configuration, int height, int width) {
        int channels = InputShapes.channels(configuration);
        try {
            return configuration
                    .clone()
                    .getLayerActivationTypes(true, false, InputType.convolutional(height, width, channels));
        } catch (RuntimeException problem) { // Deeplearning4j throws several kinds
            String reason =
                    String.valueOf(problem.getMessage()).lines().findFirst().orElse("it gives no reason");
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT, "the network does not read images of %d x %d: %s", height, width, reason),
                    problem);
        }
    }

    /** The last layer whose output is a map of more than one position, and that is no pooling, loss or mere passage. */
    public static String lastWideMap(ComputationGraph graph, int height, int width) {
        Map<String, InputType> types = types(graph.getConfiguration(), height, width);
        String last = null;
        for (var vertex : graph.getVertices()) {
            GraphVertex candidate = graph.getConfiguration().getVertices().get(vertex.getVertexName());
            if (candidate != null
                    && !isPassage(candidate)
                    && types.get(vertex.getVertexName()) instanceof InputType.InputTypeConvolutional map
                    && map.getHeight() * map.getWidth() > 1) {
                last = vertex.getVertexName();
            }
        }
        if (last == null) {
            throw new IllegalArgumentException(
                    "The network has no layer with a map of more than one position, so no head can be put behind one.");
        }
        return last;
    }

    private static boolean isPassage(GraphVertex vertex) {
        Layer layer = layer(vertex);
        return vertex instanceof PreprocessorVertex
                || layer instanceof SubsamplingLayer
                || layer instanceof GlobalPoolingLayer
                || layer instanceof DropoutLayer
                || isLoss(layer);
    }

    /** Layers that only compare maps with labels, and have no parameters: segmentation and detection networks end in them. */
    private static boolean isLoss(@Nullable Layer layer) {
        return layer instanceof CnnLossLayer || layer instanceof LossLayer || layer instanceof Yolo2OutputLayer;
    }

    public static @Nullable Layer layer(@Nullable GraphVertex vertex) {
        return vertex instanceof LayerVertex layerVertex
                ? layerVertex.getLayerConf().getLayer()
                : null;
    }
}
