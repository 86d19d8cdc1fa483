package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetCheck;
import org.cam4j.datasets.RealData;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.coco.RunLength;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoTest {
    private static final String CATEGORIES =
            "\"categories\":[{\"id\":3,\"name\":\"traffic light\"},{\"id\":1,\"name\":\"dog\"}]";
    private static final String IMAGES =
            "\"images\":[{\"id\":7,\"file_name\":\"7.jpg\",\"width\":64,\"height\":48},{\"license\":[1],\"id\":8,\"file_name\":\"8.jpg\",\"width\":64,\"height\":48}]";

    @TempDir
    Path folder;

    private Tree tree;

    @BeforeEach
    void write() throws IOException {
        tree = new Tree(folder).images("val2017", "7.jpg", "8.jpg").images("train2017", "7.jpg", "8.jpg");
    }

    private static String object(int id, int image, int category, int crowd, String segmentation) {
        return "{\"segmentation\":%s,\"id\":%d,\"image_id\":%d,\"category_id\":%d,\"iscrowd\":%d,\"bbox\":[1.5,2.5,10,63.9]}"
                .formatted(segmentation, id, image, category, crowd);
    }

    private Dataset open(String part, String... objects) throws IOException {
        tree.text(
                "annotations/instances_" + part + ".json",
                "{\"info\":{\"year\":2017},\"annotations\":[" + String.join(",\n", objects) + "],",
                IMAGES + "," + CATEGORIES + "}");
        return tree.open(new Coco());
    }

    @Test
    void anImageIsOneTestSampleForEachOfItsClassesWithTheUnionOfTheirObjects() throws IOException {
        String runs = "{\"counts\":[0,2,3070],\"size\":[48,64]}";
        String crowd = "{\"counts\":\"%s\",\"size\":[48,64]}".formatted(RunLength.compressed(new long[] {1, 3, 3068}));
        Dataset dataset = open(
                "val2017",
                object(1, 7, 1, 0, runs),
                object(2, 7, 1, 1, crowd),
                object(3, 7, 1, 0, "[[10,10,12,10,12,12,10,12],[20,20,21,20,21,21,20,21]]"),
                object(4, 7, 3, 0, runs),
                object(5, 8, 3, 1, crowd));
        assertThat(dataset.classNames()).containsExactly("dog", "traffic light");
        assertThat(Tree.ids(dataset, Split.TEST))
                .as("a crowd alone is no sample")
                .containsExactly("val2017/7.jpg#dog", "val2017/7.jpg#traffic_light");
        Sample dog = dataset.samples(Split.TEST).get(0);
        assertThat(dog.boxes()).hasSize(2).contains(new Box(1, 2, 11, 48));
        byte[] pixels = dog.mask().orElseThrow().get().pixels();
        assertThat(new byte[] {pixels[0], pixels[64], pixels[2 * 64], pixels[3 * 64], pixels[4 * 64]})
                .containsExactly(1, 1, Mask.IGNORE, Mask.IGNORE, 0);
        assertThat(new byte[] {pixels[10 * 64 + 10], pixels[11 * 64 + 11], pixels[20 * 64 + 20], pixels[12 * 64 + 12]})
                .containsExactly(1, 1, 1, 0);
        assertThat(dataset.skipped()).isEmpty();
    }

    @Test
    void imagesOfOneClassAreLearnedFromWhereThereAreBothParts() throws IOException {
        open("val2017", object(1, 7, 1, 0, "[]"));
        Dataset dataset =
                open("train2017", object(1, 7, 1, 0, "[]"), object(2, 7, 3, 0, "[]"), object(3, 8, 1, 0, "[]"));
        assertThat(Tree.ids(dataset, Split.TRAIN)).containsExactly("train2017/8.jpg");
        assertThat(Tree.ids(dataset, Split.TEST)).containsExactly("val2017/7.jpg#dog");
        assertThat(Tree.skipped(dataset))
                .singleElement()
                .asString()
                .startsWith("class traffic light: no training image");
    }

    @Test
    void aTruncatedFileIsRefusedWithLineAndByte() throws IOException {
        open("val2017", object(1, 7, 1, 0, "[]"));
        Path file = folder.resolve("annotations/instances_val2017.json");
        byte[] whole = Files.readAllBytes(file);
        for (int length : List.of(0, 1, 40, 120, whole.length - 30, whole.length - 2)) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> new Coco().open(folder, 1))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class)
                    .message()
                    .contains("instances_val2017.json: ")
                    .containsPattern("line \\d+, byte \\d+")
                    .doesNotContain("\n");
        }
        Files.writeString(file, "[]");
        assertThatThrownBy(() -> new Coco().open(folder, 1)).hasMessageContaining("expected START_OBJECT");
    }

    @Test
    void annotationsOfUnknownImagesAndCategoriesAreNamedAndTheOthersStay() throws IOException {
        Dataset dataset =
                open("val2017", object(1, 99, 1, 0, "[]"), object(2, 7, 55, 0, "[]"), object(3, 8, 1, 0, "[]"));
        assertThat(Tree.ids(dataset, Split.TEST)).containsExactly("val2017/8.jpg#dog");
        assertThat(Tree.skipped(dataset))
                .containsExactly(
                        "annotations/instances_val2017.json: annotation 1: image 99 is not in the list of images.",
                        "annotations/instances_val2017.json: annotation 2: category 55 is not in the list of categories.");
    }

    @Test
    void masksAndImagesOfAnotherSizeAreRefused() throws IOException {
        Dataset dataset = open("val2017", object(1, 7, 1, 0, "{\"counts\":[3, 1],\"size\":[2,2]}"));
        assertThat(dataset.samples(Split.TEST).get(0).mask()).isEmpty();
        assertThat(Tree.skipped(dataset))
                .singleElement()
                .asString()
                .contains("annotation 1: its outline is left out")
                .contains("[2, 2], expected rows and columns of its image, 48 and 64");
        Path file = folder.resolve("annotations/instances_val2017.json");
        Files.writeString(file, Files.readString(file).replace("\"width\":64", "\"width\":65"));
        assertThat(DatasetCheck.run(tree.open(new Coco()), 1, done -> {}).bad())
                .last()
                .asString()
                .contains("64 x 48 pixels, expected 65 x 48");
    }

    @Test
    void anExcerptOfTheRealSetIsReadWhole() throws IOException {
        Dataset dataset = new Coco().open(RealData.find("coco-100"), 1);
        assertThat(dataset.classNames())
                .hasSize(80)
                .startsWith("person", "bicycle")
                .endsWith("toothbrush");
        assertThat(dataset.samples(Split.TRAIN)).isEmpty();
        assertThat(dataset.samples(Split.TEST).stream().filter(sample -> sample.label() == 0))
                .hasSize(51);
        assertThat(DatasetCheck.run(dataset, 2, done -> {}).bad()).isEmpty();
        assertThat(dataset.skipped()).isEmpty();
        Sample first = dataset.samples(Split.TEST).get(0);
        long object = 0;
        for (byte pixel : first.mask().orElseThrow().get().pixels()) {
            object += pixel;
        }
        assertThat(object).isBetween(1000L, 640L * 480);
    }
}
