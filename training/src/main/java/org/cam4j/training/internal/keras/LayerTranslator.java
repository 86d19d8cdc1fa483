package org.cam4j.training.internal.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Turns one Keras layer into one vertex that computes the same. What is not known to be equal is refused by name. */
final class LayerTranslator {
    private static final double EPSILON = 1e-3;

    private final boolean channelsLast;
    private final int keras;

    /**
     * @param channelsLast the model's order of axes
     * @param keras the version of Keras, 2 or 3
     */
    LayerTranslator(boolean channelsLast, int keras) {
        this.channelsLast = channelsLast;
        this.keras = keras;
    }

    /**
     * Translates a layer other than Flatten.
     *
     * @throws IOException if its class, one of its attributes or its input is not read
     */
    Translation translate(LayerConfig layer, LayerWeights weights, List<Tensor> inputs) throws IOException {
        boolean merges = inputs.size() > 1;
        Tensor input = inputs.get(0);
        return switch (layer.kind()) {
            case "Add" -> elementWise(layer, ElementWiseVertex.Op.Add, inputs);
            case "Subtract" -> elementWise(layer, ElementWiseVertex.Op.Subtract, inputs);
            case "Multiply" -> elementWise(layer, ElementWiseVertex.Op.Product, inputs);
            case "Average" -> elementWise(layer, ElementWiseVertex.Op.Average, inputs);
            case "Maximum" -> elementWise(layer, ElementWiseVertex.Op.Max, inputs);
            case "Concatenate" -> concatenation(layer, inputs);
            default -> {
                if (merges) {
                    throw merged(layer);
                }
                yield single(layer, weights, input);
            }
        };
    }

    private static IOException merged(LayerConfig layer) {
        return layer.refusal(
                "joins several inputs, which is read of Add, Subtract, Multiply, Average, Maximum and Concatenate.");
    }

    private Translation single(LayerConfig layer, LayerWeights weights, Tensor input) throws IOException {
        IActivation activation = Activations.ofLayer(layer, input.isMap(), keras);
        if (activation != null) {
            return Translation.of(activation);
        }
        return switch (layer.kind()) {
            case "Dense" -> dense(layer, weights, input);
            case "Conv2D" ->
                input.point()
                        ? dense(layer, weights, input)
                        : Convolutions.ordinary(layer, weights, requireMap(layer, input), keras);
            case "BatchNormalization" -> batchNormalization(layer, weights, input);
            case "PReLU" -> prelu(layer, weights, input);
            case "Dropout", "GaussianNoise", "GaussianDropout", "AlphaDropout", "SpatialDropout2D" ->
                noise(layer, input);
            case "ActivityRegularization" -> {
                layer.value("l1");
                layer.value("l2");
                yield Translation.of(new ActivationIdentity());
            }
            default -> {
                Tensor map = requireMap(layer, input);
                yield switch (layer.kind()) {
                    case "DepthwiseConv2D" -> Convolutions.depthwise(layer, weights, map, keras);
                    case "SeparableConv2D" -> Convolutions.separable(layer, weights, map, keras);
                    case "Conv2DTranspose" -> Convolutions.transposed(layer, weights, map, keras);
                    case "MaxPooling2D" -> Maps.pooling(layer, SubsamplingLayer.PoolingType.MAX);
                    case "AveragePooling2D" -> Maps.pooling(layer, SubsamplingLayer.PoolingType.AVG);
                    case "GlobalAveragePooling2D" -> Maps.globalAverage(layer);
                    case "GlobalMaxPooling2D" -> Maps.globalMaximum(layer);
                    case "ZeroPadding2D" -> Maps.zeroPadding(layer);
                    case "Cropping2D" -> Maps.cropping(layer, map);
                    case "UpSampling2D" -> Maps.enlargement(layer);
                    default -> throw unknown(layer);
                };
            }
        };
    }

    private static IOException unknown(LayerConfig layer) {
        return layer.refusal("is of a class that is not read.");
    }

    private static final List<String> OF_MAPS = List.of(
            "Conv2D",
            "DepthwiseConv2D",
            "SeparableConv2D",
            "Conv2DTranspose",
            "MaxPooling2D",
            "AveragePooling2D",
            "GlobalAveragePooling2D",
            "GlobalMaxPooling2D",
            "ZeroPadding2D",
            "Cropping2D",
            "UpSampling2D");

    private static Tensor requireMap(LayerConfig layer, Tensor input) throws IOException {
        if (!OF_MAPS.contains(layer.kind())) {
            throw unknown(layer);
        }
        if (!input.isMap()) {
            throw layer.refusal("reads a vector, expected maps.");
        }
        return input;
    }

    private Translation dense(LayerConfig layer, LayerWeights weights, Tensor input) throws IOException {
        int units = layer.positive(units(layer));
        boolean bias = layer.flag("use_bias", true);
        DenseLayer dense = new DenseLayer.Builder()
                .nIn(input.channels())
                .nOut(units)
                .hasBias(bias)
                .activation(Activations.of(layer, false, keras))
                .build();
        return Translation.of(dense, denseParameters(layer, weights, input));
    }

    /** The attribute with the number of outputs. */
    static String units(LayerConfig layer) {
        return layer.kind().equals("Dense") ? "units" : "filters";
    }

    /** {@code W [in, out]} in the input's order and, if there is one, {@code b [out]}; of a 1x1 convolution of a single position, too. */
    static Map<String, INDArray> denseParameters(LayerConfig layer, LayerWeights weights, Tensor input)
            throws IOException {
        if (input.isMap()) {
            throw layer.refusal("reads maps, expected a vector: put Flatten or GlobalAveragePooling2D in front of it.");
        }
        int units = layer.positive(units(layer));
        long channels = input.channels();
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        if (layer.kind().equals("Dense")) {
            parameters.put("W", input.ordered(weights.read("kernel", channels, units)));
        } else {
            Convolutions.requirePointwise(layer);
            parameters.put("W", weights.read("kernel", 1, 1, channels, units).reshape(channels, units));
        }
        if (layer.flag("use_bias", true)) {
            parameters.put("b", weights.read("bias", units));
        }
        return parameters;
    }

    private Translation batchNormalization(LayerConfig layer, LayerWeights weights, Tensor input) throws IOException {
        JsonNode axis = layer.value("axis");
        int channelAxis = channelAxis(input);
        int found = axis == null ? -1 : (axis.isArray() ? axis.path(0) : axis).asInt();
        if ((axis != null && axis.isArray() && axis.size() != 1)
                || (found < 0 ? found + input.rank() : found) != channelAxis) {
            throw layer.refusedValue("axis", String.valueOf(channelAxis));
        }
        layer.require("renorm", false);
        layer.require("synchronized", false);
        layer.value("fused"); // another computation of the same
        layer.require("virtual_batch_size", "none");
        long channels = input.channels();
        BatchNormalization normalization = new BatchNormalization.Builder()
                .nIn(channels)
                .nOut(channels)
                .eps(layer.number("epsilon", EPSILON))
                .useLogStd(false)
                .build();
        INDArray ones = Nd4j.ones(channels);
        INDArray zeros = Nd4j.zeros(channels);
        return Translation.of(
                normalization,
                Map.of(
                        "gamma",
                        layer.flag("scale", true) ? input.ordered(weights.read("gamma", channels)) : ones,
                        "beta",
                        layer.flag("center", true) ? input.ordered(weights.read("beta", channels)) : zeros,
                        "mean",
                        input.ordered(weights.read("moving_mean", channels)),
                        "var",
                        input.ordered(weights.read("moving_variance", channels))));
    }

    /** A slope for every value, also where several share one in Keras. */
    private Translation prelu(LayerConfig layer, LayerWeights weights, Tensor input) throws IOException {
        long[] shape = input.isMap()
                ? channelsLast
                        ? new long[] {input.map().getHeight(), input.map().getWidth(), input.channels()}
                        : new long[] {
                            input.channels(),
                            input.map().getHeight(),
                            input.map().getWidth()
                        }
                : new long[] {input.channels()};
        long[] stored = shape.clone();
        JsonNode shared = layer.value("shared_axes");
        for (JsonNode axis : shared == null ? List.<JsonNode>of() : shared) {
            if (axis.asInt() < 1 || axis.asInt() > shape.length) {
                throw layer.refusedValue("shared_axes", "axes from 1 to " + shape.length);
            }
            stored[axis.asInt() - 1] = 1;
        }
        INDArray slopes = weights.read("alpha", stored).broadcast(shape);
        INDArray own = !input.isMap() ? input.ordered(slopes) : channelsLast ? slopes.permute(2, 0, 1) : slopes;
        PReLULayer prelu = new PReLULayer.Builder().inputShape(own.shape()).build();
        prelu.setNIn(input.type(), true);
        return Translation.of(prelu, Map.of("W", own));
    }

    /** Noise in training; at inference nothing happens. */
    private static Translation noise(LayerConfig layer, Tensor input) throws IOException {
        layer.value("noise_shape");
        boolean gaussian = layer.kind().equals("GaussianNoise");
        double amount = layer.number(gaussian ? "stddev" : "rate", 0);
        if (amount < 0 || (!gaussian && amount >= 1)) {
            throw layer.refusedValue(gaussian ? "stddev" : "rate", "0 or more, a rate below 1");
        }
        if (amount == 0) {
            return Translation.of(new ActivationIdentity());
        }
        IDropout noise = switch (layer.kind()) {
            case "GaussianNoise" -> new GaussianNoise(amount);
            case "GaussianDropout" -> new GaussianDropout(amount);
            case "AlphaDropout" -> new AlphaDropout(1 - amount);
            case "SpatialDropout2D" -> new SpatialDropout(1 - amount);
            default -> new Dropout(1 - amount);
        };
        DropoutLayer dropout = new DropoutLayer.Builder(noise).build();
        dropout.setNIn(input.type(), true);
        return Translation.of(dropout);
    }

    private static Translation elementWise(LayerConfig layer, ElementWiseVertex.Op operation, List<Tensor> inputs)
            throws IOException {
        Tensor first = inputs.get(0);
        for (Tensor input : inputs) {
            if (!input.type().equals(first.type()) || !Arrays.equals(input.kerasIndex(), first.kerasIndex())) {
                throw layer.refusal("joins %s and %s, expected equal shapes.", first.type(), input.type());
            }
        }
        if (inputs.size() < 2 || (operation == ElementWiseVertex.Op.Subtract && inputs.size() != 2)) {
            throw layer.refusal("has %d inputs, expected two.", inputs.size());
        }
        return Translation.of(new ElementWiseVertex(operation));
    }

    private Translation concatenation(LayerConfig layer, List<Tensor> inputs) throws IOException {
        Tensor first = inputs.get(0);
        JsonNode axis = layer.value("axis");
        int found = axis == null ? -1 : axis.asInt();
        if ((found < 0 ? found + first.rank() : found) != channelAxis(first)) {
            throw layer.refusedValue("axis", channelAxis(first) + ", the channels");
        }
        for (Tensor input : inputs) {
            boolean fits = first.isMap()
                    ? input.isMap()
                            && input.map().getHeight() == first.map().getHeight()
                            && input.map().getWidth() == first.map().getWidth()
                    : !input.isMap();
            if (!fits) {
                throw layer.refusal("joins %s and %s, expected equal sizes.", first.type(), input.type());
            }
        }
        return Translation.of(new MergeVertex());
    }

    private int channelAxis(Tensor tensor) {
        return tensor.rank() == 4 && channelsLast ? 3 : 1;
    }
}
