package org.cam4j.training.internal.onnx.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.cam4j.layers.convolution.BilinearKernel;
import org.cam4j.layers.convolution.ChannelDeconvolution;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Convolutions as {@code Conv}, deconvolutions as {@code ConvTranspose}, with the padding in numbers: TensorFlow's SAME depends on the size of the maps.
 *
 * @param graph that grows
 */
record Convolutions(OnnxGraph graph) {
    private static final String WEIGHTS = "W";
    private static final String BIAS = "b";

    /** Adds a convolution of any kind, its batch normalization and its activation function. */
    String write(Place place, ConvolutionLayer layer, Layer parameters, String input) throws IOException {
        if (layer.getCnn2dDataFormat() != CNN2DFormat.NCHW) {
            throw place.refusal("has the channels last (NHWC), expected channels first");
        }
        IActivation function = layer.getActivationFn();
        boolean normalized = layer instanceof ConvolutionBlock block && block.isBatchNormalization();
        String name = normalized ? place.name() + "/conv" : Activations.before(function, place.name(), "conv");
        String maps = linear(place, name, layer, parameters, input);
        if (normalized) {
            maps = new Normalizations(graph).write(place, (ConvolutionBlock) layer, parameters, maps);
        }
        return Activations.write(graph, function, place, maps);
    }

    private String linear(Place place, String name, ConvolutionLayer layer, Layer parameters, String input)
            throws IOException {
        INDArray kernels = parameters.getParam(WEIGHTS);
        long channels = place.maps().getChannels();
        if (layer instanceof ChannelDeconvolution deconvolution) {
            INDArray each = deconvolution.isLearned() ? kernels.permute(2, 3, 0, 1) : bilinear(deconvolution, channels);
            return deconvolution(place, name, layer, inputs(place, layer, each, parameters, input), channels);
        } else if (layer instanceof Deconvolution2D) {
            return deconvolution(place, name, layer, inputs(place, layer, kernels, parameters, input), 1);
        } else if (layer instanceof SeparableConvolution2D) {
            INDArray depthwise = kernels.permute(1, 0, 2, 3); // [C, multiplier, kh, kw]
            String weights = graph.weights(place.vertex() + ".depthwise.weight", depthwise, eachKernel(depthwise));
            String spatial = convolution(place, name + "/depthwise", layer, List.of(input, weights), channels);
            return graph.node("Conv", name, inputs(place, layer, parameters.getParam("pW"), parameters, spatial));
        } else if (layer instanceof DepthwiseConvolution2D) {
            INDArray depthwise = kernels.permute(2, 3, 0, 1); // [C, multiplier, kh, kw]
            List<String> inputs = inputs(place, layer, depthwise, parameters, input, eachKernel(depthwise));
            return convolution(place, name, layer, inputs, channels);
        } else if (layer instanceof ConvolutionBlock block) {
            List<String> inputs = inputs(place, layer, kernels, parameters, input);
            return convolution(place, name, layer, inputs, block.isDepthwise() ? channels : 1);
        } else if (layer.getClass() == ConvolutionLayer.class || layer.getClass() == Convolution2D.class) {
            return convolution(place, name, layer, inputs(place, layer, kernels, parameters, input), 1);
        }
        throw place.unknown();
    }

    /** {@code [C, multiplier, kh, kw]} as kernels of one input channel. */
    private static long[] eachKernel(INDArray kernels) {
        return new long[] {kernels.size(0) * kernels.size(1), 1, kernels.size(2), kernels.size(3)};
    }

    /** One kernel for every channel, {@code [C, 1, kh, kw]}. */
    private static INDArray bilinear(ChannelDeconvolution layer, long channels) {
        int[] size = layer.getKernelSize();
        long[] shape = {1, 1, size[0], size[1]};
        INDArray kernel = new BilinearKernel().init(0, 0, shape, 'c', Nd4j.zeros(1, size[0] * size[1]));
        return Nd4j.repeat(kernel.reshape(shape), (int) channels).reshape(channels, 1, size[0], size[1]);
    }

    private List<String> inputs(
            Place place, ConvolutionLayer layer, INDArray kernels, Layer parameters, String input, long... shape)
            throws IOException {
        String name = place.vertex() + ".weight";
        List<String> inputs = new ArrayList<>(
                List.of(input, shape.length == 0 ? graph.weights(name, kernels) : graph.weights(name, kernels, shape)));
        if (layer.hasBias()) {
            INDArray bias = Objects.requireNonNull(parameters.getParam(BIAS));
            inputs.add(graph.weights(place.vertex() + ".bias", bias, bias.length()));
        }
        return inputs;
    }

    private String convolution(Place place, String name, ConvolutionLayer layer, List<String> inputs, long groups)
            throws IOException {
        return graph.node(
                "Conv",
                name,
                inputs,
                Attributes.integers("kernel_shape", layer.getKernelSize()),
                Attributes.integers("strides", layer.getStride()),
                Attributes.integers("dilations", layer.getDilation()),
                Attributes.integers(
                        "pads",
                        Padding.of(
                                place.maps(),
                                layer.getConvolutionMode(),
                                layer.getKernelSize(),
                                layer.getStride(),
                                layer.getPadding(),
                                layer.getDilation())),
                Attributes.integer("group", groups));
    }

    private String deconvolution(Place place, String name, ConvolutionLayer layer, List<String> inputs, long groups)
            throws IOException {
        int[] kernel = layer.getKernelSize();
        int[] stride = layer.getStride();
        long[] pads = new long[4];
        for (int axis = 0; axis < 2; axis++) {
            boolean same = layer.getConvolutionMode() == ConvolutionMode.Same;
            if (layer.getDilation()[axis] != 1 || (same && kernel[axis] < stride[axis])) {
                throw place.refusal("is dilated, or its stride is larger than its kernel, which is not exported");
            }
            int both = same ? kernel[axis] - stride[axis] : 2 * layer.getPadding()[axis];
            pads[axis] = both / 2;
            pads[axis + 2] = both - both / 2;
        }
        return graph.node(
                "ConvTranspose",
                name,
                inputs,
                Attributes.integers("kernel_shape", kernel),
                Attributes.integers("strides", stride),
                Attributes.integers("pads", pads),
                Attributes.integer("group", groups));
    }
}
