package org.cam4j.training.internal.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.cam4j.datasets.pixels.ChannelOrder;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.preprocessors.TensorFlowCnnToFeedForwardPreProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers and vertices of Deeplearning4j, one at a time between a convolution and a pooling head, against ONNX Runtime. */
class LayerExportTest {
    private static final int HEIGHT = 13;
    private static final int WIDTH = 10;
    private static final int CHANNELS = 6;
    private static final String IN = "first";
    private static final String OUT = "tested";

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
                        .nOut(2 * CHANNELS)
                        .build());
        layers.put(
                "same depthwise",
                new DepthwiseConvolution2D.Builder(3, 3)
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .depthMultiplier(1)
                        .nOut(CHANNELS)
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
                new PReLULayer.Builder().inputShape(CHANNELS, HEIGHT, WIDTH).build());
        layers.put(
                "shared PReLU",
                new PReLULayer.Builder()
                        .inputShape(CHANNELS, HEIGHT, WIDTH)
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
        same(builder -> builder.addLayer(OUT, layers().get(name), IN));
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
        same(builder -> builder.addLayer(OUT, new ActivationLayer(function), IN));
    }

    @Test
    void aReluMayHaveALimitASlopeOrAThreshold() throws IOException {
        List<IActivation> kinds = List.of(
                new ActivationReLU(0.4, 0.0, 0.0),
                new ActivationReLU(null, 0.0, 0.2),
                new ActivationReLU(0.4, 0.0, 0.2),
                new ActivationReLU(null, 0.3, 0.0));
        for (IActivation kind : kinds) {
            same(builder -> builder.addLayer(OUT, new ActivationLayer(kind), IN));
        }
    }

    @Test
    void verticesGiveTheSameNumbers() throws IOException {
        for (ElementWiseVertex.Op operation : ElementWiseVertex.Op.values()) {
            same(builder -> builder.addLayer("other", new ActivationLayer(Activation.TANH), IN)
                    .addVertex(OUT, new ElementWiseVertex(operation), IN, "other"));
        }
        same(builder -> builder.addLayer("other", new ActivationLayer(Activation.TANH), IN)
                .addVertex(OUT, new MergeVertex(), IN, "other", IN));
        same(builder -> builder.addVertex(OUT, new ScaleVertex(0.3), IN));
        same(builder -> builder.addVertex(OUT, new ShiftVertex(0.3), IN));
    }

    /** Deeplearning4j does not infer what these put out. */
    @Test
    void partsOfMapsGiveTheSameNumbers() throws IOException {
        Map<GraphVertex, Integer> channels = Map.of(new SubsetVertex(1, 3), 3, new PoolHelperVertex(), CHANNELS);
        for (Map.Entry<GraphVertex, Integer> part : channels.entrySet()) {
            CamModel model = model(new NeuralNetConfiguration.Builder()
                    .graphBuilder()
                    .addInputs("images")
                    .addLayer(
                            IN,
                            new ConvolutionLayer.Builder(1, 1)
                                    .nIn(3)
                                    .nOut(CHANNELS)
                                    .build(),
                            "images")
                    .addVertex("part", part.getKey(), IN)
                    .addLayer(
                            OUT,
                            new SubsamplingLayer.Builder(PoolingType.MAX)
                                    .kernelSize(3, 3)
                                    .stride(2, 2)
                                    .convolutionMode(ConvolutionMode.Same)
                                    .build(),
                            "part")
                    .addVertex("pooled", new GlobalAveragePooling(), OUT)
                    .addLayer(
                            "scores",
                            new OutputLayer.Builder(LossFunction.MCXENT)
                                    .nIn(part.getValue())
                                    .nOut(3)
                                    .activation(Activation.SOFTMAX)
                                    .build(),
                            "pooled"));
            assertSame(OnnxComparison.of(model, "cam", file()), true);
        }
    }

    @Test
    void wholeMapsArePooled() throws IOException {
        for (PoolingType type : List.of(PoolingType.AVG, PoolingType.MAX)) {
            CamModel model = model(graph().addLayer("pooled", new GlobalPoolingLayer.Builder(type).build(), IN)
                    .addLayer("scores", output(), "pooled"));
            assertSame(OnnxComparison.of(model, "cam", file()), true);
        }
    }

    @Test
    void mapsFlattenedInEitherOrderGiveLogitsAlone() throws IOException {
        var preprocessors = List.of(
                new CnnToFeedForwardPreProcessor(HEIGHT, WIDTH, CHANNELS),
                new TensorFlowCnnToFeedForwardPreProcessor(HEIGHT, WIDTH, CHANNELS));
        for (var preprocessor : preprocessors) {
            CamModel model = model(graph().addVertex("flat", new PreprocessorVertex(preprocessor), IN)
                    .addLayer(
                            "dense",
                            new DenseLayer.Builder()
                                    .nOut(7)
                                    .activation(Activation.RELU)
                                    .build(),
                            "flat")
                    .addLayer("scores", output(), "dense"));
            OnnxComparison.Deviation deviation = OnnxComparison.of(model, "cam", file());
            assertSame(deviation, false);
            assertThat(deviation.missing().orElseThrow())
                    .contains("no class maps")
                    .contains("'logits' alone");
        }
    }

    @Test
    void namesOfTheFileStayFreeWhereLayersHaveThem() throws IOException {
        CamModel model = model(graph().addLayer("image", new ActivationLayer(Activation.RELU), IN)
                .addLayer("class_maps", new ActivationLayer(Activation.TANH), "image")
                .addVertex("first.weight", new GlobalAveragePooling(), "class_maps")
                .addLayer("logits", output(), "first.weight"));
        assertSame(OnnxComparison.of(model, "cam", file()), true);
    }

    @Test
    void bluesFirstIsRedsFirstInTheFile() throws IOException {
        CamModel model = model(
                graph().addVertex("pooled", new GlobalAveragePooling(), IN).addLayer("scores", output(), "pooled"));
        assertSame(
                OnnxComparison.of(
                        model.withPreprocessing(new Preprocessing(
                                HEIGHT,
                                WIDTH,
                                ChannelOrder.BGR,
                                List.of(103.0, 116.0, 123.0),
                                List.of(57.0, 58.0, 59.0))),
                        "cam",
                        file()),
                true);
    }

    @Test
    void whatOnnxDoesNotKnowIsRefusedByNameAndClass() throws IOException {
        CamModel model = model(graph().addLayer(OUT, new SpaceToDepthLayer.Builder(1).build(), IN)
                .addVertex("pooled", new GlobalAveragePooling(), OUT)
                .addLayer("scores", output(), "pooled"));
        assertThatThrownBy(() -> model.exportOnnx(file()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("layer 'tested' (SpaceToDepthLayer) is not exported");
        CamModel gelu = model(graph().addLayer(OUT, new ActivationLayer(Activation.GELU), IN)
                .addVertex("pooled", new GlobalAveragePooling(), OUT)
                .addLayer("scores", output(), "pooled"));
        assertThatThrownBy(() -> gelu.exportOnnx(file()))
                .hasMessageContaining("'tested' (ActivationLayer)")
                .hasMessageContaining("GELU");
        assertThat(Files.exists(file())).isFalse();
    }

    private void same(Consumer<GraphBuilder> tested) throws IOException {
        GraphBuilder builder = graph();
        tested.accept(builder);
        builder.addVertex("pooled", new GlobalAveragePooling(), OUT).addLayer("scores", output(), "pooled");
        assertSame(OnnxComparison.of(model(builder), "cam", file()), true);
    }

    private static void assertSame(OnnxComparison.Deviation deviation, boolean maps) {
        assertThat(deviation.logits()).isLessThan(1e-5);
        assertThat(maps ? deviation.classMaps() : 0).isLessThan(1e-5);
    }

    private Path file() {
        return folder.resolve("model.onnx");
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static GraphBuilder graph() {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("images")
                .setInputTypes(InputType.convolutional(HEIGHT, WIDTH, 3))
                .addLayer(
                        IN,
                        new ConvolutionLayer.Builder(1, 1)
                                .nOut(CHANNELS)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "images");
    }

    private static CamModel model(GraphBuilder builder) {
        ComputationGraph graph = new ComputationGraph(
                builder.setOutputs(builder.getVertices().containsKey("scores") ? "scores" : "logits")
                        .build());
        graph.init();
        CamModel model = new CamModel(
                graph,
                new Preprocessing(HEIGHT, WIDTH, ChannelOrder.RGB, List.of(120.0, 110.0, 100.0), List.of(60.0)),
                List.of("a", "b", "c"),
                "own",
                "original",
                Map.of());
        return OnnxComparison.trained(model);
    }
}
