package org.cam4j.datasets.internal.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.datasets.format.Tree;
import org.cam4j.evaluation.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of annotation programs, whose objects may lack an outline or have one in another form than COCO's own. */
class CocoOutlineTest {
    private static final String POLYGON = "[[10,10,50,10,50,40,10,40]]";
    private static final String JSON = "annotations/instances_val2017.json";

    @TempDir
    Path folder;

    /** Images 1, 2, ... of 64 x 48, each with one cat of 40 x 30 and this outline, as further fields of its annotation. */
    private String json(String... fields) throws IOException {
        List<String> images = new ArrayList<>();
        List<String> objects = new ArrayList<>();
        for (int i = 1; i <= fields.length; i++) {
            new Tree(folder).images("val2017", i + ".jpg");
            images.add("{\"id\":%d,\"file_name\":\"%d.jpg\",\"width\":64,\"height\":48}".formatted(i, i));
            objects.add("{\"id\":%d,\"image_id\":%d,\"category_id\":1,\"bbox\":[10,10,40,30]%s}"
                    .formatted(i, i, fields[i - 1]));
        }
        return "{\"images\":[%s],\"annotations\":[%s],\"categories\":[{\"id\":1,\"name\":\"cat\"}]}"
                .formatted(String.join(",", images), String.join(",", objects));
    }

    private Dataset open(String... outlines) throws IOException {
        String[] fields = new String[outlines.length];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = ",\"segmentation\":" + outlines[i];
        }
        return new Tree(folder).text(JSON, json(fields)).open(Datasets.byId("coco"));
    }

    private static int pixels(Sample sample) {
        int pixels = 0;
        for (byte pixel : sample.mask().orElseThrow().get().pixels()) {
            pixels += pixel;
        }
        return pixels;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "[[]]",
                "\"10,10,50,10\"",
                "[10,10,40,30]",
                "[10,10,50,10,50]",
                "[[10,10],[50,10],[50,40]]",
                "[[[10,10],[50,10],[50,40]]]",
                "[[10,10,50,10,50,40],[1,2]]",
                "[[10,10,50,\"x\",50,40]]",
                "[[10,10,50,null,50,40]]",
                "[[0.1,0.2,0.7,0.2,0.7,0.8]]",
                "[[100,100,120,100,120,120]]",
                "[[10,10,1e9,10,50,40]]",
                "{}",
                "{\"counts\":[3072]}",
                "{\"counts\":[3072],\"size\":[48,64]}",
                "{\"counts\":[10,5],\"size\":[48,64]}",
                "{\"counts\":[-1,3073],\"size\":[48,64]}",
                "{\"counts\":[0,3072],\"size\":[64,48]}",
                "{\"counts\":\"~~~\",\"size\":[48,64]}",
                "{\"counts\":null,\"size\":[48,64]}",
                "7"
            })
    void anObjectWithoutAUsableOutlineIsNamedAndItsSampleHasBoxesAndNoMask(String outline) throws IOException {
        Dataset dataset = open(POLYGON, outline);
        assertThat(dataset.samples(Split.TEST))
                .extracting(sample -> sample.mask().isPresent())
                .containsExactly(true, false);
        assertThat(dataset.samples(Split.TEST).get(1).boxes()).containsExactly(new Box(10, 10, 50, 40));
        assertThat(Tree.skipped(dataset))
                .singleElement()
                .asString()
                .startsWith(JSON + ": annotation 2: its outline is left out")
                .contains("image 2")
                .doesNotContain("\n");
    }

    @Test
    void anObjectWithoutAnOutlineTakesTheMaskOfTheOthersOfItsClassInTheImage() throws IOException {
        String text = json(",\"segmentation\":" + POLYGON);
        String second = "{\"id\":2,\"image_id\":1,\"category_id\":1,\"bbox\":[1,1,5,5],\"segmentation\":[]}";
        Dataset dataset = new Tree(folder)
                .text(JSON, text.replace("],\"categories\"", "," + second + "],\"categories\""))
                .open(Datasets.byId("coco"));
        assertThat(dataset.samples(Split.TEST).get(0).mask()).isEmpty();
        assertThat(dataset.samples(Split.TEST).get(0).boxes()).hasSize(2);
        assertThat(Tree.skipped(dataset)).singleElement().asString().contains("annotation 2");
    }

    @Test
    void aFileOfBoxesAloneIsOneNote() throws IOException {
        Dataset dataset =
                new Tree(folder).text(JSON, json("", ",\"segmentation\":null")).open(Datasets.byId("coco"));
        assertThat(dataset.samples(Split.TEST))
                .allSatisfy(sample -> assertThat(sample.mask()).isEmpty());
        assertThat(dataset.skipped()).isEmpty();
        assertThat(Tree.notes(dataset)).singleElement().asString().contains("none of 2 objects has an outline");
    }

    @Test
    void aFlatListIsReadAsOnePolygonWhichIsNoted() throws IOException {
        Dataset dataset = open(POLYGON, "[10,10,50,10,50,40,10,40]");
        assertThat(dataset.samples(Split.TEST))
                .extracting(CocoOutlineTest::pixels)
                .containsExactly(1200, 1200);
        assertThat(dataset.skipped()).isEmpty();
        assertThat(Tree.notes(dataset))
                .singleElement()
                .asString()
                .contains("1 objects, first of annotation 2, are flat lists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void anotherEncodingIsRefusedByName(String encoding) throws IOException {
        open(POLYGON);
        Path file = folder.resolve(JSON);
        Files.write(file, Files.readString(file).getBytes(Charset.forName(encoding)));
        assertThatThrownBy(() -> Datasets.byId("coco").open(folder, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + ": ")
                .hasMessageContaining("UTF-8");
    }

    @Test
    void aByteOrderMarkDoesNotMoveTheOutlines() throws IOException {
        open(POLYGON, POLYGON);
        Path file = folder.resolve(JSON);
        Files.writeString(file, "\uFEFF" + Files.readString(file));
        assertThat(Datasets.byId("coco").open(folder, 1).samples(Split.TEST))
                .extracting(CocoOutlineTest::pixels)
                .containsExactly(1200, 1200);
    }

    @Test
    void idsInQuotesAndTruthValuesAreRead() throws IOException {
        String text =
                json(",\"iscrowd\":false,\"segmentation\":" + POLYGON, ",\"iscrowd\":true,\"segmentation\":" + POLYGON);
        text = text.replace("\"image_id\":1", "\"image_id\":\"1\"").replace("\"id\":2,\"file", "\"id\":\"2\",\"file");
        Dataset dataset = new Tree(folder)
                .text(JSON, text.replace("\"category_id\":1", "\"category_id\":1.0"))
                .open(Datasets.byId("coco"));
        assertThat(Tree.ids(dataset, Split.TEST)).as("the second is a crowd").containsExactly("val2017/1.jpg#cat");
        assertThat(dataset.skipped()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{\"x\":1}", "[1,2,3]", "[1,2,\"a\",4]", "[0.1,0.2,0.5,0.5]", "[90,90,9,9]"})
    void aBoxThatCannotBeReadIsNamedAndTheMaskStays(String box) throws IOException {
        Dataset dataset = new Tree(folder)
                .text(JSON, json(",\"segmentation\":" + POLYGON).replace("[10,10,40,30]", box))
                .open(Datasets.byId("coco"));
        assertThat(dataset.samples(Split.TEST).get(0).boxes()).isEmpty();
        assertThat(pixels(dataset.samples(Split.TEST).get(0))).isEqualTo(1200);
        assertThat(Tree.skipped(dataset)).singleElement().asString().contains("annotation 1: its box is left out: ");
    }

    @Test
    void aWrongIdNamesItsFieldAndALineOfTheFile() throws IOException {
        String text = json(",\"segmentation\":" + POLYGON);
        Tree tree = new Tree(folder).text(JSON, text.replace("\"image_id\":1", "\"image_id\":\"one\""));
        assertThatThrownBy(() -> Datasets.byId("coco").open(tree.root(), 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 1")
                .hasMessageContaining("\"image_id\" is one, expected a number");
    }
}
