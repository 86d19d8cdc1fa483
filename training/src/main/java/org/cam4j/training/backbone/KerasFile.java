package org.cam4j.training.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.layers.vertex.GlobalAveragePooling;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.KerasLayer;
import org.deeplearning4j.nn.modelimport.keras.KerasModel;
import org.deeplearning4j.nn.modelimport.keras.KerasSequentialModel;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.utils.KerasModelBuilder;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * A Keras .h5 model (functional or sequential) as a graph like every other here: input {@code [N,3,H,W]} although Keras
 * keeps the channels last, an output layer with a loss, and {@link GlobalAveragePooling} where the file averages a whole
 * map (so that its class activation maps are found). Layers keep their Keras names.
 *
 * @param graph the network with the file's parameters
 * @param height rows of the input
 * @param width columns of the input
 * @param classes outputs
 */
record KerasFile(ComputationGraph graph, int height, int width, long classes) {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final int SIZE_LIMIT = 4096;
    private static final String FLATTEN = "cam4j_flatten";

    /** Whether the file begins as HDF5 files do. */
    static boolean isHdf5(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(String.format(Locale.ROOT, "Weights %s: there is no such file.", file));
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return Arrays.equals(stream.readNBytes(SIGNATURE.length), SIGNATURE);
        }
    }

    /**
     * Imports the model, in a process of its own: a file that crashes the HDF5 library does no more than be refused.
     *
     * @throws IOException if the file is no HDF5 file, holds no Keras model, or one that cannot be imported
     */
    static KerasFile read(Path file) throws IOException {
        if (!isHdf5(file)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Keras model %s: this is no HDF5 file; save the model with model.save('name.h5').",
                    file));
        }
        return KerasProcess.read(file);
    }

    /** Imports the model in this process, which the HDF5 library may end. */
    static KerasFile readHere(Path file) throws IOException {
        org.bytedeco.hdf5.Exception.dontPrint(); // the library would write its own trace to stderr
        try {
            return convert(importModel(file));
        } catch (IOException
                | InvalidKerasConfigurationException
                | UnsupportedKerasConfigurationException
                | RuntimeException problem) {
            String reason =
                    String.valueOf(problem.getMessage()).lines().findFirst().orElse("it gives no reason");
            throw new IOException(String.format(Locale.ROOT, "Keras model %s: %s", file, reason), problem);
        }
    }

    private record Imported(ComputationGraph graph, int height, int width, boolean channelsLast) {}

    private static Imported importModel(Path file)
            throws IOException, InvalidKerasConfigurationException, UnsupportedKerasConfigurationException {
        KerasModelBuilder builder = new KerasModel()
                .modelBuilder()
                .modelHdf5Filename(file.toString())
                .enforceTrainingConfig(false);
        JsonNode model = new JsonMapper().readTree(builder.getModelJson());
        for (JsonNode groups : model.findValues("groups")) {
            if (groups.asInt() != 1) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "a convolution in %s groups; only depthwise and ordinary convolutions are imported.",
                        groups));
            }
        }
        boolean channelsLast = model.findValuesAsText("data_format").stream().noneMatch("channels_first"::equals);
        List<JsonNode> shapes = model.findValues("batch_input_shape");
        JsonNode shape = shapes.isEmpty() ? new JsonMapper().createArrayNode() : shapes.get(0);
        int height = shape.path(channelsLast ? 1 : 2).asInt();
        int width = shape.path(channelsLast ? 2 : 3).asInt();
        if (shape.size() != 4 || height < 1 || width < 1 || height > SIZE_LIMIT || width > SIZE_LIMIT) {
            throw new IOException(String.format(
                    Locale.ROOT, "the input shape is %s, expected a batch of images of a fixed size.", shape));
        }
        boolean sequential = model.path("class_name").asText().equals("Sequential");
        KerasModel keras = sequential ? builder.buildSequential() : builder.buildModel();
        requireWeights(keras);
        ComputationGraph graph = sequential
                ? ((KerasSequentialModel) keras).getMultiLayerNetwork().toComputationGraph()
                : keras.getComputationGraph();
        return new Imported(graph, height, width, channelsLast);
    }

    /** Deeplearning4j goes on with random numbers where the file has none. */
    private static void requireWeights(KerasModel model) throws IOException {
        for (KerasLayer layer : model.getLayers().values()) {
            if (layer.getNumParams() > 0
                    && (layer.getWeights() == null || layer.getWeights().isEmpty())) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "the file has no weights of layer '%s', expected those of every layer.",
                        layer.getLayerName()));
            }
        }
    }

    private static KerasFile convert(Imported imported) throws IOException {
        GraphSurgery surgery = new GraphSurgery(imported.channelsLast() ? channelsFirst(imported) : imported.graph());
        ComputationGraphConfiguration configuration = surgery.configuration();
        if (configuration.getNetworkInputs().size() != 1
                || configuration.getNetworkOutputs().size() != 1) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "the model has %d inputs and %d outputs, expected one of each.",
                    configuration.getNetworkInputs().size(),
                    configuration.getNetworkOutputs().size()));
        }
        Map<String, InputType> types = GraphSurgery.types(configuration, imported.height(), imported.width());
        String last = configuration.getNetworkOutputs().get(0);
        String dense = last;
        if (layer(configuration, last) instanceof ActivationLayer activation
                && activation.getActivationFn() instanceof ActivationSoftmax) {
            dense = input(configuration, last);
        }
        if (!(layer(configuration, dense) instanceof FeedForwardLayer classifier)) {
            throw new IOException(
                    String.format(Locale.ROOT, "the model ends in '%s', expected a dense layer with softmax.", last));
        }
        String before = withAveragePooling(configuration, types, input(configuration, dense));
        boolean bias = !(classifier instanceof DenseLayer plain) || plain.hasBias();
        if (!(configuration.getVertices().get(before) instanceof GlobalAveragePooling)
                && configuration.getVertices().get(dense) instanceof LayerVertex vertex
                && vertex.getPreProcessor() != null) {
            surgery.add(FLATTEN, new PreprocessorVertex(vertex.getPreProcessor()), before);
            before = FLATTEN;
        }
        surgery.cutBehind(before);
        surgery.addClassifier(dense, before, classifier.getNIn(), classifier.getNOut(), bias, 1, new Sgd());
        ComputationGraph graph = surgery.build();
        return new KerasFile(graph, imported.height(), imported.width(), classifier.getNOut());
    }

    /** Replaces an average over the whole map, with a flattening or without, by the vertex that says so; returns its name. */
    private static String withAveragePooling(
            ComputationGraphConfiguration configuration, Map<String, InputType> types, String end) {
        String name = end;
        while (configuration.getVertices().get(name) instanceof PreprocessorVertex) {
            name = input(configuration, name);
        }
        Layer layer = layer(configuration, name);
        boolean global = layer instanceof GlobalPoolingLayer pooling && pooling.getPoolingType() == PoolingType.AVG;
        boolean whole = layer instanceof SubsamplingLayer pooling
                && pooling.getPoolingType() == PoolingType.AVG
                && types.get(input(configuration, name)) instanceof InputType.InputTypeConvolutional map
                && pooling.getKernelSize()[0] == map.getHeight()
                && pooling.getKernelSize()[1] == map.getWidth();
        if (!global && !whole) {
            return end;
        }
        configuration.getVertices().put(name, new GlobalAveragePooling());
        return name;
    }

    /** The same network for {@code [N,C,H,W]}: Deeplearning4j's parameters lie alike, flattened maps do not. */
    private static ComputationGraph channelsFirst(Imported imported) {
        ComputationGraph old = imported.graph();
        String json = old.getConfiguration()
                .toJson()
                .replaceAll("\"(cnn2dDataFormat|cnn2DFormat|dataFormat|format)\" : \"NHWC\"", "\"$1\" : \"NCHW\"");
        ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
        for (GraphVertex vertex : configuration.getVertices().values()) {
            if (vertex instanceof MergeVertex merge) {
                merge.setMergeAxis(1);
            } else if (GraphSurgery.layer(vertex) instanceof GlobalPoolingLayer pooling) {
                pooling.setPoolingDimensions(null);
            }
        }
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init(old.params().dup(), false);
        reorderFlattened(graph, imported);
        return graph;
    }

    /** Rows of a dense layer behind a flattened map: from positions first to channels first. */
    private static void reorderFlattened(ComputationGraph graph, Imported imported) {
        ComputationGraphConfiguration configuration = graph.getConfiguration();
        Map<String, InputType> types = GraphSurgery.types(configuration, imported.height(), imported.width());
        for (String name : configuration.getVertices().keySet()) {
            if (!(layer(configuration, name) instanceof DenseLayer)) {
                continue;
            }
            String from = input(configuration, name);
            while (configuration.getVertices().get(from) instanceof PreprocessorVertex) {
                from = input(configuration, from);
            }
            if (types.get(from) instanceof InputType.InputTypeConvolutional map) {
                INDArray weights = graph.getLayer(name).getParam("W");
                INDArray ordered = weights.dup('c')
                        .reshape(map.getHeight(), map.getWidth(), map.getChannels(), weights.size(1))
                        .permute(2, 0, 1, 3)
                        .dup('c')
                        .reshape(weights.shape());
                weights.assign(ordered);
            }
        }
    }

    private static @Nullable Layer layer(ComputationGraphConfiguration configuration, String name) {
        return GraphSurgery.layer(configuration.getVertices().get(name));
    }

    private static String input(ComputationGraphConfiguration configuration, String name) {
        List<String> inputs = configuration.getVertexInputs().get(name);
        if (inputs == null || inputs.size() != 1) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "layer '%s' has the inputs %s, expected one.", name, inputs));
        }
        return inputs.get(0);
    }
}
