package org.cam4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.pixels.Preprocessing.ChannelOrder;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks that read one channel. */
class GrayInputTest {
    private static final int HEIGHT = 12;
    private static final int WIDTH = 20;

    @TempDir
    private Path folder;

    @Test
    void aDeeplearning4jSequenceForGrayImagesGetsTheLumaOfAColorImage() throws IOException {
        for (InputType type :
                List.of(InputType.convolutionalFlat(HEIGHT, WIDTH, 1), InputType.convolutional(HEIGHT, WIDTH, 1))) {
            MultiLayerNetwork source = sequence(type);
            Path file = folder.resolve("gray.zip");
            ModelSerializer.writeModel(source, file.toFile(), true);
            CamModel model = UserNetworks.read(file, HEIGHT, WIDTH);
            assertThat(model.preprocessing().channelOrder()).isEqualTo(ChannelOrder.GRAY);
            assertThat(model.provenance().get("note")).contains("gray divided by 255 is assumed");

            PixelImage photo = photo();
            INDArray expected = Nd4j.create(1, 1, HEIGHT, WIDTH);
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    int at = 3 * (y * WIDTH + x);
                    double luma = 0.299 * (photo.rgb()[at] & 255)
                            + 0.587 * (photo.rgb()[at + 1] & 255)
                            + 0.114 * (photo.rgb()[at + 2] & 255);
                    expected.putScalar(0, 0, y, x, Math.round(luma) / 255.0);
                }
            }
            INDArray given = model.preprocessing().apply(photo).reshape(1, 1, HEIGHT, WIDTH);
            assertThat(given.sub(expected).amaxNumber().doubleValue()).isCloseTo(0, within(1e-6));
            INDArray flat = type instanceof InputType.InputTypeConvolutionalFlat
                    ? expected.reshape(1, HEIGHT * WIDTH)
                    : expected;
            assertThat(model.graph()
                            .outputSingle(given)
                            .sub(source.output(flat))
                            .amaxNumber()
                            .doubleValue())
                    .isCloseTo(0, within(1e-5));
        }
    }

    @Test
    void aNormalizerOfAGrayNetworkIsRead() throws IOException {
        Path file = folder.resolve("gray.zip");
        ModelSerializer.writeModel(sequence(InputType.convolutional(HEIGHT, WIDTH, 1)), file.toFile(), true);
        ModelSerializer.addNormalizerToModel(file.toFile(), new ImagePreProcessingScaler(-1, 1));
        assertThat(UserNetworks.read(file, HEIGHT, WIDTH).preprocessing())
                .isEqualTo(PixelRange.SIGNED.of(HEIGHT, WIDTH, 1));
        assertThat(UserNetworks.read(file, HEIGHT, WIDTH, Optional.of(PixelRange.RAW))
                        .preprocessing())
                .isEqualTo(PixelRange.RAW.of(HEIGHT, WIDTH, 1));
    }

    @Test
    void aBackboneOfOneChannelIsMadeSavedAndReadAgain() throws IOException {
        CamModel model = Networks.create(
                NetworkSpec.of("mini", "gap", List.of("a", "b")).size(32, 48).channels(1));
        assertThat(model.preprocessing().channelOrder()).isEqualTo(ChannelOrder.GRAY);
        Path file = folder.resolve("mini.zip");
        ModelFile.save(model, file);
        CamModel read = Networks.create(NetworkSpec.of(file.toString(), "original", List.of()));
        INDArray image = Nd4j.rand(1, 1, 32, 48);
        assertThat(read.graph().outputSingle(image)).isEqualTo(model.graph().outputSingle(image));
        assertThat(read.preprocessing()).isEqualTo(model.preprocessing());
    }

    @Test
    void whatHasThreeChannelsIsNotMadeGray() throws IOException {
        Path file = folder.resolve("mini.zip");
        ModelFile.save(
                Networks.create(NetworkSpec.of("mini", "gap", List.of("a", "b")).size(32, 32)), file);
        assertThatThrownBy(() -> Networks.create(
                        NetworkSpec.of(file.toString(), "original", List.of()).channels(1)))
                .hasMessageContaining("reads images of 3 channels; leave --channels 1 out");
        assertThatThrownBy(() -> NetworkSpec.of("mini", "gap", List.of()).channels(4))
                .hasMessageContaining("expected 3 (color) or 1 (gray)");
    }

    private static PixelImage photo() {
        byte[] rgb = new byte[3 * HEIGHT * WIDTH];
        new Random(1).nextBytes(rgb);
        return new PixelImage(HEIGHT, WIDTH, rgb);
    }

    private static MultiLayerNetwork sequence(InputType type) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.RELU)
                        .build())
                .layer(new GlobalPoolingLayer.Builder().build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(type)
                .build());
        network.init();
        return network;
    }
}
