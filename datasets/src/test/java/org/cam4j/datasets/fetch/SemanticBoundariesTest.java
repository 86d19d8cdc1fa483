package org.cam4j.datasets.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.datasets.write.ImageFiles;
import org.cam4j.evaluation.Mask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sinks;

class SemanticBoundariesTest {
    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();

    /** VOC: a is train and has a mask, v is val; SBD: a, b and v, c in its two lists. All are images of cats of 3 x 2. */
    @BeforeEach
    void write() throws IOException {
        lines("VOC2012/ImageSets/Segmentation/train.txt", "a");
        lines("VOC2012/ImageSets/Segmentation/val.txt", "v");
        lines("SBD/train.txt", "b", "a");
        lines("SBD/val.txt", "v", "c", "");
        for (String name : List.of("a", "b", "c", "v")) {
            Path image = folder.resolve("VOC2012/JPEGImages/" + name + ".jpg");
            Files.createDirectories(image.getParent());
            Files.write(image, ImageFiles.jpeg(new PixelImage(2, 3, new byte[18])));
            lines(
                    "VOC2012/Annotations/" + name + ".xml",
                    "<annotation><size><width>3</width><height>2</height></size><object><name>cat</name>",
                    "<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object></annotation>");
            segmentation(name, 8, 0, 15, 8, 0, 0); // column by column
        }
        Path mask = folder.resolve("VOC2012/SegmentationClass/a.png");
        Files.createDirectories(mask.getParent());
        Files.write(mask, ImageFiles.palettePng(new int[] {8, 8, 8, 8, 8, 255}, 3));
        lines("SBD/img/b.jpg", "not needed");
    }

    private void lines(String file, String... lines) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, List.of(lines));
    }

    private void segmentation(String name, int... values) throws IOException {
        Matrix matrix = Mat5.newMatrix(2, 3);
        for (int i = 0; i < values.length; i++) {
            matrix.setDouble(i, values[i]);
        }
        save(
                name,
                Mat5.newMatFile()
                        .addArray(
                                "GTcls",
                                Mat5.newStruct().set("Segmentation", matrix).set("Other", Mat5.newScalar(1))));
    }

    private void save(String name, MatFile content) throws IOException {
        Path file = folder.resolve("SBD/cls/" + name + ".mat");
        Files.createDirectories(file.getParent());
        try (var sink = Sinks.newStreamingFile(file.toFile())) {
            content.writeTo(sink);
        }
    }

    private void arrange() throws IOException {
        Fetchables.byId("voc").arrange(folder, new Fetch.Listener() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        });
    }

    @Test
    void theListHoldsTheImagesOfBothSetsThatAreNotMeasuredOnAndTheLoaderReadsIt() throws IOException {
        arrange();
        assertThat(folder.resolve("VOC2012/ImageSets/Segmentation/trainaug.txt"))
                .hasContent("a\nb\nc");
        assertThat(folder.resolve("SBD")).doesNotExist();
        assertThat(notes).containsExactly("ImageSets/Segmentation/trainaug.txt: 3 images of VOC and SBD to learn from");
        Dataset dataset = Datasets.byId("voc").open(folder, 1);
        List<Sample> training = new ArrayList<>(dataset.samples(Split.TRAIN));
        training.addAll(dataset.samples(Split.VALIDATION));
        assertThat(training)
                .extracting(Sample::id)
                .containsExactlyInAnyOrder("JPEGImages/a.jpg", "JPEGImages/b.jpg", "JPEGImages/c.jpg");
        for (Sample sample : training) {
            byte[] expected = sample.id().equals("JPEGImages/a.jpg")
                    ? new byte[] {1, 1, 1, 1, 1, Mask.IGNORE}
                    : new byte[] {1, 0, 0, 0, 1, 0}; // rows: 8 15 0, 0 8 0
            assertThat(sample.mask().orElseThrow().get().pixels())
                    .as(sample.id())
                    .isEqualTo(expected);
        }
        BufferedImage picture = ImageIO.read(
                folder.resolve("VOC2012/SegmentationClassAug/b.png").toFile());
        assertThat(new Color(picture.getRGB(0, 0))).as("VOC's colour of cats").isEqualTo(new Color(64, 0, 0));
    }

    @Test
    void whatIsMissingOrNoSegmentationIsNamed() throws IOException {
        segmentation("b", 8, 0, 21, 8, 0, 0);
        assertThatThrownBy(this::arrange)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("b.mat: GTcls.Segmentation is 21.0 in row 1 and column 2, expected 0 to 20");
        save("b", Mat5.newMatFile().addArray("GTinst", Mat5.newStruct()));
        assertThatThrownBy(this::arrange)
                .hasMessageContaining("b.mat: holds the variables [GTinst], expected GTcls, a structure");
        Files.write(folder.resolve("SBD/cls/b.mat"), new byte[40]);
        assertThatThrownBy(this::arrange).hasMessageContaining("b.mat: cannot be read as a .mat file");
        Files.delete(folder.resolve("SBD/cls/b.mat"));
        assertThatThrownBy(this::arrange).isInstanceOf(IOException.class).hasMessageContaining("b.mat");
        lines("SBD/val.txt", "../../evil");
        assertThatThrownBy(this::arrange).hasMessageContaining("val.txt: '../../evil', expected the name of an image");
        Files.delete(folder.resolve("SBD/val.txt"));
        assertThatThrownBy(this::arrange).hasMessageContaining("val.txt: no such file, expected a list of images");
    }
}
