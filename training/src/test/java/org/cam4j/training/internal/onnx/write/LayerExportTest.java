package org.cam4j.training.internal.onnx.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;

/** Layers of Deeplearning4j, one at a time between a convolution and a pooling head, against ONNX Runtime. */
class LayerExportTest {
    @TempDir
    private Path folder;

    static Map<String, Layer> layers() {
        Map<String, Layer> layers = new LinkedHashMap<>();
        layers.put(
                "convolution",
                new ConvolutionLayer.Builder(3, 2)
                        .stride(2, 1)
                        .padding(1, 0)
                        .nOut(4)
                        .build());
        for (int stride = 1; stride <= 3; stride++) {
            layers.put(
                    "same convolution, stride " + stride,
                    new ConvolutionLayer.Builder(4, 3)
                            .stride(stride, stride)
                            .convolutionMode(ConvolutionMode.Same)
                            .activation(Activation.RELU)
                            .nOut(4)
                            .build());
        }
        layers.put(
                "dilated convolution",
                new ConvolutionLayer.Builder(3, 3)
                        .dilation(2, 2)
                        .nOut(4)
                        .hasBias(false)
                        .build());
        layers.put(
                "depthwise",
                new DepthwiseConvolution2D.Builder(3, 3)
                        .depthMultiplier(2)
                        .nOut(2 * SmallNetwork.CHANNELS)
                        .build());
        layers.put(
                "same depthwise",
                new DepthwiseConvolution2D.Builder(3, 3)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .depthMultiplier(1)
                        .nOut(SmallNetwork.CHANNELS)
                        .hasBias(false)
                        .build());
        layers.put(
                "separable",
                new SeparableConvolution2D.Builder(3, 3)
                        .depthMultiplier(2)
                        .nOut(5)
                        .build());
        layers.put(
                "deconvolution",
                new Deconvolution2D.Builder(4, 4)
                        .stride(2, 2)
                        .padding(1, 1)
                        .nOut(4)
                        .build());
        layers.put(
                "same deconvolution",
                new Deconvolution2D.Builder(3, 3)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .nOut(4)
                        .build());
        layers.put(
                "batch normalization",
                new BatchNormalization.Builder().useLogStd(false).build());
        layers.put(
                "batch normalization, logarithm",
                new BatchNormalization.Builder().useLogStd(true).build());
        layers.put(
                "batch normalization, locked",
                new BatchNormalization.Builder()
                        .lockGammaBeta(true)
                        .gamma(1.5)
                        .beta(0.2)
                        .build());
        layers.put(
                "maximum",
                new SubsamplingLayer.Builder(PoolingType.MAX)
                        .kernelSize(3, 3)
                        .stride(2, 2)
                        .padding(1, 1)
                        .build());
        layers.put(
                "same maximum",
                new SubsamplingLayer.Builder(PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .build());
        layers.put(
                "mean",
                new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(3, 2)
                        .stride(2, 1)
                        .build());
        layers.put(
                "mean with padding",
                new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(3, 3)
                        .stride(1, 1)
                        .padding(1, 1)
                        .avgPoolIncludePadInDivisor(true)
                        .build());
        layers.put(
                "mean without padding",
                new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(3, 3)
                        .stride(2, 2)
                        .padding(1, 1)
                        .build());
        layers.put(
                "same mean",
                new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .build());
        layers.put(
                "LRN",
                new LocalResponseNormalization.Builder()
                        .n(5)
                        .k(2)
                        .alpha(1e-1)
                        .beta(0.75)
                        .build());
        layers.put("zeros", new ZeroPaddingLayer.Builder(1, 2, 3, 0).build());
        layers.put("cropping", new Cropping2D.Builder(1, 2, 3, 0).build());
        layers.put(
                "enlargement", new Upsampling2D.Builder().size(new int[] {2, 3}).build());
        layers.put(
                "PReLU",
                new PReLULayer.Builder()
                        .inputShape(SmallNetwork.CHANNELS, SmallNetwork.HEIGHT, SmallNetwork.WIDTH)
                        .build());
        layers.put(
                "shared PReLU",
                new PReLULayer.Builder()
                        .inputShape(SmallNetwork.CHANNELS, SmallNetwork.HEIGHT, SmallNetwork.WIDTH)
                        .sharedAxes(2, 3)
                        .build());
        layers.put("dropout", new DropoutLayer(0.5));
        layers.put(
                "frozen",
                new FrozenLayer(new ConvolutionLayer.Builder(3, 3).nOut(4).build()));
        return layers;
    }

    static List<String> names() {
        return List.copyOf(layers().keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void aLayerGivesTheSameNumbers(String name) throws IOException {
        same(builder -> builder.addLayer(SmallNetwork.OUT, layers().get(name), SmallNetwork.IN));
    }

    @ParameterizedTest
    @EnumSource(
            value = Activation.class,
            names = {
                "ELU",
                "HARDSIGMOID",
                "HARDTANH",
                "IDENTITY",
                "LEAKYRELU",
                "RELU",
                "RELU6",
                "SELU",
                "SIGMOID",
                "SOFTPLUS",
                "SOFTSIGN",
                "SWISH",
                "TANH",
                "THRESHOLDEDRELU"
            })
    void anActivationFunctionGivesTheSameNumbers(Activation function) throws IOException {
        same(builder -> builder.addLayer(SmallNetwork.OUT, new ActivationLayer(function), SmallNetwork.IN));
    }

    @Test
    void aReluMayHaveALimitASlopeOrAThreshold() throws IOException {
        List<IActivation> kinds = List.of(
                new ActivationReLU(0.4, 0.0, 0.0),
                new ActivationReLU(null, 0.0, 0.2),
                new ActivationReLU(0.4, 0.0, 0.2),
                new ActivationReLU(null, 0.3, 0.0));
        for (IActivation kind : kinds) {
            same(builder -> builder.addLayer(SmallNetwork.OUT, new ActivationLayer(kind), SmallNetwork.IN));
        }
    }

    private void same(Consumer<GraphBuilder> tested) throws IOException {
        SmallNetwork.assertSame(
                OnnxComparison.of(SmallNetwork.pooled(tested), "cam", folder.resolve("model.onnx")), true);
    }
}
