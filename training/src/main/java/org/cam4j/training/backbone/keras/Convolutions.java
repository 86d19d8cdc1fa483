package org.cam4j.training.backbone.keras;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Keras' convolutions. Their kernels are {@code [rows, columns, in, out]} whatever the order of the images' axes is. */
final class Convolutions {
    private Convolutions() {}

    static Translation ordinary(LayerConfig layer, LayerWeights weights, Tensor input, int keras) throws IOException {
        int[] kernel = layer.pair("kernel_size", 1);
        int filters = layer.positive("filters");
        long channels = input.channels();
        ConvolutionLayer.Builder builder = new ConvolutionLayer.Builder(kernel);
        configure(builder, layer, input, filters, keras);
        Map<String, INDArray> parameters = bias(layer, weights, filters);
        parameters.put(
                "W",
                weights.read("kernel", kernel[0], kernel[1], channels, filters).permute(3, 2, 0, 1));
        return Translation.of(builder.build(), parameters);
    }

    static Translation depthwise(LayerConfig layer, LayerWeights weights, Tensor input, int keras) throws IOException {
        int[] kernel = layer.pair("kernel_size", 1);
        int multiplier = layer.positive("depth_multiplier");
        long channels = input.channels();
        DepthwiseConvolution2D.Builder builder = new DepthwiseConvolution2D.Builder(kernel).depthMultiplier(multiplier);
        configure(builder, layer, input, channels * multiplier, keras);
        Map<String, INDArray> parameters = bias(layer, weights, channels * multiplier);
        String name = keras > 2 ? "kernel" : "depthwise_kernel";
        parameters.put("W", weights.read(name, kernel[0], kernel[1], channels, multiplier));
        return Translation.of(builder.build(), parameters);
    }

    static Translation separable(LayerConfig layer, LayerWeights weights, Tensor input, int keras) throws IOException {
        int[] kernel = layer.pair("kernel_size", 1);
        int multiplier = layer.positive("depth_multiplier");
        int filters = layer.positive("filters");
        long channels = input.channels();
        SeparableConvolution2D.Builder builder = new SeparableConvolution2D.Builder(kernel).depthMultiplier(multiplier);
        configure(builder, layer, input, filters, keras);
        builder.hasBias(true); // Deeplearning4j fails without
        Map<String, INDArray> parameters = bias(layer, weights, filters);
        parameters.putIfAbsent("b", Nd4j.zeros(filters));
        parameters.put(
                "W",
                weights.read("depthwise_kernel", kernel[0], kernel[1], channels, multiplier)
                        .permute(3, 2, 0, 1));
        parameters.put(
                "pW",
                weights.read("pointwise_kernel", 1, 1, channels * multiplier, filters)
                        .permute(3, 2, 0, 1));
        return Translation.of(builder.build(), parameters);
    }

    static Translation transposed(LayerConfig layer, LayerWeights weights, Tensor input, int keras)
            throws IOException {
        int[] kernel = layer.pair("kernel_size", 1);
        int filters = layer.positive("filters");
        long channels = input.channels();
        int[] strides = layer.pair("strides", 1);
        if (layer.value("output_padding") != null) {
            throw layer.refusedValue("output_padding", "none");
        }
        int[] dilation = layer.pair("dilation_rate", 1);
        if (dilation[0] * dilation[1] != 1) {
            throw layer.refusedValue("dilation_rate", "1");
        }
        if (kernel[0] < strides[0] || kernel[1] < strides[1]) {
            throw layer.refusal("has strides beyond its kernel, expected at most its size.");
        }
        Deconvolution2D.Builder builder = new Deconvolution2D.Builder(kernel);
        configure(builder, layer, input, filters, keras);
        Map<String, INDArray> parameters = bias(layer, weights, filters);
        parameters.put(
                "W",
                weights.read("kernel", kernel[0], kernel[1], filters, channels).permute(3, 2, 0, 1));
        return Translation.of(builder.build(), parameters);
    }

    private static void configure(
            ConvolutionLayer.BaseConvBuilder<?> builder, LayerConfig layer, Tensor input, long out, int keras)
            throws IOException {
        layer.require("groups", 1);
        builder.setStride(layer.pair("strides", 1));
        builder.setDilation(layer.pair("dilation_rate", 1));
        builder.convolutionMode(padding(layer));
        builder.nIn(input.channels());
        builder.nOut(out);
        builder.hasBias(layer.flag("use_bias", true));
        builder.activation(Activations.of(layer, true, keras));
    }

    /** {@code valid} or {@code same}. */
    static ConvolutionMode padding(LayerConfig layer) throws IOException {
        return switch (layer.text("padding", "valid")) {
            case "valid" -> ConvolutionMode.Truncate;
            case "same" -> ConvolutionMode.Same;
            default -> throw layer.refusedValue("padding", "valid or same");
        };
    }

    private static Map<String, INDArray> bias(LayerConfig layer, LayerWeights weights, long out) throws IOException {
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        if (layer.flag("use_bias", true)) {
            parameters.put("b", weights.read("bias", out));
        }
        return parameters;
    }
}
