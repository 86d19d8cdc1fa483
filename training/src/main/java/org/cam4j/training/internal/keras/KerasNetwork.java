package org.cam4j.training.internal.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.cam4j.datasets.pixels.Preprocessing;
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
    /** Layers that change training images alone. */
    private static final Set<String> AUGMENTATIONS =
            Set.of("RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast");

    private final WeightSource archive;
    private final KerasTopology topology;
    private final boolean channelsLast;
    private final LayerTranslator translator;
    private final GraphBuilder builder = new NeuralNetConfiguration.Builder()
            .seed(Translation.SEED)
            .updater(new Sgd())
            .graphBuilder();
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Map<String, Map<String, INDArray>> parameters = new LinkedHashMap<>();
    /** The layers whose output is the images, but for their scale. */
    private final Set<String> images = new HashSet<>();

    private InputScale scale = InputScale.NONE;

    /**
     * A network that was read.
     *
     * @param graph with the file's parameters
     * @param height rows of the input
     * @param width columns of the input
     * @param classes its outputs
     * @param preprocessing what Rescaling and Normalization in front of it do to pixels from 0 to 255; empty where there are none
     */
    public record Read(
            ComputationGraph graph, int height, int width, long classes, Optional<Preprocessing> preprocessing) {}

    private KerasNetwork(WeightSource archive, KerasTopology topology, int keras) throws IOException {
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
        return KerasZip.is(file) ? KerasZip.read(file) : ofHdf5(file);
    }

    private static Read ofHdf5(Path file) throws IOException {
        try (KerasArchive archive = new KerasArchive(file)) {
            Optional<String> model = archive.attribute("model_config");
            if (model.isEmpty()) {
                throw new IOException("the file holds weights without the model; save it with model.save('name.h5').");
            }
            KerasTopology topology = KerasTopology.of(KerasFormat.json(model.get()));
            JsonNode training =
                    KerasFormat.json(archive.attribute("training_config").orElse("{}"));
            int keras = KerasFormat.version(
                    archive.attribute("keras_version").orElse("2"),
                    archive.attribute("backend").orElse("tensorflow"));
            return new KerasNetwork(archive, topology, keras).build(KerasHead.of(topology, training));
        }
    }

    /** As {@link #read}, of the parts of a {@code .keras} file. */
    static Read read(String model, String version, Path weights) throws IOException {
        try (KerasArchive archive = new KerasArchive(weights)) {
            JsonNode json = KerasFormat.json(model);
            KerasTopology topology = KerasTopology.of(json);
            int keras = KerasFormat.version(version, "tensorflow");
            KerasHead head = KerasHead.of(topology, json.path("compile_config"));
            return new KerasNetwork(KerasCheckpoint.of(archive, topology, keras), topology, keras).build(head);
        }
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
        images.add(topology.input());
        for (KerasTopology.Node node : topology.nodes().values()) {
            boolean isLast = node == head.logits() && !head.pools();
            if (!isLast && !head.tail().contains(node)) {
                place(node);
                node.layer().requireAllRead();
            }
        }
        String output = addHead(head);
        for (KerasTopology.Node node : head.tail()) {
            if (node.layer().kind().equals("Activation") || node.layer().kind().equals("Softmax")) {
                node.layer().requireAllRead();
            }
        }
        builder.setOutputs(output);
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();
        for (Map.Entry<String, Map<String, INDArray>> layer : parameters.entrySet()) {
            assign(graph, layer.getKey(), layer.getValue());
        }
        int height = (int) image.getHeight();
        int width = (int) image.getWidth();
        long classes = Objects.requireNonNull(tensors.get(output)).channels();
        return new Read(
                graph,
                height,
                width,
                classes,
                scale == InputScale.NONE ? Optional.empty() : Optional.of(scale.preprocessing(height, width)));
    }

    /** Adds the output layer and gives its name. */
    private String addHead(KerasHead head) throws IOException {
        String name = head.logits().layer().name();
        if (head.pools()) {
            List<KerasTopology.Node> tail = head.tail();
            String output = tail.isEmpty()
                    ? name + "_output"
                    : tail.get(tail.size() - 1).layer().name();
            Tensor pooled = Objects.requireNonNull(tensors.get(name));
            add(output, head.translate(pooled), List.of(pooled));
            return output;
        }
        Tensor features = tensor(head.logits(), head.logits().inputs().get(0));
        LayerWeights weights = archive.weights(head.logits());
        head.logits().layer().text(DATA_FORMAT, "");
        add(name, head.translate(weights, features), List.of(features));
        weights.requireAllRead();
        head.logits().layer().requireAllRead();
        return name;
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
            throw new IOException(String.format(
                    Locale.ROOT, "the model reads images of %d channels, expected 3 (color) or 1 (gray).", channels));
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
        LayerWeights weights = archive.weights(node);
        if (isPassage(node, input, weights)) {
            weights.requireAllRead();
            return;
        }
        boolean flattenedMean = input.isMap()
                && Maps.averagesAll(layer, input)
                && topology.readers(layer.name()).stream()
                        .allMatch(reader -> reader.layer().kind().equals(FLATTEN));
        Translation translation =
                flattenedMean ? Maps.globalAverage(layer) : translator.translate(layer, weights, inputs);
        weights.requireAllRead();
        add(layer.name(), translation, inputs);
        if (layer.kind().startsWith("Global") && layer.flag("keepdims", false)) {
            tensors.computeIfPresent(layer.name(), (name, pooled) -> pooled.asPoint(true));
        }
    }

    /** Whether a layer does no more than scale the images, or write the same values in another shape; then its output is known. */
    private boolean isPassage(KerasTopology.Node node, Tensor input, LayerWeights weights) throws IOException {
        LayerConfig layer = node.layer();
        if (InputScale.reads(layer)) {
            if (!images.contains(node.inputs().get(0))) {
                throw layer.refusal("stands behind other layers, expected it in front of all of them.");
            }
            scale = scale.then(layer, weights, channelsLast ? 3 : 1);
        } else if (AUGMENTATIONS.contains(layer.kind())) {
            layer.ignoreAttributes();
        } else if (layer.kind().equals("Reshape")) {
            reshape(layer, input);
            return true;
        } else if (layer.kind().equals(FLATTEN)) {
            flatten(layer, input);
            return true;
        } else {
            return false;
        }
        if (images.contains(node.inputs().get(0))) {
            for (String image : images) {
                if (topology.readers(image).size() > 1) {
                    throw layer.refusal("is one of several layers that read the images, expected it alone.");
                }
            }
            images.add(layer.name());
        }
        tensors.put(layer.name(), input);
        return true;
    }

    /** Reads a Reshape between a vector and a map of one position, or of a map to a vector. */
    private void reshape(LayerConfig layer, Tensor input) throws IOException {
        double[] shape = layer.numbers("target_shape");
        long channels = input.channels();
        long positions = input.isMap() ? input.map().getHeight() * input.map().getWidth() : 1;
        boolean toVector = shape.length == 1 && (shape[0] == -1 || shape[0] == channels * positions);
        int axis = channelsLast ? 2 : 0;
        boolean toPoint = shape.length == 3 && !input.isMap() && input.kerasIndex() == null;
        for (int i = 0; toPoint && i < shape.length; i++) {
            toPoint = shape[i] == (i == axis ? channels : 1) || (i == axis && shape[i] == -1);
        }
        if (toVector && input.isMap()) {
            flatten(layer, input);
        } else if (toVector || toPoint) {
            tensors.put(layer.name(), input.asPoint(toPoint));
        } else {
            throw layer.refusedValue("target_shape", "that of a vector, or of a map of one position");
        }
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
            tensors.put(layer.name(), input.asPoint(false));
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
        InputType type = translation.isLoss() ? types[0] : translation.vertex().getOutputType(0, types);
        if (type.arrayElementsPerExample() < 1) {
            throw new IOException(
                    String.format(Locale.ROOT, "layer '%s' has no outputs: its input is too small.", name));
        }
        boolean point = inputs.get(0).point() && type instanceof InputType.InputTypeFeedForward;
        tensors.put(name, new Tensor(name, type, order(translation, type, inputs), point));
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
