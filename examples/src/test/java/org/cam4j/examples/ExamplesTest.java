package org.cam4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.write.ImageFiles;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void stopsEarly() throws IOException {
        EarlyStop.main(arguments(folder));
        assertThat(pictures()).hasSize(3);
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
