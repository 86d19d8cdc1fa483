package org.cam4j.layers.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.datasets.pixels.Preprocessing.ChannelOrder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The Java example of README.md, as a program that runs. */
class ReadmeExampleTest {
    private static final Path SOURCE = Path.of("src/test/java/org/cam4j/layers/explain/ReadmeExampleTest.java");

    private static final int SIZE = 32;

    @TempDir
    private Path folder;

    private static void example(String model, String photo, String overlay, int height, int width) throws IOException {
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(new File(model));
        Preprocessing input =
                new Preprocessing(height, width, ChannelOrder.RGB, List.of(0.0), List.of(255.0)); // as in training
        INDArray image = input.apply(ImageDecoder.decodeUpright(Path.of(photo))); // [3, H, W]
        try (ClassActivation cam = ClassActivation.of(graph).method("grad-cam").build()) {
            for (ActivationMap map :
                    cam.explain(Nd4j.expandDims(image, 0))) { // [N, 3, H, W]; the top class of each image
                System.out.printf("class %d, probability %.2f%n", map.classIndex(), map.probability());
                map.overlay(image).write(Path.of(overlay));
            }
        }
    }

    @Test
    void theExampleWritesAnOverlay() throws IOException {
        File model = folder.resolve("model.zip").toFile();
        ModelSerializer.writeModel(network(), model, false);
        File photo = folder.resolve("photo.png").toFile();
        ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "png", photo);
        Path overlay = folder.resolve("overlay.png");
        example(model.getPath(), photo.getPath(), overlay.toString(), SIZE, SIZE);
        assertThat(overlay).isNotEmptyFile();
    }

    private static ComputationGraph network() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("image")
                .addLayer(
                        "conv",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(4)
                                .activation(Activation.RELU)
                                .build(),
                        "image")
                .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "conv")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "gap")
                .setOutputs("output")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 3))
                .build());
        graph.init();
        return graph;
    }

    @Test
    void theReadmeShowsTheseLines() throws IOException {
        Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "README.md")));
        String source = onOneLine(Files.readString(SOURCE));
        boolean shown = false;
        while (blocks.find()) {
            if (blocks.group(1).contains("ClassActivation")) {
                String example = blocks.group(1)
                        .replace("\"my-model.zip\"", "model")
                        .replace("\"photo.jpg\"", "photo")
                        .replace("\"overlay.png\"", "overlay")
                        .replace("224, 224", "height, width");
                assertThat(source).contains(onOneLine(example));
                shown = true;
            }
        }
        assertThat(shown).as("README.md has a Java example of ClassActivation").isTrue();
    }

    /** Where lines break does not count. */
    private static String onOneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
