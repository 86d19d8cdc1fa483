package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetCheck;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.write.ImageFiles;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.Skipped;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CubTest {
    private static final String GULL = "002.Ivory_Gull/";

    @TempDir
    Path folder;

    private Tree tree;

    /** Twelve training and one test image of the gull, one training image of the tern; images of 64 x 48. */
    @BeforeEach
    void write() throws IOException {
        List<String> images = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<String> splits = new ArrayList<>();
        List<String> boxes = new ArrayList<>();
        tree = new Tree(folder)
                .images("images/" + GULL, Tree.numbered("gull_%d.jpg", 13))
                .images("images/001.Arctic_Tern", "tern.jpg")
                .text("classes.txt", "1 001.Arctic_Tern", "2 002.Ivory_Gull");
        for (int i = 0; i < 13; i++) {
            images.add((i + 1) + " " + GULL + "gull_" + i + ".jpg");
            labels.add((i + 1) + " 2");
            splits.add((i + 1) + " " + (i == 3 ? 0 : 1));
            boxes.add((i + 1) + " 1.0 2.0 " + (10.0 + i) + " 20.9");
        }
        images.add("14 001.Arctic_Tern/tern.jpg");
        labels.add("14 1");
        splits.add("14 1");
        boxes.add("14 0.0 0.0 64.0 48.0");
        tree.text("images.txt", images.toArray(String[]::new))
                .text("image_class_labels.txt", labels.toArray(String[]::new))
                .text("train_test_split.txt", splits.toArray(String[]::new))
                .text("bounding_boxes.txt", boxes.toArray(String[]::new));
    }

    @Test
    void splitsLabelsAndBoxesAreTheOfficialOnes() {
        Dataset dataset = tree.open(new Cub());
        assertThat(dataset.skipped()).isEmpty();
        assertThat(dataset.classNames()).containsExactly("Arctic Tern", "Ivory Gull");
        assertThat(Tree.ids(dataset, Split.TEST)).containsExactly("images/002.Ivory_Gull/gull_3.jpg");
        Sample gull = dataset.samples(Split.TEST).get(0);
        assertThat(gull.label()).isEqualTo(1);
        assertThat(gull.boxes()).containsExactly(new Box(1, 2, 14, 22));
        assertThat(gull.mask()).isEmpty();
    }

    @Test
    void validationIsTheLastFiveTrainingImagesOfAClass() {
        Dataset dataset = tree.open(new Cub());
        assertThat(Tree.ids(dataset, Split.VALIDATION))
                .hasSize(5)
                .startsWith("images/002.Ivory_Gull/gull_8.jpg")
                .endsWith("images/002.Ivory_Gull/gull_12.jpg");
        assertThat(Tree.ids(dataset, Split.TRAIN)).hasSize(8).contains("images/001.Arctic_Tern/tern.jpg");
    }

    @Test
    void theFolderAboveTheArchivesOwnIsAcceptedToo() throws IOException {
        Path above = Files.createDirectory(folder.resolve("above"));
        for (String name : List.of(
                "images",
                "classes.txt",
                "images.txt",
                "image_class_labels.txt",
                "train_test_split.txt",
                "bounding_boxes.txt")) {
            Files.createDirectories(above.resolve("CUB_200_2011"));
            Files.move(folder.resolve(name), above.resolve("CUB_200_2011").resolve(name));
        }
        assertThat(Tree.ids(new Tree(above).open(new Cub()), Split.TEST))
                .containsExactly("images/002.Ivory_Gull/gull_3.jpg");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "images.txt",
                "classes.txt",
                "image_class_labels.txt",
                "train_test_split.txt",
                "bounding_boxes.txt"
            })
    void aMissingListIsNamedWithTheCommandThatFetchesIt(String list) throws IOException {
        Files.delete(folder.resolve(list));
        assertThatThrownBy(() -> new Cub().open(folder, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve(list) + ": no such file")
                .hasMessageContaining("cam4j datasets fetch cub");
    }

    @Test
    void whatAHalfExtractedTreeLacksIsNamed() throws IOException {
        Files.delete(folder.resolve("images/" + GULL + "gull_5.jpg"));
        Dataset dataset = tree.open(new Cub());
        assertThat(Tree.skipped(dataset))
                .singleElement()
                .asString()
                .contains("images.txt:6: images/002.Ivory_Gull/gull_5.jpg: no such file")
                .contains("fetch cub");
        assertThat(dataset.samples(Split.TRAIN)).hasSize(7);
    }

    @Test
    void badLinesAreNamedAndTheRestIsUsed() throws IOException {
        tree.text("train_test_split.txt", "1 1", "2 2", "3 x", "99 1", "4 0", "14 1")
                .text("bounding_boxes.txt", "1 60.0 0.0 65.0 48.0", "4 NaN 0 1 1", "14 1 1 -1 5");
        Dataset dataset = tree.open(new Cub());
        assertThat(Tree.ids(dataset, Split.TEST)).hasSize(1);
        assertThat(Tree.ids(dataset, Split.TRAIN)).hasSize(2);
        assertThat(Tree.skipped(dataset))
                .anySatisfy(line -> assertThat(line).contains("train_test_split.txt:2: 2, expected 1"))
                .anySatisfy(line -> assertThat(line).contains("train_test_split.txt:3: 'x' is not a whole number"))
                .anySatisfy(line -> assertThat(line).contains("train_test_split.txt:4: image 99 is not in images.txt"))
                .anySatisfy(line ->
                        assertThat(line).contains("bounding_boxes.txt:1: ").contains("outside its image"))
                .anySatisfy(line ->
                        assertThat(line).contains("bounding_boxes.txt:2: ").contains("not a finite number"))
                .anySatisfy(line ->
                        assertThat(line).contains("bounding_boxes.txt:3: ").contains("x0 <= x1"))
                .anySatisfy(line -> assertThat(line).contains("is not in train_test_split.txt"));
    }

    @Test
    void cornersPastTheImageAreThoseOfTheLastPixelAsInTheReferenceEvaluator() throws IOException {
        tree.text(
                "bounding_boxes.txt",
                "1 27.0 6.0 30.0 44.5", // Spotted_Catbird_0041 and others run past their image
                "2 0.0 0.0 64.0 48.0",
                "3 0.0 0.0 63.9 47.9");
        Dataset dataset = tree.open(new Cub());
        assertThat(dataset.samples(Split.TRAIN).subList(0, 3))
                .extracting(sample -> sample.boxes().get(0))
                .containsExactly(new Box(27, 6, 57, 47), new Box(0, 0, 63, 47), new Box(0, 0, 63, 47));
        assertThat(Tree.notes(dataset))
                .containsExactly(
                        "bounding_boxes.txt:1: box 27,6,57,50 runs past its image of 64 x 48; it was cut to 27,6,57,47.");
    }

    @Test
    void aClassWithoutTrainingImagesIsNamed() throws IOException {
        tree.text("classes.txt", "1 001.Arctic_Tern", "2 002.Ivory_Gull", "3 003.Little_Auk");
        assertThat(Tree.skipped(tree.open(new Cub())))
                .containsExactly("classes.txt:3: the class has no training image.");
    }

    @Test
    void aFileOutsideTheFolderIsRefused() throws IOException {
        tree.text("images.txt", "1 ../../../secret.jpg");
        Dataset dataset = tree.open(new Cub());
        assertThat(dataset.samples(Split.TRAIN)).isEmpty();
        assertThat(Tree.skipped(dataset)).anySatisfy(line -> assertThat(line).contains("leads out of"));
    }

    @Test
    void masksAreWhereMostAnnotatorsSayTheBirdIs() throws IOException {
        byte[] votes = new byte[3 * 64 * 48];
        for (int i = 0; i < votes.length; i++) { // from black on the left to white on the right
            votes[i] = (byte) (i / 3 % 64 * 4);
        }
        Path mask = folder.resolve("segmentations/" + GULL + "gull_3.png");
        Files.createDirectories(mask.getParent());
        Files.write(mask, ImageFiles.png(new org.cam4j.datasets.PixelImage(48, 64, votes)));
        Dataset dataset = tree.open(new Cub());
        Mask read = dataset.samples(Split.TEST).get(0).mask().orElseThrow().get();
        assertThat(read.pixels()[31]).isZero();
        assertThat(read.pixels()[32]).isEqualTo((byte) 1);
        assertThat(Tree.skipped(dataset))
                .hasSize(13)
                .allSatisfy(line -> assertThat(line).contains("the image has no mask"));
    }

    @Test
    void theCheckReadsMasksToo() throws IOException {
        for (int i = 0; i < 13; i++) {
            tree.text("segmentations/" + GULL + "gull_" + i + ".png", "no picture");
        }
        assertThat(DatasetCheck.run(tree.open(new Cub()), 1, done -> {}).bad())
                .extracting(Skipped::reason)
                .anySatisfy(reason -> assertThat(reason).contains("gull_3.png").contains("expected a JPEG or PNG"));
    }
}
