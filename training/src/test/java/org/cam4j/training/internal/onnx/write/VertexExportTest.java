package org.cam4j.training.internal.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.datasets.pixels.Preprocessing.ChannelOrder;
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
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.modelimport.keras.preprocessors.TensorFlowCnnToFeedForwardPreProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Vertices of Deeplearning4j and the ends of networks, against ONNX Runtime. */
class VertexExportTest {
    @TempDir
    private Path folder;

    @Test
    void verticesGiveTheSameNumbers() throws IOException {
        for (ElementWiseVertex.Op operation : ElementWiseVertex.Op.values()) {
            same(builder -> builder.addLayer("other", new ActivationLayer(Activation.TANH), SmallNetwork.IN)
                    .addVertex(SmallNetwork.OUT, new ElementWiseVertex(operation), SmallNetwork.IN, "other"));
        }
        same(builder -> builder.addLayer("other", new ActivationLayer(Activation.TANH), SmallNetwork.IN)
                .addVertex(SmallNetwork.OUT, new MergeVertex(), SmallNetwork.IN, "other", SmallNetwork.IN));
        same(builder -> builder.addVertex(SmallNetwork.OUT, new ScaleVertex(0.3), SmallNetwork.IN));
        same(builder -> builder.addVertex(SmallNetwork.OUT, new ShiftVertex(0.3), SmallNetwork.IN));
    }

    /** Deeplearning4j does not infer what these put out, so that no class weights are found behind them. */
    @Test
    void partsOfMapsGiveTheSameNumbers() throws IOException {
        Map<GraphVertex, Integer> channels =
                Map.of(new SubsetVertex(1, 3), 3, new PoolHelperVertex(), SmallNetwork.CHANNELS);
        for (Map.Entry<GraphVertex, Integer> part : channels.entrySet()) {
            CamModel model = SmallNetwork.model(new NeuralNetConfiguration.Builder()
                    .graphBuilder()
                    .addInputs("images")
                    .addLayer(
                            SmallNetwork.IN,
                            new ConvolutionLayer.Builder(1, 1)
                                    .nIn(3)
                                    .nOut(SmallNetwork.CHANNELS)
                                    .build(),
                            "images")
                    .addVertex("part", part.getKey(), SmallNetwork.IN)
                    .addLayer(
                            SmallNetwork.OUT,
                            new SubsamplingLayer.Builder(PoolingType.MAX)
                                    .kernelSize(3, 3)
                                    .stride(2, 2)
                                    .convolutionMode(ConvolutionMode.Same)
                                    .build(),
                            "part")
                    .addVertex("pooled", new GlobalAveragePooling(), SmallNetwork.OUT)
                    .addLayer(
                            "scores",
                            new OutputLayer.Builder(LossFunction.MCXENT)
                                    .nIn(part.getValue())
                                    .nOut(3)
                                    .activation(Activation.SOFTMAX)
                                    .build(),
                            "pooled"));
            SmallNetwork.assertSame(OnnxComparison.of(model, "cam", file()), false);
        }
    }

    @Test
    void wholeMapsArePooled() throws IOException {
        for (PoolingType type : List.of(PoolingType.AVG, PoolingType.MAX)) {
            CamModel model = SmallNetwork.model(SmallNetwork.graph()
                    .addLayer("pooled", new GlobalPoolingLayer.Builder(type).build(), SmallNetwork.IN)
                    .addLayer("scores", SmallNetwork.output(), "pooled"));
            SmallNetwork.assertSame(OnnxComparison.of(model, "cam", file()), true);
        }
    }

    @Test
    void mapsFlattenedInEitherOrderGiveLogitsAlone() throws IOException {
        var preprocessors = List.of(
                new CnnToFeedForwardPreProcessor(SmallNetwork.HEIGHT, SmallNetwork.WIDTH, SmallNetwork.CHANNELS),
                new TensorFlowCnnToFeedForwardPreProcessor(
                        SmallNetwork.HEIGHT, SmallNetwork.WIDTH, SmallNetwork.CHANNELS));
        for (var preprocessor : preprocessors) {
            CamModel model = SmallNetwork.model(SmallNetwork.graph()
                    .addVertex("flat", new PreprocessorVertex(preprocessor), SmallNetwork.IN)
                    .addLayer(
                            "dense",
                            new DenseLayer.Builder()
                                    .nOut(7)
                                    .activation(Activation.RELU)
                                    .build(),
                            "flat")
                    .addLayer("scores", SmallNetwork.output(), "dense"));
            OnnxComparison.Deviation deviation = OnnxComparison.of(model, "cam", file());
            SmallNetwork.assertSame(deviation, false);
            assertThat(deviation.missing().orElseThrow())
                    .contains("no class maps")
                    .contains("'logits' alone");
        }
    }

    @Test
    void oneSigmoidIsOneLogit() throws IOException {
        CamModel model = SmallNetwork.model(SmallNetwork.graph()
                .addVertex("pooled", new GlobalAveragePooling(), SmallNetwork.IN)
                .addLayer(
                        "scores",
                        new OutputLayer.Builder(LossFunction.XENT)
                                .nOut(1)
                                .activation(Activation.SIGMOID)
                                .build(),
                        "pooled"));
        model.withClassNames(List.of("no", "yes")).exportOnnx(file());
        INDArray images = Nd4j.rand(DataType.FLOAT, 2, 3, SmallNetwork.HEIGHT, SmallNetwork.WIDTH);
        Map<String, INDArray> outputs = OnnxComparison.run(file(), images);
        INDArray expected =
                model.graph().outputSingle(OnnxComparison.normalized(images, model.preprocessing())); // [2, 1]
        assertThat(OnnxComparison.difference(
                        Transforms.sigmoid(Objects.requireNonNull(outputs.get("logits"))), expected))
                .isLessThan(1e-5);
        assertThat(Objects.requireNonNull(outputs.get("class_maps")).shape())
                .containsExactly(2, 1, SmallNetwork.HEIGHT, SmallNetwork.WIDTH);
    }

    @Test
    void namesOfTheFileStayFreeWhereLayersHaveThem() throws IOException {
        CamModel model = SmallNetwork.model(SmallNetwork.graph()
                .addLayer("image", new ActivationLayer(Activation.RELU), SmallNetwork.IN)
                .addLayer("class_maps", new ActivationLayer(Activation.TANH), "image")
                .addVertex("first.weight", new GlobalAveragePooling(), "class_maps")
                .addLayer("logits", SmallNetwork.output(), "first.weight"));
        SmallNetwork.assertSame(OnnxComparison.of(model, "cam", file()), true);
    }

    @Test
    void bluesFirstIsRedsFirstInTheFile() throws IOException {
        CamModel model = SmallNetwork.model(SmallNetwork.graph()
                .addVertex("pooled", new GlobalAveragePooling(), SmallNetwork.IN)
                .addLayer("scores", SmallNetwork.output(), "pooled"));
        SmallNetwork.assertSame(
                OnnxComparison.of(
                        model.withPreprocessing(new Preprocessing(
                                SmallNetwork.HEIGHT,
                                SmallNetwork.WIDTH,
                                ChannelOrder.BGR,
                                List.of(103.0, 116.0, 123.0),
                                List.of(57.0, 58.0, 59.0))),
                        "cam",
                        file()),
                true);
    }

    @Test
    void whatOnnxDoesNotKnowIsRefusedByNameAndClass() throws IOException {
        CamModel model = SmallNetwork.model(SmallNetwork.graph()
                .addLayer(SmallNetwork.OUT, new SpaceToDepthLayer.Builder(1).build(), SmallNetwork.IN)
                .addVertex("pooled", new GlobalAveragePooling(), SmallNetwork.OUT)
                .addLayer("scores", SmallNetwork.output(), "pooled"));
        assertThatThrownBy(() -> model.exportOnnx(file()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("layer 'tested' (SpaceToDepthLayer) is not exported");
        CamModel gelu = SmallNetwork.model(SmallNetwork.graph()
                .addLayer(SmallNetwork.OUT, new ActivationLayer(Activation.GELU), SmallNetwork.IN)
                .addVertex("pooled", new GlobalAveragePooling(), SmallNetwork.OUT)
                .addLayer("scores", SmallNetwork.output(), "pooled"));
        assertThatThrownBy(() -> gelu.exportOnnx(file()))
                .hasMessageContaining("'tested' (ActivationLayer)")
                .hasMessageContaining("GELU");
        assertThat(Files.exists(file())).isFalse();
    }

    private void same(Consumer<GraphBuilder> tested) throws IOException {
        SmallNetwork.assertSame(OnnxComparison.of(SmallNetwork.pooled(tested), "cam", file()), true);
    }

    private Path file() {
        return folder.resolve("model.onnx");
    }
}
