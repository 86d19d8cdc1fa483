package org.cam4j.training.internal.onnx.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Layers as at inference: dropout, noise and constraints do nothing.
 *
 * @param graph that grows
 */
record Layers(OnnxGraph graph) {
    /**
     * Adds a layer.
     *
     * @param parameters the layer at work, which has the arrays
     * @return the output's name
     * @throws IOException if ONNX cannot express it; the message names vertex and class
     */
    String write(Place place, org.deeplearning4j.nn.conf.layers.Layer layer, Layer parameters, String input)
            throws IOException {
        if (layer instanceof ConvolutionLayer convolution) {
            return new Convolutions(graph).write(place, convolution, parameters, input);
        } else if (layer instanceof BatchNormalization normalization) {
            return new Normalizations(graph).write(place, normalization, parameters, input);
        } else if (layer instanceof LocalResponseNormalization normalization) {
            return new Normalizations(graph).write(place, normalization, input);
        } else if (layer instanceof SubsamplingLayer pooling) {
            return new Poolings(graph).write(place, pooling, input);
        } else if (layer instanceof GlobalPoolingLayer pooling) {
            return new Poolings(graph).write(place, pooling, input);
        } else if (layer instanceof DenseLayer dense) {
            return dense(place, dense, parameters, input);
        } else if (layer instanceof ActivationLayer activation) {
            return Activations.write(graph, activation.getActivationFn(), place, input);
        } else if (layer instanceof DropoutLayer) {
            return input;
        } else if (layer instanceof LossLayer loss) {
            return Activations.write(graph, loss.getActivationFn(), place, input);
        } else if (layer instanceof PReLULayer) {
            String slopes = graph.weights(place.vertex() + ".slope", parameters.getParam("W"));
            return graph.node("PRelu", place.name(), List.of(input, slopes));
        }
        return resized(place, layer, input);
    }

    private String resized(Place place, org.deeplearning4j.nn.conf.layers.Layer layer, String input)
            throws IOException {
        if (layer instanceof ZeroPaddingLayer zeros) {
            int[] sides = zeros.getPadding(); // top, bottom, left, right
            String pads = graph.integers(place.vertex() + ".pads", 0, 0, sides[0], sides[2], 0, 0, sides[1], sides[3]);
            return graph.node("Pad", place.name(), List.of(input, pads), Attributes.text("mode", "constant"));
        } else if (layer instanceof Cropping2D cropping) {
            int[] sides = cropping.getCropping();
            long bottom = place.maps().getHeight() - sides[1];
            long right = place.maps().getWidth() - sides[3];
            return slice(place, input, new long[] {sides[0], sides[2]}, new long[] {bottom, right}, 2, 3);
        } else if (layer instanceof Upsampling2D enlarged) {
            int[] size = enlarged.getSize();
            String scales = graph.numbers(place.vertex() + ".scales", new double[] {1, 1, size[0], size[1]}, 4);
            return graph.node(
                    "Resize",
                    place.name(),
                    List.of(input, "", scales),
                    Attributes.text("mode", "nearest"),
                    Attributes.text("coordinate_transformation_mode", "asymmetric"),
                    Attributes.text("nearest_mode", "floor"));
        }
        throw place.unknown();
    }

    /** The part from {@code starts} to before {@code ends} along some axes. */
    String slice(Place place, String input, long[] starts, long[] ends, long... axes) {
        return graph.node(
                "Slice",
                place.name(),
                List.of(
                        input,
                        graph.integers(place.vertex() + ".starts", starts),
                        graph.integers(place.vertex() + ".ends", ends),
                        graph.integers(place.vertex() + ".axes", axes)));
    }

    private String dense(Place place, DenseLayer layer, Layer parameters, String input) throws IOException {
        if (layer.hasLayerNorm()) {
            throw place.refusal("has layer normalization, which is not exported");
        }
        String name = Activations.before(layer.getActivationFn(), place.name(), "linear");
        String linear = graph.node("Gemm", name, linear(place, layer, layer.hasBias(), parameters, input));
        return Activations.write(graph, layer.getActivationFn(), place, linear);
    }

    /** The inputs of {@code Gemm}: vectors {@code [N, in]}, weights {@code [in, out]} and, where there is one, the bias. */
    List<String> linear(Place place, FeedForwardLayer layer, boolean hasBias, Layer parameters, String input)
            throws IOException {
        if (place.readsMaps()) {
            throw place.refusal("reads maps, expected a vector");
        }
        INDArray weights = Objects.requireNonNull(parameters.getParam("W"));
        List<String> inputs = new ArrayList<>(List.of(input, graph.weights(place.vertex() + ".weight", weights)));
        if (hasBias) {
            INDArray bias = Objects.requireNonNull(parameters.getParam("b"));
            inputs.add(graph.weights(place.vertex() + ".bias", bias, bias.length()));
        }
        return inputs;
    }
}
