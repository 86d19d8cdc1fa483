package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocTest {
    @TempDir
    Path folder;

    private Tree tree;

    /** Images of 64 x 48: 1 and 2 show a cat, 3 a cat and a dog, 4 a dog; 3 and 4 are test. */
    @BeforeEach
    void write() throws IOException {
        tree = new Tree(folder)
                .images("VOCdevkit/VOC2012/JPEGImages", "1.jpg", "2.jpg", "3.jpg", "4.jpg")
                .text("VOCdevkit/VOC2012/ImageSets/Main/trainval.txt", "1", "2", "3")
                .text("VOCdevkit/VOC2012/ImageSets/Segmentation/train.txt", "1")
                .text("VOCdevkit/VOC2012/ImageSets/Segmentation/val.txt", "3", "4");
        annotate("1", object("cat", "3", "4", "20", "30"));
        annotate("2", object("cat", "1", "1", "64", "48"), object("cat", "2.6", "3", "9", "9"));
        annotate("3", object("cat", "5", "5", "10", "10"), object("dog", "30", "5", "40", "10"));
        annotate("4", object("dog", "5", "5", "10", "10"));
    }

    private void annotate(String name, String... objects) throws IOException {
        tree.text(
                "VOCdevkit/VOC2012/Annotations/" + name + ".xml",
                "<annotation><size><width>64</width><height>48</height></size>",
                String.join("\n", objects),
                "</annotation>");
    }

    private static String object(String name, String... corners) {
        return "<object><part><name>head</name><bndbox><xmin>7</xmin><ymin>7</ymin><xmax>8</xmax><ymax>8</ymax></bndbox></part>"
                + "<name>%s</name><bndbox><xmin>%s</xmin><ymin>%s</ymin><xmax>%s</xmax><ymax>%s</ymax></bndbox></object>"
                        .formatted(name, corners[0], corners[1], corners[2], corners[3]);
    }

    private void mask(String name, int width, Map<Integer, Integer> pixels) throws IOException {
        mask("SegmentationClass", name, width, pixels);
    }

    /** A mask with a palette of nonsense colors: background, then these indices at these places. */
    private void mask(String kind, String name, int width, Map<Integer, Integer> pixels) throws IOException {
        byte[] colors = new byte[256];
        IndexColorModel same = new IndexColorModel(8, 256, colors, colors, colors);
        BufferedImage image = new BufferedImage(width, 48, BufferedImage.TYPE_BYTE_INDEXED, same);
        pixels.forEach((place, index) -> image.getRaster().setSample(place % width, place / width, 0, index));
        Path file = folder.resolve("VOCdevkit/VOC2012/" + kind + "/" + name + ".png");
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    @Test
    void imagesOfOneClassAreLearnedFromAndThoseOfSeveralAreMeasuredOnceAClass() {
        Dataset dataset = tree.open(new Voc());
        assertThat(dataset.classNames()).hasSize(20).startsWith("aeroplane", "bicycle");
        assertThat(Tree.ids(dataset, Split.TRAIN)).containsExactly("JPEGImages/1.jpg");
        assertThat(Tree.ids(dataset, Split.VALIDATION)).containsExactly("JPEGImages/2.jpg");
        assertThat(Tree.ids(dataset, Split.TEST))
                .containsExactly("JPEGImages/3.jpg#cat", "JPEGImages/3.jpg#dog", "JPEGImages/4.jpg#dog");
        Sample second = dataset.samples(Split.VALIDATION).get(0);
        assertThat(second.boxes()).containsExactly(new Box(0, 0, 63, 47), new Box(2, 2, 8, 8));
        assertThat(dataset.classNames().get(second.label())).isEqualTo("cat");
        assertThat(Tree.skipped(dataset))
                .hasSize(19)
                .contains("class dog: no training image shows this class alone, so that nothing can be learned of it.");
    }

    @Test
    void masksAreIndicesNotColorsAndTheBorderIsIgnored() throws IOException {
        mask("3", 64, new TreeMap<>(Map.of(0, 8, 1, 12, 2, 255, 64, 8)));
        Dataset dataset = tree.open(new Voc());
        Mask cat = dataset.samples(Split.TEST).get(0).mask().orElseThrow().get();
        assertThat(cat.width()).isEqualTo(64);
        assertThat(cat.pixels()).startsWith(1, 0, Mask.IGNORE, 0);
        assertThat(cat.pixels()[64]).isEqualTo((byte) 1);
        Mask dog = dataset.samples(Split.TEST).get(1).mask().orElseThrow().get();
        assertThat(dog.pixels()).startsWith(0, 1, Mask.IGNORE, 0);
        assertThat(dog.pixels()[64]).isZero();
        assertThat(dataset.samples(Split.TEST).get(2).mask()).isEmpty();
    }

    @Test
    void whereThereAreNoMasksOfClassesThoseOfTheirObjectsAreAddedUp() throws IOException {
        annotate(
                "3",
                object("cat", "5", "5", "10", "10"),
                object("dog", "30", "5", "40", "10"),
                object("cat", "1", "1", "4", "4"));
        mask("SegmentationObject", "3", 64, new TreeMap<>(Map.of(0, 1, 1, 2, 2, 255, 3, 3, 4, 0)));
        mask("SegmentationObject", "4", 64, new TreeMap<>(Map.of(65, 2)));
        Dataset dataset = tree.open(new Voc());
        Mask cat = dataset.samples(Split.TEST).get(0).mask().orElseThrow().get();
        assertThat(cat.pixels()).startsWith(1, 0, Mask.IGNORE, 1, 0);
        Mask dog = dataset.samples(Split.TEST).get(1).mask().orElseThrow().get();
        assertThat(dog.pixels()).startsWith(0, 1, Mask.IGNORE, 0, 0);
        assertThatThrownBy(dataset.samples(Split.TEST).get(2).mask().orElseThrow()::get)
                .as("image 4 has one object")
                .hasMessageContaining("SegmentationObject/4.png: index 2 at (1, 1), expected 0 to 1 or 255");
        mask("3", 64, new TreeMap<>(Map.of(7, 8)));
        byte[] ofClass = tree.open(new Voc())
                .samples(Split.TEST)
                .get(0)
                .mask()
                .orElseThrow()
                .get()
                .pixels();
        assertThat(ofClass).as("masks of classes come first").startsWith(0, 0, 0, 0, 0, 0, 0, 1);
    }

    @Test
    void theYear2007IsReadTheSameWay() throws IOException {
        mask("3", 64, new TreeMap<>(Map.of(0, 8)));
        Files.move(folder.resolve("VOCdevkit/VOC2012"), folder.resolve("VOCdevkit/VOC2007"));
        Dataset dataset = tree.open(new Voc());
        assertThat(Tree.ids(dataset, Split.TEST)).hasSize(3);
        assertThat(dataset.samples(Split.TEST).get(0).mask()).isPresent();
    }

    @Test
    void theListBesideSbdsMasksReplacesTheOfficialOnes() throws IOException {
        tree.text(
                "VOCdevkit/VOC2012/ImageSets/Segmentation/trainaug.txt",
                "/JPEGImages/2.jpg /SegmentationClassAug/2.png",
                "/JPEGImages/4.jpg /SegmentationClassAug/4.png");
        Dataset dataset = tree.open(new Voc());
        assertThat(Tree.ids(dataset, Split.TRAIN)).as("4 is test").containsExactly("JPEGImages/2.jpg");
    }

    @Test
    void masksThatDoNotFitAreRefusedWithTheirFile() throws IOException {
        mask("3", 63, Map.of());
        mask("4", 64, new TreeMap<>(Map.of(65, 21)));
        Dataset dataset = tree.open(new Voc());
        assertThatThrownBy(dataset.samples(Split.TEST).get(0).mask().orElseThrow()::get)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("3.png: a mask of 63 x 48, expected the size of its image, 64 x 48");
        assertThatThrownBy(dataset.samples(Split.TEST).get(2).mask().orElseThrow()::get)
                .hasMessageContaining("index 21 at (1, 1), expected 0 to 20 or 255");
        BufferedImage colors = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        Path file = folder.resolve("VOCdevkit/VOC2012/SegmentationClass/4.png");
        ImageIO.write(colors, "png", file.toFile());
        assertThatThrownBy(dataset.samples(Split.TEST).get(2).mask().orElseThrow()::get)
                .hasMessageContaining("expected class indices in a PNG with a palette");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));
        assertThatThrownBy(dataset.samples(Split.TEST).get(2).mask().orElseThrow()::get)
                .hasMessageContaining("4.png: is damaged");
    }

    @Test
    void damagedEntriesAreNamedAndTheOthersStay() throws IOException {
        tree.text("VOCdevkit/VOC2012/Annotations/1.xml", "<annotation>");
        annotate("2", object("unicorn", "1", "1", "2", "2"));
        annotate("4", object("dog", "5", "5", "99", "10"));
        Dataset dataset = tree.open(new Voc());
        assertThat(Tree.ids(dataset, Split.TRAIN)).isEmpty();
        assertThat(dataset.samples(Split.TEST).get(2).boxes()).isEmpty();
        assertThat(Tree.skipped(dataset))
                .anySatisfy(
                        line -> assertThat(line).contains("Annotations/1.xml: ").contains("not valid XML"))
                .anySatisfy(line -> assertThat(line).startsWith("class unicorn: is none of aeroplane"))
                .anySatisfy(line -> assertThat(line).startsWith("Annotations/4.xml: box 4,4,98,9 lies outside"));
    }
}
