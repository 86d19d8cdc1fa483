package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cam4j.experiments.cli.option.DatasetOptions;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Every kind of Deeplearning4j network in every command that takes one: it works, or it is refused by name. */
@Tag("long")
class SourcesIT {
    private static final int HEIGHT = 32;
    private static final int WIDTH = 48;
    private static final String SIZE = HEIGHT + "x" + WIDTH;

    @TempDir
    private Path folder;

    private List<String> classes = List.of();
    private Path names = Path.of("names.txt");
    private Path photos = Path.of("photos");

    @BeforeEach
    void photosAndNames() throws IOException {
        classes = DatasetOptions.open("parts", Optional.empty(), 1).classNames();
        names = Files.write(folder.resolve("names.txt"), classes);
        photos = Files.createDirectory(folder.resolve("photos"));
        for (String name : List.of("chelsea.jpg", "coffee.jpg")) {
            try (var photo = SourcesIT.class.getResourceAsStream("/photos/" + name)) {
                Files.copy(photo, photos.resolve(name));
            }
        }
    }

    @Test
    void aZipOfCam4j() throws IOException {
        Path file = folder.resolve("own.zip");
        ModelFile.save(Networks.create(NetworkSpec.of("mini", "gap", classes).size(HEIGHT, WIDTH)), file);
        everyCommandWorks(file);
        assertThat(run("explain", "--model", file, "--input-size", 64, photos).err())
                .contains("reads images of 32 x 48, but 64 x 64 were asked for; leave --input-size out");
    }

    @Test
    void aComputationGraphOfDeeplearning4jWithItsNormalizer() throws IOException {
        Path file = folder.resolve("graph.zip");
        ComputationGraph graph = sequence(3).toComputationGraph();
        ModelSerializer.writeModel(graph, file.toFile(), true);
        ModelSerializer.addNormalizerToModel(file.toFile(), new ImagePreProcessingScaler(-1, 1));
        everyCommandWorks(file, "--input-size", SIZE);
        Program explained = run(
                "explain",
                "--model",
                file,
                "--input-size",
                SIZE,
                "--class-names",
                names,
                "--out",
                folder.resolve("b"),
                photos);
        assertThat(explained.err()).contains("normalizer.bin (ImagePreProcessingScaler");
        assertThat(explained.out()).containsAnyOf(classes.toArray(String[]::new));
        assertThat(run("explain", "--model", file, photos).err())
                .contains("add --input-size N (rows and columns) or HxW");
    }

    @Test
    void aGraySequenceOfDeeplearning4j() throws IOException {
        Path file = folder.resolve("sequence.zip");
        ModelSerializer.writeModel(sequence(1), file.toFile(), true);
        everyCommandWorks(file, "--input-size", SIZE, "--pixels", "signed");
        Program explained = run("explain", "--model", file, "--input-size", SIZE, "--out", folder.resolve("b"), photos);
        assertThat(explained.err())
                .contains("gray divided by 255 is assumed (--pixels unit", "color images are converted to gray");
    }

    @Test
    void aZooModelIsTrainedAndRefusedElsewhere() {
        Path run = folder.resolve("zoo");
        Program train = run(
                "train",
                "--backbone",
                "zoo:SimpleCNN",
                "--head",
                "gap",
                "--input-size",
                48,
                "--channels",
                1,
                "--dataset",
                "parts",
                "--epochs",
                1,
                "--probe-images",
                0,
                "--out",
                run);
        assertThat(train.code()).as(train.err()).isZero();
        Program explained = run("explain", "--model", run, "--out", folder.resolve("maps"), photos);
        assertThat(explained.code()).as(explained.err()).isZero();
        for (Object[] command : List.of(
                new Object[] {"explain", "--model", "zoo:LeNet", photos},
                new Object[] {"list", "taps", "--backbone", "zoo:LeNet"},
                new Object[] {"evaluate", "--model", "zoo:LeNet", "--dataset", "parts"},
                new Object[] {"watch", "--model", "zoo:LeNet", "--source", photos})) {
            Program refused = run(command);
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("zoo:LeNet: models of Deeplearning4j's zoo start from random parameters");
        }
    }

    private void everyCommandWorks(Path file, Object... input) {
        for (Object[] command : List.of(
                new Object[] {"explain", "--model", file, "--out", folder.resolve("maps"), photos},
                new Object[] {"evaluate", "--model", file, "--dataset", "parts", "--method", "cam"},
                new Object[] {"list", "taps", "--model", file, "--verbose"},
                new Object[] {"watch", "--model", file, "--source", photos, "--out", folder.resolve("photos.mp4")},
                new Object[] {
                    "train",
                    "--backbone",
                    file,
                    "--head",
                    "gap",
                    "--dataset",
                    "parts",
                    "--epochs",
                    1,
                    "--probe-images",
                    0,
                    "--out",
                    folder.resolve("run")
                })) {
            List<Object> words = new ArrayList<>(Arrays.asList(command));
            words.addAll(Arrays.asList(input));
            Program program = run(words.toArray());
            assertThat(program.code()).as(words + ": " + program.err()).isZero();
            if (command[0].equals("list")) {
                assertThat(program.out()).contains(" 32 x 48");
            }
        }
    }

    private static Program run(Object... words) {
        List<Object> all = new ArrayList<>(Arrays.asList(words));
        if (!words[0].equals("list")) {
            all.add("--quiet");
        }
        return Program.run(all.toArray());
    }

    private MultiLayerNetwork sequence(int channels) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(8)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.RELU)
                        .build())
                .layer(new GlobalPoolingLayer.Builder().build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(classes.size())
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(
                        channels == 1
                                ? InputType.convolutionalFlat(HEIGHT, WIDTH, 1)
                                : InputType.convolutional(HEIGHT, WIDTH, channels))
                .build());
        network.init();
        return network;
    }
}
