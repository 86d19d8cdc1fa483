package org.cam4j.training.internal.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Builds the network of a Keras file: for images {@code [N,3,H,W]} whatever the model's order of axes is, with Keras' names of the layers and an output layer with a loss.
 * Only what is known to compute the same is built; anything else is refused with the layer's name and class.
 */
public final class KerasNetwork {
    private static final int SIZE_LIMIT = 4096;
    private static final int COLORS = 3;
    private static final String DATA_FORMAT = "data_format";
    private static final String FLATTEN = "Flatten";

    private final KerasArchive archive;
    private final KerasTopology topology;
    private final boolean channelsLast;
    private final LayerTranslator translator;
    private final GraphBuilder builder = new NeuralNetConfiguration.Builder()
            .seed(Translation.SEED)
            .updater(new Sgd())
            .graphBuilder();
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Map<String, Map<String, INDArray>> parameters = new LinkedHashMap<>();

    /**
     * A network that was read.
     *
     * @param graph with the file's parameters
     * @param height rows of the input
     * @param width columns of the input
     */
    public record Read(ComputationGraph graph, int height, int width) {}

    private KerasNetwork(KerasArchive archive, KerasTopology topology, int keras) throws IOException {
        this.archive = archive;
        this.topology = topology;
        this.channelsLast = channelsLast(topology);
        this.translator = new LayerTranslator(channelsLast, keras);
    }

    /**
     * Reads a file with the HDF5 library, which is native code and may crash on a damaged one.
     *
     * @throws IOException if the file holds no model that is read
     */
    public static Read read(Path file) throws IOException {
        try (KerasArchive archive = new KerasArchive(file)) {
            Optional<String> model = archive.attribute("model_config");
            if (model.isEmpty()) {
                throw new IOException("the file holds weights without the model; save it with model.save('name.h5').");
            }
            KerasTopology topology = KerasTopology.of(json(model.get()));
            JsonNode training = json(archive.attribute("training_config").orElse("{}"));
            return new KerasNetwork(archive, topology, version(archive)).build(KerasHead.of(topology, training));
        }
    }

    private static JsonNode json(String text) throws IOException {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException problem) {
            throw new IOException("its configuration is not valid JSON: " + problem.getOriginalMessage(), problem);
        }
    }

    /** 2 or 3. */
    private static int version(KerasArchive archive) throws IOException {
        String version = archive.attribute("keras_version").orElse("2");
        String backend = archive.attribute("backend").orElse("tensorflow");
        if (!version.startsWith("2") && !version.startsWith("3")) {
            throw new IOException(String.format(
                    Locale.ROOT, "written by Keras %s, which is not read; save it with Keras 2 or 3.", version));
        }
        if (!Set.of("tensorflow", "jax", "torch").contains(backend)) {
            throw new IOException(String.format(
                    Locale.ROOT, "written with the backend %s, which is not read; save it with tensorflow.", backend));
        }
        return version.startsWith("2") ? 2 : 3;
    }

    /**
     * The order of the images' axes. Flatten is not asked: its default is channels_last also between layers that are channels_first.
     *
     * @throws IOException if layers differ
     */
    private static boolean channelsLast(KerasTopology topology) throws IOException {
        String model = "";
        for (KerasTopology.Node node : topology.nodes().values()) {
            String format = node.layer().text(DATA_FORMAT, "");
            if (format.isEmpty() || node.layer().kind().equals(FLATTEN)) {
                continue;
            }
            if (!Set.of("channels_last", "channels_first").contains(format)
                    || !(model.isEmpty() || model.equals(format))) {
                throw node.layer()
                        .refusedValue(DATA_FORMAT, model.isEmpty() ? "channels_last or channels_first" : model);
            }
            model = format;
        }
        return !model.equals("channels_first");
    }

    private Read build(KerasHead head) throws IOException {
        InputType.InputTypeConvolutional image = image();
        builder.addInputs(topology.input());
        tensors.put(topology.input(), new Tensor(topology.input(), image, null));
        String output = head.dense().layer().name();
        for (KerasTopology.Node node : topology.nodes().values()) {
            boolean ofHead =
                    node.layer().name().equals(output) || node.layer().name().equals(topology.output());
            if (!ofHead) {
                place(node);
                node.layer().requireAllRead();
            }
        }
        Tensor features = tensor(head.dense(), head.dense().inputs().get(0));
        LayerWeights weights = archive.weights(output);
        add(output, head.translate(weights, features), List.of(features));
        weights.requireAllRead();
        head.dense().layer().requireAllRead();
        head.last().layer().requireAllRead();
        builder.setOutputs(output);
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();
        for (Map.Entry<String, Map<String, INDArray>> layer : parameters.entrySet()) {
            assign(graph, layer.getKey(), layer.getValue());
        }
        return new Read(graph, (int) image.getHeight(), (int) image.getWidth());
    }

    private InputType.InputTypeConvolutional image() throws IOException {
        List<Integer> shape = topology.inputShape();
        int height = shape.size() == 4 ? shape.get(channelsLast ? 1 : 2) : 0;
        int width = shape.size() == 4 ? shape.get(channelsLast ? 2 : 3) : 0;
        if (height < 1 || width < 1 || height > SIZE_LIMIT || width > SIZE_LIMIT) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "the input shape is %s, expected a batch of images of a fixed size.",
                    shape.stream()
                            .map(size -> size == 0 ? "None" : size.toString())
                            .toList()));
        }
        int channels = shape.get(channelsLast ? 3 : 1);
        if (channels != COLORS && channels != 1) {
            throw new IOException(
                    String.format(Locale.ROOT, "the model reads images of %d channels, expected 3 (color) or 1 (gray).", channels));
        }
        return (InputType.InputTypeConvolutional) InputType.convolutional(height, width, channels);
    }

    private void place(KerasTopology.Node node) throws IOException {
        LayerConfig layer = node.layer();
        List<Tensor> inputs = new ArrayList<>();
        for (String input : node.inputs()) {
            inputs.add(tensor(node, input));
        }
        Tensor input = inputs.get(0);
        if (layer.kind().equals(FLATTEN)) {
            flatten(layer, input);
            return;
        }
        LayerWeights weights = archive.weights(layer.name());
        boolean flattenedMean = input.isMap()
                && Maps.averagesAll(layer, input)
                && topology.readers(layer.name()).stream()
                        .allMatch(reader -> reader.layer().kind().equals(FLATTEN));
        Translation translation =
                flattenedMean ? Maps.globalAverage(layer) : translator.translate(layer, weights, inputs);
        weights.requireAllRead();
        add(layer.name(), translation, inputs);
    }

    private Tensor tensor(KerasTopology.Node reader, String name) throws IOException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw reader.layer().refusal("reads '%s', which is not in front of it.", name);
        }
        return tensor;
    }

    private void flatten(LayerConfig layer, Tensor input) throws IOException {
        boolean transposes = layer.text(DATA_FORMAT, "channels_last").equals("channels_first");
        if (!input.isMap()) {
            tensors.put(layer.name(), input);
            return;
        }
        if (transposes && channelsLast) {
            throw layer.refusedValue(DATA_FORMAT, "channels_last as in the other layers");
        }
        InputType.InputTypeConvolutional map = input.map();
        builder.addVertex(
                layer.name(),
                new PreprocessorVertex(
                        new CnnToFeedForwardPreProcessor(map.getHeight(), map.getWidth(), map.getChannels())),
                input.vertex());
        // With channels first a Flatten of channels_first brings the channels to the end; one of channels_last leaves
        // the axes as they are.
        boolean reordered = channelsLast || transposes;
        tensors.put(
                layer.name(),
                new Tensor(
                        layer.name(),
                        InputType.feedForward(map.arrayElementsPerExample()),
                        reordered ? Tensor.channelsLast(map) : null));
    }

    private void add(String name, Translation translation, List<Tensor> layerInputs) throws IOException {
        List<Tensor> inputs = layerInputs;
        if (translation.before() != null) {
            String before = name + translation.suffix();
            while (topology.nodes().containsKey(before)) {
                before += "_";
            }
            add(before, translation.before(), layerInputs);
            inputs = List.of(Objects.requireNonNull(tensors.get(before)));
        }
        String[] names = inputs.stream().map(Tensor::vertex).toArray(String[]::new);
        builder.addVertex(name, translation.named(name), names);
        InputType[] types = inputs.stream().map(Tensor::type).toArray(InputType[]::new);
        InputType type = translation.vertex().getOutputType(0, types);
        if (type.arrayElementsPerExample() < 1) {
            throw new IOException(
                    String.format(Locale.ROOT, "layer '%s' has no outputs: its input is too small.", name));
        }
        tensors.put(name, new Tensor(name, type, order(translation, type, inputs)));
        parameters.put(name, translation.parameters());
    }

    /** The order of a layer's output: a concatenation appends its inputs', a dense layer begins a new one, everything else keeps it. */
    private static int @Nullable [] order(Translation translation, InputType type, List<Tensor> inputs) {
        boolean fresh = type instanceof InputType.InputTypeConvolutional
                || translation.mixes()
                || inputs.stream().allMatch(input -> input.kerasIndex() == null);
        if (fresh) {
            return null;
        }
        return translation.vertex() instanceof MergeVertex
                ? appended(inputs)
                : inputs.get(0).kerasIndex();
    }

    private static int[] appended(List<Tensor> inputs) {
        List<Integer> order = new ArrayList<>();
        for (Tensor input : inputs) {
            int offset = order.size();
            int[] own = input.kerasIndex();
            for (int i = 0; i < input.channels(); i++) {
                order.add(offset + (own == null ? i : own[i]));
            }
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void assign(ComputationGraph graph, String layer, Map<String, INDArray> values) throws IOException {
        if (values.isEmpty()
                && (graph.getLayer(layer) == null || graph.getLayer(layer).numParams() == 0)) {
            return;
        }
        Map<String, INDArray> own = graph.getLayer(layer).paramTable();
        if (!own.keySet().equals(values.keySet())) {
            throw new IOException(String.format(
                    Locale.ROOT, "layer '%s' has the weights %s, expected %s.", layer, values.keySet(), own.keySet()));
        }
        values.forEach((name, value) -> {
            INDArray array = Objects.requireNonNull(own.get(name));
            array.assign(value.rank() == array.rank() ? value : value.reshape(array.shape()));
        });
    }
}
