package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.kernels.Kernels;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
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
    @CsvSource({"LeNet, gap", "SimpleCNN, wgap", "SqueezeNet, lse", "Darknet19, gmp", "ResNet50, tap", "AlexNet, gap"})
    void aZooModelGetsAHead(String zoo, String head) throws IOException {
        CamModel model =
                Networks.create(NetworkSpec.of("zoo:" + zoo, head, CLASSES).withSize(96, 96));

        assertThat(model.provenance()).containsKey("tap");
        trainAStep(model, 96);
    }

    @Test
    void aZooModelKeepsItsClassifierWhenAsked() throws IOException {
        NetworkSpec spec = NetworkSpec.of("zoo:SqueezeNet", NetworkSpec.ORIGINAL, CLASSES);
        trainAStep(Networks.create(spec.withSize(96, 96)), 96);
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

        NetworkSpec spec = NetworkSpec.of(file.toString(), "gmp", CLASSES).withSize(16, 16);
        trainAStep(Networks.create(spec), 16);
    }

    @Test
    void aHeadedModelFromAFileGetsAnother() throws IOException {
        CamModel model = Networks.create(NetworkSpec.of("mini", "gap", CLASSES).withSize(32, 32));
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
