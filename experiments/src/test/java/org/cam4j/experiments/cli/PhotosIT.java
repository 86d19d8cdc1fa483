package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain photo.jpg}: the embedded network on the photographs that are part of the program. */
class PhotosIT {
    @TempDir
    private Path folder;

    @BeforeEach
    void photos() throws IOException {
        for (String name : List.of("chelsea.jpg", "coffee.jpg", "rocket.jpg")) {
            try (InputStream photo = Objects.requireNonNull(PhotosIT.class.getResourceAsStream("/photos/" + name))) {
                Files.copy(photo, folder.resolve(name));
            }
        }
    }

    @Test
    void theEmbeddedNetworkNamesWhatIsInThePhotographs() throws IOException {
        Path json = folder.resolve("out.json");
        Program explain = Program.run(
                "explain", folder.resolve("*.jpg"), "--out", folder.resolve("out"), "--json", json, "--quiet");
        assertThat(explain.code()).as(explain.err()).isZero();
        assertThat(explain.err())
                .contains("Network: SqueezeNet 1.1 for ImageNet")
                .doesNotContain("assumed");
        assertThat(explain.out()).contains("Egyptian cat (285)", "espresso (967)", "pole (733)", "3 images explained");
        JsonNode maps = Program.json(json).path("explanations");
        assertThat(maps.path(0).path("probability").asDouble()).isBetween(0.45, 0.55);
        assertThat(maps.path(1).path("probability").asDouble()).isGreaterThan(0.99);
    }

    @Test
    void aClassIsFoundByNameAndAnUnknownOneGetsTheNearest() {
        Path photo = folder.resolve("chelsea.jpg");
        Program tabby =
                Program.run("explain", photo, "--class", "tabby cat", "--out", folder.resolve("out"), "--quiet");
        assertThat(tabby.out()).as(tabby.err()).contains("tabby (281)");
        Program unknown =
                Program.run("explain", photo, "--class", "taby cat", "--out", folder.resolve("no"), "--quiet");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("did you mean 'tabby cat'?");
    }

    @Test
    void anInputThatIsNotSquareAndAGrayImageAreExplained() throws IOException {
        BufferedImage gray = new BufferedImage(90, 60, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = gray.createGraphics();
        graphics.setColor(Color.LIGHT_GRAY);
        graphics.fillOval(10, 10, 30, 30);
        graphics.dispose();
        Path file = folder.resolve("gray.png");
        ImageIO.write(gray, "png", file.toFile());
        Program explain = Program.run(
                "explain",
                file,
                folder.resolve("coffee.jpg"),
                "--input-size",
                "160x240",
                "--out",
                folder.resolve("out"));
        assertThat(explain.code()).as(explain.err()).isZero();
        assertThat(explain.err()).contains("1 gray image was given to the network as three equal channels");
        assertThat(explain.out()).contains("espresso (967)");
    }
}
