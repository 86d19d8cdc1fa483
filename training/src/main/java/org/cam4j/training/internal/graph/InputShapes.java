package org.cam4j.training.internal.graph;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** Compares the images that a network of a file reads with those that it is given, before arrays are computed. */
public final class InputShapes {
    private static final int COLORS = 3;
    private static final Pattern CHANNELS_LAST =
            Pattern.compile("\"(cnn2dDataFormat|cnn2DFormat|dataFormat|format)\"\\s*:\\s*\"NHWC\"");

    private InputShapes() {}

    /**
     * The channels of the images that a network reads.
     *
     * @return 3, or 1 for gray images; 3 where no layer says it
     * @throws IllegalArgumentException in one line if a layer reads another number, or two layers read different ones
     */
    public static int channels(ComputationGraphConfiguration configuration) {
        return channels(configuration.getVertices(), configuration.getVertexInputs(), configuration.getNetworkInputs());
    }

    /** As {@link #channels(ComputationGraphConfiguration)}, of the layers that read an input alone. */
    public static int channels(
            Map<String, GraphVertex> vertices, Map<String, List<String>> vertexInputs, List<String> inputs) {
        long found = 0;
        for (Map.Entry<String, List<String>> reader : vertexInputs.entrySet()) {
            if (reader.getValue() != null && reader.getValue().size() == 1 && inputs.containsAll(reader.getValue())) {
                long channels = channels(vertices.get(reader.getKey()));
                if (channels > 0 && ((channels != 1 && channels != COLORS) || (found > 0 && channels != found))) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "the network reads images of %d channels; expected 3 (color) or 1 (gray)",
                            channels));
                }
                found = Math.max(found, channels);
            }
        }
        return found == 0 ? COLORS : (int) found;
    }

    /** The channels that a vertex reads; 0 where it does not say. */
    private static long channels(@Nullable GraphVertex vertex) {
        InputPreProcessor before = vertex instanceof LayerVertex layer
                ? layer.getPreProcessor()
                : vertex instanceof PreprocessorVertex passage ? passage.getPreProcessor() : null;
        return channels(before, GraphEditor.layer(vertex));
    }

    private static long channels(@Nullable InputPreProcessor before, @Nullable Layer layer) {
        if (before instanceof FeedForwardToCnnPreProcessor unflatten) {
            return unflatten.getNumChannels();
        }
        if (before instanceof CnnToFeedForwardPreProcessor flatten) {
            return flatten.getNumChannels();
        }
        return layer instanceof FeedForwardLayer reads && !isDense(layer) ? reads.getNIn() : 0;
    }

    /**
     * Compares what cam4j needs of a network of any file: one input, one output, channels first, and images of 3 channels or 1.
     *
     * @throws IllegalArgumentException in one line if one of them is not given
     */
    public static void requireImages(ComputationGraphConfiguration configuration) {
        if (configuration.getNetworkInputs().size() != 1
                || configuration.getNetworkOutputs().size() != 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the network has %d inputs and %d outputs; expected one of each",
                    configuration.getNetworkInputs().size(),
                    configuration.getNetworkOutputs().size()));
        }
        if (CHANNELS_LAST.matcher(configuration.toJson()).find()) {
            throw new IllegalArgumentException(
                    "the network reads images with the channels last (NHWC); expected channels first (NCHW)");
        }
        channels(configuration);
    }

    /**
     * Compares what every layer of a network reads with what images of a size give it.
     *
     * @return the type of every layer's output
     * @throws IllegalArgumentException in one line if the network does not read such images
     */
    public static Map<String, InputType> requireSize(
            ComputationGraphConfiguration configuration, int height, int width) {
        Map<String, InputType> types = GraphEditor.types(configuration, height, width);
        int channels = channels(configuration);
        configuration.getVertices().forEach((name, vertex) -> {
            List<String> inputs = configuration.getVertexInputs().get(name);
            if (vertex instanceof LayerVertex reader && inputs != null && inputs.size() == 1) {
                InputType given = configuration.getNetworkInputs().contains(inputs.get(0))
                        ? InputType.convolutional(height, width, channels)
                        : types.get(inputs.get(0));
                boolean counted = !(given instanceof InputType.InputTypeConvolutional map) || map.getChannels() > 0;
                if (given != null && counted) { // Deeplearning4j's SubsetVertex counts channels wrongly
                    requireFit(name, reader, given, height, width);
                }
            }
        });
        return types;
    }

    /** Whether the network ends in a vector of probabilities or of linear outputs. */
    public static boolean endsInVector(ComputationGraphConfiguration configuration, InputType output) {
        String last = configuration.getNetworkOutputs().get(0);
        Layer layer = GraphEditor.layer(configuration.getVertices().get(last));
        IActivation activation = layer instanceof BaseLayer base
                ? base.getActivationFn()
                : layer instanceof ActivationLayer only ? only.getActivationFn() : null;
        return output instanceof InputType.InputTypeFeedForward
                && (activation instanceof ActivationSoftmax
                        || activation instanceof ActivationSigmoid
                        || activation instanceof ActivationIdentity);
    }

    private static void requireFit(String name, LayerVertex reader, InputType given, int height, int width) {
        Layer layer = reader.getLayerConf().getLayer();
        InputType type = reader.getPreProcessor() == null
                ? given
                : reader.getPreProcessor().getOutputType(given);
        if (!(layer instanceof FeedForwardLayer expected) || expected.getNIn() <= 0) {
            return;
        }
        long found = type instanceof InputType.InputTypeConvolutional map && !isDense(layer)
                ? map.getChannels()
                : type instanceof InputType.InputTypeConvolutional || type instanceof InputType.InputTypeFeedForward
                        ? type.arrayElementsPerExample()
                        : expected.getNIn(); // other types are compared by Deeplearning4j alone
        if (found != expected.getNIn()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the network does not read images of %d x %d: layer '%s' expects %d %s, found %d",
                    height,
                    width,
                    name,
                    expected.getNIn(),
                    isDense(layer) ? "values" : "channels",
                    found));
        }
    }

    private static boolean isDense(Layer layer) {
        return layer instanceof DenseLayer || layer instanceof BaseOutputLayer;
    }
}
