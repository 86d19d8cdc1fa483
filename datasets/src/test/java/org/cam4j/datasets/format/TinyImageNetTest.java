package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyImageNetTest {
    private static final String TRAIN = "train/n00000002/images";

    @TempDir
    Path folder;

    private Tree tree;

    @BeforeEach
    void write() throws IOException {
        tree = new Tree(folder)
                .text("wnids.txt", "n00000002", "n00000001")
                .text("words.txt", "n00000001\tfirst", "n00000002\tsecond, another", "n00000003\tnot used")
                .images("train/n00000001/images", Tree.numbered("n00000001_%d.JPEG", 4))
                .images(TRAIN, Tree.numbered("n00000002_%d.JPEG", 110))
                .text("train/n00000001/n00000001_boxes.txt", "n00000001_0.JPEG\t1\t2\t3\t4")
                .text("train/n00000002/n00000002_boxes.txt", "n00000002_7.JPEG\t0\t0\t64\t64")
                .images("val/images", "val_0.JPEG", "val_1.JPEG")
                .text(
                        "val/val_annotations.txt",
                        "val_1.JPEG\tn00000001\t0\t0\t9\t9",
                        "val_0.JPEG\tn00000002\t5\t5\t9\t9");
    }

    @Test
    void theOrderOfTheClassesIsThatOfWnids() {
        Dataset dataset = tree.open(new TinyImageNet());
        assertThat(dataset.classNames()).containsExactly("second, another", "first");
        assertThat(dataset.samples(Split.TEST)).extracting(Sample::label).containsExactly(1, 0);
        assertThat(dataset.skipped()).isEmpty();
    }

    @Test
    void validationIsTheLastFiftyByNumber() {
        Dataset dataset = tree.open(new TinyImageNet());
        assertThat(Tree.ids(dataset, Split.VALIDATION))
                .hasSize(52)
                .startsWith(TRAIN + "/n00000002_60.JPEG")
                .contains(TRAIN + "/n00000002_109.JPEG", "train/n00000001/images/n00000001_2.JPEG");
        assertThat(Tree.ids(dataset, Split.TRAIN)).hasSize(62).contains(TRAIN + "/n00000002_59.JPEG");
    }

    @Test
    void boxesBelongToTheirImagesAndMayTouchTheEdge() {
        Dataset dataset = tree.open(new TinyImageNet());
        assertThat(dataset.samples(Split.TRAIN).get(7).boxes()).containsExactly(new Box(0, 0, 64, 64));
        assertThat(dataset.samples(Split.TRAIN).get(8).boxes()).isEmpty();
        assertThat(dataset.samples(Split.TEST).get(1).boxes()).containsExactly(new Box(5, 5, 9, 9));
    }

    @Test
    void badLinesAreNamedAndTheRestIsUsed() throws IOException {
        tree.text(
                "val/val_annotations.txt",
                "val_0.JPEG\tn00000002\t5\t5\t9\t9",
                "val_1.JPEG\tn09999999\t5\t5\t9\t9",
                "val_1.JPEG\tn00000001\t5\tx\t9\t9",
                "val_1.JPEG\tn00000001\t9\t5\t5\t9",
                "val_1.JPEG\tn00000001\t9\t5\t165\t9",
                "val_1.JPEG\tn00000001",
                "",
                "val_7.JPEG\tn00000001\t5\t5\t9\t9",
                "../../secret.JPEG\tn00000001\t5\t5\t9\t9",
                "../../../secret.JPEG\tn00000001\t5\t5\t9\t9");
        Dataset dataset = tree.open(new TinyImageNet());
        assertThat(dataset.samples(Split.TEST)).hasSize(1);
        assertThat(Tree.skipped(dataset))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("val/val_annotations.txt:2: ")
                                .contains("class 'n09999999'"),
                        line -> assertThat(line).contains("txt:3: ").contains("'x' is not a whole number"),
                        line -> assertThat(line).contains("txt:4: ").contains("x0 <= x1"),
                        line -> assertThat(line).contains("txt:5: ").contains("outside its image of 64 x 64"),
                        line -> assertThat(line).contains("txt:6: ").contains("has 2 fields, expected 6"),
                        line -> assertThat(line).contains("txt:8: ").contains("val_7.JPEG: no such file"),
                        line -> assertThat(line).contains("txt:9: ").contains("secret.JPEG: no such file"),
                        line -> assertThat(line).contains("txt:10: ").contains("leads out of"));
    }

    @Test
    void theFingerprintFollowsBoxesAndFiles() throws IOException {
        String before = tree.open(new TinyImageNet()).fingerprint();
        assertThat(before)
                .matches("[0-9a-f]{16}")
                .isEqualTo(tree.open(new TinyImageNet()).fingerprint());
        tree.text("train/n00000001/n00000001_boxes.txt", "n00000001_0.JPEG\t1\t2\t3\t5");
        String otherBox = tree.open(new TinyImageNet()).fingerprint();
        assertThat(otherBox).isNotEqualTo(before);
        tree.text("val/images/val_0.JPEG", "another size");
        assertThat(tree.open(new TinyImageNet()).fingerprint()).isNotEqualTo(otherBox);
    }

    @Test
    void aWrongClassIdIsRefused() throws IOException {
        tree.text("wnids.txt", "../..");
        assertThatThrownBy(() -> new TinyImageNet().open(folder, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'../..' is not a WordNet id");
    }
}
