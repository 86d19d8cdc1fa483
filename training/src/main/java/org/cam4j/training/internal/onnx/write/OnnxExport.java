package org.cam4j.training.internal.onnx.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.datasets.pixels.Preprocessing.ChannelOrder;
import org.cam4j.training.internal.model.ModelCard;
import org.cam4j.training.run.RunFolder;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes a classifier as an ONNX file with the input {@value #IMAGE} {@code [N,3,H,W]}, RGB from 0 to 255, and the outputs {@value #LOGITS} {@code [N,K]} and, where the
 * network has class weights, {@value #CLASS_MAPS} {@code [N,K,h,w]}. The normalization of the pixels is part of the file.
 *
 * <p>Operator set 13 and IR version 8: ONNX Runtime reads them from 1.10 (2021) on, and so do the converters of that time; nothing that is written needs a later one.
 */
public final class OnnxExport {
    public static final String IMAGE = "image";
    public static final String LOGITS = "logits";
    public static final String CLASS_MAPS = "class_maps";

    private static final int IR_VERSION = 8;
    private static final int OPERATOR_SET = 13;
    private static final int COLORS = 3;
    private static final int MAP_RANK = 4;
    private static final String PREFIX = "cam4j.";

    private final ComputationGraph network;
    private final ModelCard card;
    private final OnnxGraph graph;

    private OnnxExport(ComputationGraph network, ModelCard card) {
        this.network = network;
        this.card = card;
        this.graph = new OnnxGraph(card.backbone(), List.of(IMAGE, LOGITS, CLASS_MAPS));
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @param network initialized, with one input and one output
     * @param card names, preprocessing and origin
     * @return why there are no class maps; empty if there are
     * @throws IOException in one line, if a vertex cannot be expressed in ONNX, or the file cannot be written
     */
    public static Optional<String> write(ComputationGraph network, ModelCard card, Path file) throws IOException {
        OnnxExport export = new OnnxExport(network, card);
        Map<String, String> metadata = new LinkedHashMap<>();
        Optional<String> missing;
        try {
            missing = export.fill(metadata);
        } catch (IOException refused) {
            throw new IOException(
                    String.format(Locale.ROOT, "Cannot export to %s: %s.", file, refused.getMessage()), refused);
        }
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("cam4j")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
                .setGraph(export.graph.build());
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(PREFIX + key).setValue(value)));
        Path whole = file.toAbsolutePath();
        RunFolder.open(Objects.requireNonNull(whole.getParent(), "an ONNX file needs a name"))
                .write(String.valueOf(whole.getFileName()), model.build()::writeTo);
        return missing;
    }

    private Optional<String> fill(Map<String, String> metadata) throws IOException {
        ComputationGraphConfiguration configuration = network.getConfiguration();
        List<String> inputs = configuration.getNetworkInputs();
        List<String> outputs = configuration.getNetworkOutputs();
        if (inputs.size() != 1 || outputs.size() != 1) {
            throw new IOException(String.format(
                    Locale.ROOT, "the network has inputs %s and outputs %s, expected one of each", inputs, outputs));
        }
        Preprocessing preprocessing = card.preprocessing();
        int height = preprocessing.height();
        int width = preprocessing.width();
        Map<String, InputType> types = types(height, width);
        types.put(inputs.get(0), InputType.convolutional(height, width, COLORS));
        graph.input(IMAGE, COLORS, height, width);
        Vertices vertices = new Vertices(network, types, graph);
        vertices.begin(inputs.get(0), normalized(inputs.get(0)));
        ClassifierEnd end = new ClassifierEnd(network, types, graph, vertices);
        String activation = end.writeLogits(outputs.get(0));
        long scores = Objects.requireNonNull(types.get(outputs.get(0))).arrayElementsPerExample();
        graph.output(LOGITS, scores); // one for two classes where the network ends in one sigmoid
        Optional<String> missing = end.writeClassMaps(outputs.get(0), scores);
        metadata.putAll(metadata(activation));
        metadata.put("class_maps", missing.orElse("sum of the maps of '" + end.tap() + "' with the class weights"));
        return missing;
    }

    /** What each vertex puts out, by a forward pass: Deeplearning4j does not infer the shapes of all its vertices. */
    private Map<String, InputType> types(int height, int width) throws IOException {
        Map<String, InputType> types = new LinkedHashMap<>();
        try {
            INDArray image = Nd4j.zeros(network.getConfiguration().getDataType(), 1, COLORS, height, width);
            network.feedForward(new INDArray[] {image}, false).forEach((name, values) -> {
                InputType type = values.rank() == MAP_RANK
                        ? InputType.convolutional(values.size(2), values.size(3), values.size(1))
                        : InputType.feedForward(values.size(1));
                types.put(name, type);
            });
            network.clear();
        } catch (RuntimeException unfit) { // Deeplearning4j throws several kinds
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "the network does not read images of %d x %d: %s",
                            height,
                            width,
                            String.valueOf(unfit.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("it gives no reason")),
                    unfit);
        }
        return types;
    }

    /** From RGB pixels to what the network reads. */
    private String normalized(String name) {
        Preprocessing preprocessing = card.preprocessing();
        String value = IMAGE;
        boolean shifts = preprocessing.mean().stream().anyMatch(mean -> mean != 0);
        boolean scales = preprocessing.std().stream().anyMatch(std -> std != 1);
        boolean swaps = preprocessing.channelOrder() == ChannelOrder.BGR;
        if (shifts) {
            value = graph.node("Sub", name + "/sub", List.of(value, channels("mean", rgb(preprocessing.mean()))));
        }
        if (scales) {
            value = graph.node("Div", name + "/div", List.of(value, channels("std", rgb(preprocessing.std()))));
        }
        if (swaps) {
            String order = graph.integers("preprocessing.channels", 2, 1, 0);
            value = graph.node("Gather", name + "/bgr", List.of(value, order), Attributes.integer("axis", 1));
        }
        return value;
    }

    /** Values in the order of the network's channels, in the order of the image's. */
    private List<Double> rgb(List<Double> values) {
        List<Double> ordered = new ArrayList<>(values);
        if (card.preprocessing().channelOrder() == ChannelOrder.BGR) {
            Collections.reverse(ordered);
        }
        return ordered;
    }

    private String channels(String name, List<Double> values) {
        double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
        return graph.numbers("preprocessing." + name, numbers, 1, numbers.length, 1, 1);
    }

    private Map<String, String> metadata(String activation) throws IOException {
        Preprocessing preprocessing = card.preprocessing();
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("height", preprocessing.height());
        input.put("width", preprocessing.width());
        input.put("channel_order", "RGB");
        input.put("range", List.of(0, 255));
        input.put("resize", "bilinear, the whole image without a crop");
        input.put("normalization", "inside the graph");
        input.put("mean", rgb(preprocessing.mean()));
        input.put("std", rgb(preprocessing.std()));
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("backbone", card.backbone());
        metadata.put("head", card.head());
        metadata.put("input", json(input));
        metadata.put("class_names", json(card.classNames()));
        metadata.put("activation", activation);
        return metadata;
    }

    private static String json(Object value) throws IOException {
        try {
            return JsonMapper.builder().build().writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IOException(impossible.getOriginalMessage(), impossible);
        }
    }
}
