package org.cam4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.write.ImageFiles;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.Npy;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.UserNetworks;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every example runs; those that train learn the colors, and those that explain write pictures. */
class ExamplesTest {
    @TempDir
    private Path folder;

    @Test
    void explainsThePhotoThatComesWithIt() throws IOException {
        ExplainPhoto.main(arguments(folder));
        assertThat(pictures()).hasSize(1);
    }

    @Test
    void trainsANetworkOfOnesOwnOnAFolder() throws IOException {
        Path images = folder.resolve("images");
        for (int label = 0; label < 2; label++) {
            for (int i = 0; i < 10; i++) {
                byte[] rgb = new byte[32 * 32 * 3];
                for (int pixel = i; pixel < 32 * 32; pixel++) {
                    rgb[3 * pixel + label] = (byte) 200;
                }
                Path file =
                        Files.createDirectories(images.resolve("class" + label)).resolve(i + ".png");
                Files.write(file, ImageFiles.png(new PixelImage(32, 32, rgb)));
            }
        }
        CustomBackbone.main(arguments(images, folder.resolve("run")));
        assertThat(folder.resolve("run/model.zip")).exists();
    }

    @Test
    void trainsAWideHead() throws IOException {
        WideHead.main(arguments(folder));
        assertThat(pictures()).containsExactly("0-0.png", "1-1.png", "2-2.png");
    }

    @Test
    void transfersANetwork() throws IOException {
        Transfer.main(arguments(folder));
        assertThat(pictures()).hasSize(3);
    }

    @Test
    void evaluatesMapsOfAnyProgram() throws IOException {
        for (String id : new String[] {"cat", "dog"}) {
            Files.write(folder.resolve(id + ".npy"), Npy.bytes(new ScoreMap(new double[] {0, 1, 0, 0}, 2, 2)));
        }
        EvaluateMaps.main(arguments(folder));
    }

    @Test
    void stopsEarlyAndKeepsTheBestNetwork() throws IOException {
        EarlyStop.main(arguments(folder));
        assertThat(pictures()).hasSize(3);
        CamModel model = ModelFile.load(folder.resolve("model.zip"));
        Path saved = folder.resolve("bestGraph.bin");
        ComputationGraph plain = ModelSerializer.restoreComputationGraph(saved.toFile(), true);
        ComputationGraph checked = UserNetworks.read(saved, 32, 32).graph();
        assertThat(model.graph().params()).isEqualTo(plain.params()).isEqualTo(checked.params());
        INDArray images = ColoredSquares.draw(3, 1).getFeatures();
        assertThat(model.graph().outputSingle(images))
                .isEqualTo(plain.outputSingle(images))
                .isEqualTo(checked.outputSingle(images));
        assertThat(plain.getUpdater().getStateViewArray())
                .isEqualTo(model.graph().getUpdater().getStateViewArray());
    }

    @Test
    void showsTheTrainingPages() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            System.setProperty("org.deeplearning4j.ui.port", Integer.toString(free.getLocalPort()));
        }
        WatchTraining.main(arguments(folder));
        assertThat(pictures()).hasSize(3);
    }

    @Test
    void followsATrainingAndStopsIt() throws IOException {
        Callbacks.main(arguments(folder));
        List<String> epochs = Files.readAllLines(folder.resolve(Trainer.HISTORY));
        assertThat(epochs).hasSizeLessThan(1 + 20);
        assertThat(Files.readAllLines(folder.resolve("steps.csv"))).hasSize(1 + 6 * (epochs.size() - 1));
        assertThat(folder.resolve("dashboard")).isNotEmptyDirectory();
    }

    @Test
    void trainsInParallel() throws Exception {
        Parallel.main(arguments(folder));
        assertThat(pictures()).hasSize(3);
    }

    private static String[] arguments(Path... paths) {
        return Stream.of(paths).map(Path::toString).toArray(String[]::new);
    }

    private String[] pictures() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            String[] names = files.filter(file -> file.toString().endsWith(".png"))
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toArray(String[]::new);
            for (String name : names) {
                assertThat(ImageIO.read(folder.resolve(name).toFile())).isNotNull();
            }
            return names;
        }
    }
}
