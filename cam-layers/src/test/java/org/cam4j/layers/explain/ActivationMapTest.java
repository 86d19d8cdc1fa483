package org.cam4j.layers.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.maps.BicubicResize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ActivationMapTest {
    private final ScoreMap scores = new ScoreMap(new double[] {0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 2}, 3, 4);
    private final ActivationMap map = new ActivationMap(0, 5, 0.75, "grad-cam", "layer4", scores);

    @Test
    void arrayAndScoresAreTheSameNumbers() {
        assertThat(map.array().shape()).containsExactly(3, 4);
        assertThat(map.array().getDouble(1, 1)).isEqualTo(4);
    }

    @Test
    void resizingIsBicubicAndKeepsTheRest() {
        ActivationMap large = map.resized(40, 30);
        assertThat(large.scores().values())
                .isEqualTo(BicubicResize.resize(scores, 30, 40).values());
        assertThat(large.scores().width()).isEqualTo(40);
        assertThat(large.classIndex()).isEqualTo(5);
        assertThat(large.layer()).isEqualTo("layer4");
    }

    @Test
    void theFirstBoxIsTheEvaluatorsAndEveryRegionHasOne() {
        ActivationMap large = map.resized(40, 30);
        List<Box> boxes = large.boxes(0.3);
        assertThat(boxes).hasSize(2);
        assertThat(boxes.get(0)).isEqualTo(Boxes.largest(large.scores(), 0.3, 30, 40));
        assertThat(new ActivationMap(0, 0, 1, "cam", "x", new ScoreMap(new double[4], 2, 2)).boxes(0.2))
                .isEmpty();
    }

    @Test
    void anOverlayIsWrittenAsPngInThePhotosSize(@TempDir Path folder) throws IOException {
        BufferedImage photo = new BufferedImage(60, 45, BufferedImage.TYPE_INT_ARGB);
        Path file = folder.resolve("new").resolve("out.png");
        Overlay overlay = map.overlay(photo).draw(new Box(1, 2, 20, 30));
        overlay.write(file);
        overlay.write(file); // replaces it
        BufferedImage written = ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(file)));
        assertThat(written.getWidth()).isEqualTo(60);
        assertThat(written.getHeight()).isEqualTo(45);
        assertThat(new Color(written.getRGB(1, 2)).getRed()).isGreaterThan(200);
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        assertThat(photo.getRGB(30, 20)).isZero(); // the photo is left as it is
    }

    @Test
    void aConstantMapLeavesThePhotoAsItIs() {
        BufferedImage photo = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        photo.setRGB(1, 1, 0x123456);
        ActivationMap constant = new ActivationMap(0, 0, 1, "cam", "x", new ScoreMap(new double[4], 2, 2));
        assertThat(constant.overlay(photo).image().getRGB(1, 1) & 0xFFFFFF).isEqualTo(0x123456);
    }

    @Test
    void theNetworksInputCanBeDrawnOn() {
        INDArray image = Nd4j.linspace(DataType.FLOAT, -2, 0.01, 3 * 6 * 8).reshape('c', 1, 3, 6, 8);
        ActivationMap constant = new ActivationMap(0, 0, 1, "cam", "x", new ScoreMap(new double[4], 2, 2));
        assertThat(new Color(constant.overlay(image).image().getRGB(0, 0)).getRed())
                .isZero();
        assertThat(new Color(constant.overlay(image).image().getRGB(7, 5)).getBlue())
                .isEqualTo(255);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.overlay(Nd4j.zeros(2, 3, 6, 8)))
                .withMessageContaining("[2, 3, 6, 8]")
                .withMessageContaining("[3, H, W]");
    }
}
