package org.cam4j.training.internal.onnx.write;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Normalizations with stored statistics, and between channels.
 *
 * @param graph that grows
 */
record Normalizations(OnnxGraph graph) {
    /** The batch normalization inside a block, in front of its activation function. */
    String write(Place place, ConvolutionBlock block, Layer parameters, String input) throws IOException {
        String name = Activations.before(block.getActivationFn(), place.name(), "bn");
        return batch(
                place,
                name,
                input,
                block.getEpsilon(),
                parameters.getParam("gamma"),
                parameters.getParam("beta"),
                parameters.getParam("mean"),
                parameters.getParam("var"));
    }

    /** Deeplearning4j's layer, which has an activation function that it does not apply. */
    String write(Place place, BatchNormalization layer, Layer parameters, String input) throws IOException {
        if (layer.getCnn2DFormat() != CNN2DFormat.NCHW) {
            throw place.refusal("has the channels last (NHWC), expected channels first");
        }
        INDArray mean = parameters.getParam("mean");
        INDArray variance = layer.isUseLogStd()
                ? Transforms.pow(Nd4j.valueArrayOf(mean.shape(), 100.0), parameters.getParam("log10stdev"), false)
                : parameters.getParam("var");
        boolean locked = layer.isLockGammaBeta();
        return batch(
                place,
                place.name(),
                input,
                layer.getEps(),
                locked ? Nd4j.valueArrayOf(mean.shape(), layer.getGamma()) : parameters.getParam("gamma"),
                locked ? Nd4j.valueArrayOf(mean.shape(), layer.getBeta()) : parameters.getParam("beta"),
                mean,
                variance);
    }

    private String batch(
            Place place,
            String name,
            String input,
            double epsilon,
            INDArray gamma,
            INDArray beta,
            INDArray mean,
            INDArray variance)
            throws IOException {
        return graph.node(
                "BatchNormalization",
                name,
                List.of(
                        input,
                        values(place, "gamma", gamma),
                        values(place, "beta", beta),
                        values(place, "mean", mean),
                        values(place, "var", variance)),
                Attributes.number("epsilon", epsilon));
    }

    private String values(Place place, String key, INDArray values) throws IOException {
        return graph.weights(place.vertex() + "." + key, values, values.length());
    }

    /** Deeplearning4j multiplies the sum of squares with alpha, ONNX with alpha divided by the size. */
    String write(Place place, LocalResponseNormalization layer, String input) throws IOException {
        int size = (int) layer.getN();
        if (size != layer.getN() || size % 2 == 0) {
            throw place.refusal(String.format(Locale.ROOT, "reads %s channels, expected an odd number", layer.getN()));
        }
        return graph.node(
                "LRN",
                place.name(),
                List.of(input),
                Attributes.integer("size", size),
                Attributes.number("alpha", layer.getAlpha() * size),
                Attributes.number("beta", layer.getBeta()),
                Attributes.number("bias", layer.getK()));
    }
}
