package org.cam4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.head.Heads;
import org.cam4j.training.internal.pixels.Preprocessings;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.MultiNormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class UserNetworksTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "owl");

    @TempDir
    private Path folder;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @ParameterizedTest
    @CsvSource({"LeNet, gap", "SimpleCNN, wgap", "SqueezeNet, lse"})
    void aZooModelGetsAHead(String zoo, String head) throws IOException {
        CamModel model =
                Networks.create(NetworkSpec.of("zoo:" + zoo, head, CLASSES).size(96, 96));

        assertThat(model.provenance()).containsKey("tap");
        trainAStep(model, 96);
    }

    @Tag("long")
    @ParameterizedTest
    @CsvSource({"Darknet19, gmp", "ResNet50, tap", "AlexNet, gap"})
    void aLargeZooModelGetsAHead(String zoo, String head) throws IOException {
        aZooModelGetsAHead(zoo, head);
    }

    @Test
    void aZooModelKeepsItsClassifierWhenAsked() throws IOException {
        NetworkSpec spec = NetworkSpec.of("zoo:SqueezeNet", Heads.ORIGINAL, CLASSES);
        trainAStep(Networks.create(spec.size(96, 96)), 96);
    }

    @Test
    void aGraphMadeInJavaKeepsItsParametersUpToTheTap() {
        MultiLayerNetwork source = sequence();
        INDArray before = source.params().dup();
        Preprocessing preprocessing = Preprocessings.scaled(16, 16, 255);

        CamModel model = UserNetworks.withHead(
                source.toComputationGraph(), "0", NetworkSpec.of("my own", "gap", CLASSES), preprocessing);

        assertThat(model.graph().getLayer("0").params())
                .isEqualTo(source.getLayer(0).params());
        trainAStep(model, 16);
        assertThat(source.params()).isEqualTo(before);
    }

    @Test
    void aSequenceFromAFileGetsAHead() throws IOException {
        MultiLayerNetwork source = sequence();
        Path file = folder.resolve("sequence.zip");
        ModelSerializer.writeModel(source, file.toFile(), true);

        CamModel asIs = UserNetworks.read(file, 16, 16);
        assertThat(asIs.classNames()).hasSize(2);
        INDArray images = Nd4j.rand(DataType.FLOAT, 2, 3, 16, 16);
        assertThat(asIs.graph().outputSingle(images)).isEqualTo(source.output(images));

        NetworkSpec spec = NetworkSpec.of(file.toString(), "gmp", CLASSES).size(16, 16);
        trainAStep(Networks.create(spec), 16);
    }

    @Test
    void aHeadedModelFromAFileGetsAnother() throws IOException {
        CamModel model = Networks.create(NetworkSpec.of("mini", "gap", CLASSES).size(32, 32));
        Path file = folder.resolve("mini.zip");
        ModelFile.save(model, file);

        CamModel same = Networks.create(NetworkSpec.of(file.toString(), "gap", List.of()));
        assertThat(same.graph().params()).isEqualTo(model.graph().params());
        CamModel other = Networks.create(NetworkSpec.of(file.toString(), "gmp", List.of("a", "b")));
        assertThat(other.provenance()).containsEntry("tap", "conv5_1");
        assertThat(other.graph().getLayer("conv5_1").params())
                .isEqualTo(model.graph().getLayer("conv5_1").params());
        assertThat(other.backbone()).isEqualTo("mini");
    }

    @Test
    void whatCannotBeDoneIsNamed() {
        Preprocessing preprocessing = Preprocessings.scaled(16, 16, 255);
        NetworkSpec spec = NetworkSpec.of("my own", "gap", CLASSES);
        assertThatThrownBy(() -> UserNetworks.withHead(sequence().toComputationGraph(), "conv9", spec, preprocessing))
                .hasMessageContaining("Tap 'conv9' is not in the graph");
        assertThatThrownBy(() -> Networks.create(NetworkSpec.of("zoo:VGG-16", "gap", CLASSES)))
                .hasMessageContaining("did you mean 'VGG16'");
        Path absent = folder.resolve("absent.zip");
        assertThatThrownBy(() -> Networks.create(NetworkSpec.of(absent.toString(), "gap", CLASSES)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void theNormalizerOfAZipPreparesTheInputAndPixelsOverrideIt() throws IOException {
        Path file = folder.resolve("sequence.zip");
        ModelSerializer.writeModel(sequence(), file.toFile(), true);
        assertThat(UserNetworks.read(file, 16, 16).provenance().get("note")).contains("RGB divided by 255 is assumed");

        ModelSerializer.addNormalizerToModel(file.toFile(), new ImagePreProcessingScaler(-1, 1));
        CamModel read = UserNetworks.read(file, 16, 16);
        assertThat(read.preprocessing()).isEqualTo(PixelRange.SIGNED.of(16, 16));
        assertThat(read.provenance().get("note"))
                .contains("prepared by normalizer.bin (ImagePreProcessingScaler", "order RGB")
                .doesNotContain("assumed");
        assertThat(UserNetworks.read(file, 16, 16, Optional.of(PixelRange.RAW)).preprocessing())
                .isEqualTo(PixelRange.RAW.of(16, 16));

        MultiNormalizerStandardize unread = new MultiNormalizerStandardize();
        unread.fit(new MultiDataSet(Nd4j.rand(DataType.FLOAT, 4, 3), Nd4j.rand(DataType.FLOAT, 4, 2)));
        Path other = folder.resolve("other.zip");
        ModelSerializer.writeModel(sequence(), other.toFile(), true);
        ModelSerializer.addNormalizerToModel(other.toFile(), unread);
        assertThatThrownBy(() -> UserNetworks.read(other, 16, 16))
                .hasMessageContainingAll("normalizer.bin (of kind MULTI_STANDARDIZE), which is not read", "--pixels");
        assertThat(UserNetworks.read(other, 16, 16, Optional.of(PixelRange.UNIT))
                        .preprocessing())
                .isEqualTo(PixelRange.UNIT.of(16, 16));
    }

    @Test
    void aFileThatSaysItsPreprocessingTakesNoPixelsAndNoOtherSize() throws IOException {
        Path file = folder.resolve("mini.zip");
        ModelFile.save(Networks.create(NetworkSpec.of("mini", "gap", CLASSES).size(32, 32)), file);
        assertThatThrownBy(() -> UserNetworks.read(file, 0, 0, Optional.of(PixelRange.RAW)))
                .hasMessageContaining("leave --pixels raw out");
        assertThatThrownBy(() -> UserNetworks.read(file, 48, 32, Optional.empty()))
                .hasMessageContaining("reads images of 32 x 32, but 48 x 32 were asked for");
        assertThatThrownBy(() ->
                        Networks.create(NetworkSpec.of("mini", "gap", CLASSES).pixels(PixelRange.RAW)))
                .hasMessageContaining("starts from random numbers; leave --pixels raw out");
    }

    @Test
    void theSeedDecidesTheNewHeadOfANetworkThatCarriesTheClock() throws IOException {
        List<CamModel> models = new ArrayList<>();
        for (long clock = 1; clock <= 3; clock++) {
            MultiLayerNetwork source = sequence();
            source.getLayerWiseConfigurations().getConfs().forEach(layer -> layer.setSeed(System.nanoTime()));
            Path file = folder.resolve(clock + ".zip");
            ModelSerializer.writeModel(source, file.toFile(), false);
            models.add(Networks.create(
                    NetworkSpec.of(file.toString(), "gap", CLASSES).size(16, 16).seed(7)));
        }
        assertThat(models.get(1).graph().params())
                .isEqualTo(models.get(0).graph().params());
        assertThat(models.get(2).graph().params())
                .isEqualTo(models.get(0).graph().params());
        assertThat(models.get(2).graph().getConfiguration().toJson())
                .isEqualTo(models.get(0).graph().getConfiguration().toJson());
    }

    @Test
    void aNetworkForImagesOfTwoChannelsIsRefusedInOneLine() throws IOException {
        Path file = folder.resolve("two.zip");
        MultiLayerNetwork two = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutionalFlat(16, 16, 2))
                .build());
        two.init();
        ModelSerializer.writeModel(two, file.toFile(), false);
        assertThatThrownBy(() -> Networks.create(
                        NetworkSpec.of(file.toString(), "gap", CLASSES).size(16, 16)))
                .hasMessageEndingWith("the network reads images of 2 channels; expected 3 (color) or 1 (gray).");
    }

    @Test
    void aSizeThatTheNetworkDoesNotReadIsRefused() throws IOException {
        Path file = folder.resolve("sequence.zip");
        ModelSerializer.writeModel(sequence(), file.toFile(), false);
        for (String head : List.of(Heads.ORIGINAL, "gap")) {
            assertThatThrownBy(() -> Networks.create(
                            NetworkSpec.of(file.toString(), head, CLASSES).size(20, 20)))
                    .hasMessageContainingAll("layer '2'", "expected maps [4, 9, 9], as comes in");
        }
    }

    @Test
    void aSegmentationNetworkGetsItsHeadInFrontOfTheLoss() throws IOException {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("images")
                .setInputTypes(InputType.convolutional(16, 16, 3))
                .addLayer("maps", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "images")
                .addLayer("loss", new CnnLossLayer.Builder(LossFunction.XENT).build(), "maps")
                .setOutputs("loss")
                .build());
        graph.init();
        Path file = folder.resolve("segmentation.zip");
        ModelSerializer.writeModel(graph, file.toFile(), false);
        NetworkSpec spec = NetworkSpec.of(file.toString(), "gap", CLASSES).size(16, 16);

        CamModel model = Networks.create(spec);

        assertThat(model.provenance()).containsEntry("tap", "maps");
        trainAStep(model, 16);
        assertThatThrownBy(() -> Networks.create(spec.head(Heads.ORIGINAL)))
                .hasMessageContaining("does not end in class probabilities");
    }

    @Test
    void linearOutputsOfAnotherProgramAreNumbersOnlyIfThatIsSaid() throws IOException {
        MultiLayerNetwork linear = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(16, 16, 3))
                .build());
        linear.init();
        Path file = folder.resolve("linear.zip");
        ModelSerializer.writeModel(linear, file.toFile(), false);
        NetworkSpec spec =
                NetworkSpec.of(file.toString(), Heads.ORIGINAL, List.of()).size(16, 16);

        assertThatThrownBy(() -> Networks.create(spec))
                .hasMessageContaining("its 2 outputs are linear (logits or a regression)");
        assertThatThrownBy(() -> Networks.create(spec.output(OutputKind.SOFTMAX)))
                .hasMessageContaining("its output is regression, but softmax was asked for");
        CamModel model = Networks.create(spec.output(OutputKind.REGRESSION));
        assertThat(model.outputKind()).isEqualTo(OutputKind.REGRESSION);
        assertThat(model.classNames()).hasSize(2);

        Path saved = folder.resolve("saved.zip"); // says so itself from now on
        ModelFile.save(model, saved);
        assertThat(Networks.create(NetworkSpec.of(saved.toString(), Heads.ORIGINAL, List.of()))
                        .outputKind())
                .isEqualTo(OutputKind.REGRESSION);
    }

    @Test
    void oneSigmoidOfAnotherProgramHasTwoClasses() throws IOException {
        MultiLayerNetwork sigmoid = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new OutputLayer.Builder(LossFunction.XENT)
                        .nOut(1)
                        .activation(Activation.SIGMOID)
                        .build())
                .setInputType(InputType.convolutional(16, 16, 3))
                .build());
        sigmoid.init();
        Path file = folder.resolve("sigmoid.zip");
        ModelSerializer.writeModel(sigmoid, file.toFile(), false);
        CamModel model = Networks.create(NetworkSpec.of(file.toString(), Heads.ORIGINAL, List.of("cat", "dog"))
                .size(16, 16));
        assertThat(model.outputKind()).isEqualTo(OutputKind.SIGMOID);
        assertThat(model.classNames()).containsExactly("cat", "dog");
    }

    private static MultiLayerNetwork sequence() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .activation(Activation.RELU)
                        .build())
                .layer(new SubsamplingLayer.Builder()
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(16, 16, 3))
                .build());
        network.init();
        return network;
    }

    private static void trainAStep(CamModel model, int size) {
        Nd4j.getRandom().setSeed(8);
        INDArray images = Nd4j.rand(DataType.FLOAT, 2, 3, size, size);
        INDArray labels = Nd4j.createFromArray(new float[][] {{1, 0, 0}, {0, 0, 1}});
        assertThat(model.graph().outputSingle(images).shape()).containsExactly(2, 3);
        INDArray before = model.graph().params().dup();
        model.graph().fit(new INDArray[] {images}, new INDArray[] {labels});
        assertThat(model.graph().score()).isFinite().isPositive();
        assertThat(model.graph().params()).isNotEqualTo(before);
    }
}
