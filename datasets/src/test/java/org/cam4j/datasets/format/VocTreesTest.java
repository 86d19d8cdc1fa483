package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees in the layout of VOC that annotation programs write. */
class VocTreesTest {
    @TempDir
    Path folder;

    private static String object(String corners) {
        String[] corner = corners.split(",", -1);
        return "<object><name>cat</name><bndbox><xmin>%s</xmin><ymin>%s</ymin><xmax>%s</xmax><ymax>%s</ymax></bndbox></object>"
                .formatted(corner[0], corner[1], corner[2], corner[3]);
    }

    /** One image of 64 x 48 for test. */
    private Tree tree(String line, String image, String xml, int width, int height, String... objects)
            throws IOException {
        return new Tree(folder)
                .images("JPEGImages", image)
                .text("ImageSets/Segmentation/val.txt", line)
                .text("labelmap.txt", "# label:color_rgb:parts:actions", "background:0,0,0::", "cat:64,0,0::")
                .text(
                        "Annotations/" + xml,
                        "<annotation><filename>%s</filename><size><width>%d</width><height>%d</height></size>%s</annotation>"
                                .formatted(image, width, height, String.join("", objects)));
    }

    private static List<String> problems(Dataset dataset) {
        return Tree.skipped(dataset).stream()
                .filter(line -> !line.contains("no training image"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "IMG 0001 (2), IMG 0001 (2).jpg, IMG 0001 (2).xml",
        "street.night, street.night.jpg, street.night.xml",
        "street.png, street.png.jpg, street.png.xml",
        "a 1, a 1.jpg, a 1.xml",
        "a  -1, a.jpg, a.xml",
        "a.jpg, a.jpg, a.xml",
        "/JPEGImages/a.jpg /SegmentationClassAug/a.png, a.jpg, a.xml",
        "a, a.png, a.xml",
        "a, a.jpeg, a.xml",
        "a, a.JPG, a.xml",
        "a, other name.png, a.xml"
    })
    void anImageIsFoundByItsName(String line, String image, String xml) throws IOException {
        Dataset dataset = tree(line, image, xml, 64, 48, object("10,10,30,30")).open(new Voc());
        assertThat(Tree.ids(dataset, Split.TEST)).containsExactly("JPEGImages/" + image + "#cat");
        assertThat(dataset.samples(Split.TEST).get(0).boxes()).containsExactly(new Box(9, 9, 29, 29));
        assertThat(problems(dataset)).isEmpty();
        assertThat(Tree.notes(dataset)).hasSize(image.startsWith("other") ? 1 : 0);
    }

    @Test
    void aFileNameThatLeadsOutOfTheFolderIsRefused() throws IOException {
        Tree tree = tree("a", "b.png", "a.xml", 64, 48, object("10,10,30,30"));
        Path xml = folder.resolve("Annotations/a.xml");
        Files.writeString(xml, Files.readString(xml).replace("b.png", "../../secret.png"));
        Dataset dataset = tree.open(new Voc());
        assertThat(dataset.samples(Split.TEST)).isEmpty();
        assertThat(problems(dataset)).singleElement().asString().contains("leads out of");
    }

    @ParameterizedTest
    @CsvSource({"48, 64", "64, 64", "128, 90", "640, 481000"})
    void anImageOfOtherProportionsThanItsXmlIsNamedAndLeftOut(int width, int height) throws IOException {
        Dataset dataset = tree("a", "a.jpg", "a.xml", width, height, object("10,10,30,30"))
                .open(new Voc());
        assertThat(dataset.samples(Split.TEST)).isEmpty();
        assertThat(problems(dataset))
                .containsExactly(
                        "Annotations/a.xml: its size is %d x %d, but the image a.jpg has 64 x 48 pixels: the boxes belong to another image or to a turned one."
                                .formatted(width, height));
    }

    @ParameterizedTest
    @CsvSource({"64, 48", "128, 96", "500, 375", "333, 250"})
    void aScaledImageIsUsedWithItsBoxesInTheSizeOfTheXml(int width, int height) throws IOException {
        Dataset dataset = tree("a", "a.jpg", "a.xml", width, height, object("10,10,30,30"))
                .open(new Voc());
        assertThat(problems(dataset)).isEmpty();
        assertThat(dataset.samples(Split.TEST).get(0).width()).isEqualTo(width);
        assertThat(dataset.samples(Split.TEST).get(0).boxes()).containsExactly(new Box(9, 9, 29, 29));
    }

    @Test
    void aCornerAtZeroMeansThatTheWholeSetCountsFromZeroWhichIsNoted() throws IOException {
        tree("a", "a.jpg", "a.xml", 64, 48, object("0,0,30,30"));
        Tree tree = tree("b", "b.jpg", "b.xml", 64, 48, object("10,10,63,47"))
                .text("ImageSets/Segmentation/val.txt", "a", "b");
        Dataset dataset = tree.open(new Voc());
        assertThat(dataset.samples(Split.TEST))
                .extracting(sample -> sample.boxes().get(0))
                .containsExactly(new Box(0, 0, 30, 30), new Box(10, 10, 63, 47));
        assertThat(problems(dataset)).isEmpty();
        assertThat(Tree.notes(dataset))
                .singleElement()
                .asString()
                .startsWith("Annotations/a.xml: corners of boxes are 0 in 1 of 2 XML files");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<object><name>cat</name><polygon><x1>3</x1></polygon></object>",
                "<object><name>cat</name><bndbox><xmin>x</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></object>"
            })
    void anObjectWithoutABoxIsNamedAndTheOthersKeepTheirs(String bad) throws IOException {
        Dataset dataset =
                tree("a", "a.jpg", "a.xml", 64, 48, bad, object("3,4,9,9")).open(new Voc());
        assertThat(dataset.samples(Split.TEST).get(0).boxes()).containsExactly(new Box(2, 3, 8, 8));
        assertThat(problems(dataset))
                .singleElement()
                .asString()
                .startsWith("Annotations/a.xml: object 1, 'cat', is used without a box: ");
    }

    @Test
    void aBoxThatRunsPastTheImageIsCutAndNoted() throws IOException {
        Dataset dataset =
                tree("a", "a.jpg", "a.xml", 64, 48, object("10,10,67,30")).open(new Voc());
        assertThat(dataset.samples(Split.TEST).get(0).boxes()).containsExactly(new Box(9, 9, 63, 29));
        assertThat(Tree.notes(dataset))
                .containsExactly(
                        "Annotations/a.xml: box 9,9,66,29 runs past its image of 64 x 48; it was cut to 9,9,63,29.");
    }
}
