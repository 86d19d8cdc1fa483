package org.cam4j.training.internal.keras;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Keras' convolutions. Their kernels are {@code [rows, columns, in, out]} whatever the order of the images' axes is. */
final class Convolutions {
    private static final int WIDEST = 64;

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
        return activated(Translation.of(builder.build(), parameters), layer, keras);
    }

    static Translation depthwise(LayerConfig layer, LayerWeights weights, Tensor input, int keras) throws IOException {
        int[] kernel = layer.pair("kernel_size", 1);
        int multiplier = layer.positive("depth_multiplier");
        long channels = input.channels();
        DepthwiseConvolution2D.Builder builder =
                new DepthwiseConvolution2D.Builder(widened(kernel, layer)).depthMultiplier(multiplier);
        configure(builder, layer, input, channels * multiplier, keras);
        builder.setDilation(1, 1);
        Map<String, INDArray> parameters = bias(layer, weights, channels * multiplier);
        String name = keras > 2 ? "kernel" : "depthwise_kernel";
        parameters.put("W", widened(weights.read(name, kernel[0], kernel[1], channels, multiplier), layer));
        return activated(Translation.of(builder.build(), parameters), layer, keras);
    }

    /** A depthwise convolution, then an ordinary one of 1 x 1, since Deeplearning4j's own separable layer is wrong with many of its attributes. */
    static Translation separable(LayerConfig layer, LayerWeights weights, Tensor input, int keras) throws IOException {
        int[] kernel = layer.pair("kernel_size", 1);
        int multiplier = layer.positive("depth_multiplier");
        int filters = layer.positive("filters");
        long between = input.channels() * multiplier;
        DepthwiseConvolution2D.Builder depthwise =
                new DepthwiseConvolution2D.Builder(widened(kernel, layer)).depthMultiplier(multiplier);
        configure(depthwise, layer, input, between, keras);
        depthwise.setDilation(1, 1);
        depthwise.hasBias(false);
        depthwise.activation(Activation.IDENTITY);
        INDArray depthwiseKernel = weights.read("depthwise_kernel", kernel[0], kernel[1], input.channels(), multiplier);
        Map<String, INDArray> parameters = bias(layer, weights, filters);
        parameters.put(
                "W", weights.read("pointwise_kernel", 1, 1, between, filters).permute(3, 2, 0, 1));
        ConvolutionLayer pointwise = new ConvolutionLayer.Builder(1, 1)
                .nIn(between)
                .nOut(filters)
                .hasBias(parameters.containsKey("b"))
                .activation(inside(layer, keras))
                .build();
        Translation both = Translation.of(pointwise, parameters)
                .after(Translation.of(depthwise.build(), Map.of("W", widened(depthwiseKernel, layer))), "_depthwise");
        return activated(both, layer, keras);
    }

    static Translation transposed(LayerConfig layer, LayerWeights weights, Tensor input, int keras) throws IOException {
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
        return activated(Translation.of(builder.build(), parameters), layer, keras);
    }

    /** The size of a dilated kernel, with the gaps. */
    private static int[] widened(int[] kernel, LayerConfig layer) throws IOException {
        int[] dilation = layer.pair("dilation_rate", 1);
        if (Math.max(dilation[0], dilation[1]) > WIDEST) {
            throw layer.refusedValue("dilation_rate", "at most " + WIDEST);
        }
        return new int[] {(kernel[0] - 1) * dilation[0] + 1, (kernel[1] - 1) * dilation[1] + 1};
    }

    /** A dilated kernel {@code [rows, columns, in, out]} with zeros in the gaps, since dilated depthwise convolutions fail in oneDNN. */
    private static INDArray widened(INDArray kernel, LayerConfig layer) throws IOException {
        int[] dilation = layer.pair("dilation_rate", 1);
        int[] size = widened(new int[] {(int) kernel.size(0), (int) kernel.size(1)}, layer);
        INDArray wide = Nd4j.zeros(kernel.dataType(), size[0], size[1], kernel.size(2), kernel.size(3));
        for (int row = 0; row < kernel.size(0); row++) {
            for (int column = 0; column < kernel.size(1); column++) {
                wide.get(NDArrayIndex.point((long) row * dilation[0]), NDArrayIndex.point((long) column * dilation[1]))
                        .assign(kernel.get(NDArrayIndex.point(row), NDArrayIndex.point(column)));
            }
        }
        return wide;
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
        builder.activation(inside(layer, keras));
    }

    /** The function that the convolution itself applies: swish is a vertex of its own, whose derivative the explanations compute themselves. */
    private static IActivation inside(LayerConfig layer, int keras) throws IOException {
        IActivation function = Activations.of(layer, true, keras);
        return function instanceof ActivationSwish ? new ActivationIdentity() : function;
    }

    private static Translation activated(Translation convolution, LayerConfig layer, int keras) throws IOException {
        IActivation function = Activations.of(layer, true, keras);
        return function instanceof ActivationSwish
                ? Translation.of(function).after(convolution, "_linear")
                : convolution;
    }

    /** Refuses a convolution that is more than a linear layer where its input has one position. */
    static void requirePointwise(LayerConfig layer) throws IOException {
        int[] kernel = layer.pair("kernel_size", 1);
        if (kernel[0] != 1 || kernel[1] != 1) {
            throw layer.refusedValue("kernel_size", "1 x 1, since its input has one position");
        }
        layer.require("groups", 1);
        layer.pair("strides", 1);
        layer.pair("dilation_rate", 1);
        padding(layer);
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
