package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.LabelSet;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderMultiLabelTest {
    @TempDir
    private Path folder;

    private Tree tree;

    @BeforeEach
    void write() throws IOException {
        tree = new Tree(folder).images("images", "1.jpg", "2.jpg", "a, b.png");
    }

    private Dataset open() {
        return tree.open(new FolderMultiLabel());
    }

    private static LabelSet labels(Dataset dataset, String id) {
        for (Split split : Split.values()) {
            for (Sample sample : dataset.samples(split)) {
                if (sample.id().equals(id)) {
                    return sample.labels();
                }
            }
        }
        throw new AssertionError("no sample " + id);
    }

    @Test
    void labelsAreSeparatedBySemicolonsAndNamesInQuotesMayHoldCommas() throws IOException {
        tree.text(
                "labels.csv",
                "split,file,labels",
                "train,images/1.jpg,dog; cat",
                "val,\"images/a, b.png\",\"bird, small\"",
                "test,images/2.jpg,");
        Dataset dataset = open();
        assertThat(dataset.classNames()).containsExactly("bird, small", "cat", "dog");
        assertThat(Tree.ids(dataset, Split.TRAIN)).containsExactly("images/1.jpg");
        assertThat(Tree.ids(dataset, Split.VALIDATION)).containsExactly("images/a, b.png");
        assertThat(Tree.ids(dataset, Split.TEST)).containsExactly("images/2.jpg");
        assertThat(labels(dataset, "images/1.jpg").present()).containsExactly(1, 2);
        assertThat(labels(dataset, "images/a, b.png").present()).containsExactly(0);
        Sample none = dataset.samples(Split.TEST).get(0);
        assertThat(none.label()).isEqualTo(Sample.NO_LABEL);
        assertThat(none.ofEachClass()).isEmpty();
        assertThat(dataset.samples(Split.TRAIN).get(0).ofEachClass())
                .extracting(Sample::id, Sample::label)
                .containsExactly(tuple("images/1.jpg#cat", 1), tuple("images/1.jpg#dog", 2));
        assertThat(Dataset.isMultiLabel(dataset)).isTrue();
        assertThat(dataset.skipped()).isEmpty();
        assertThat(dataset.notes()).isEmpty();
    }

    @Test
    void aColumnPerClassHoldsOneZeroOrNothing() throws IOException {
        tree.text(
                "labels.csv",
                "file,dog,\"bird, small\",cat",
                "images/1.jpg,1,0,1.0",
                "images/2.jpg,,1,0",
                "\"images/a, b.png\",0,0,0");
        Dataset dataset = open();
        assertThat(dataset.classNames()).containsExactly("dog", "bird, small", "cat");
        assertThat(labels(dataset, "images/1.jpg").present()).containsExactly(0, 2);
        assertThat(labels(dataset, "images/2.jpg").present()).containsExactly(1);
        assertThat(labels(dataset, "images/2.jpg").unknown()).containsExactly(0);
        assertThat(labels(dataset, "images/a, b.png").present()).isEmpty();
        for (Split split : Split.values()) {
            assertThat(dataset.samples(split)).as("drawn: one each of three").hasSize(1);
        }
        assertThat(Tree.ids(open(), Split.TEST)).isEqualTo(Tree.ids(dataset, Split.TEST));
        assertThat(open().fingerprint()).isEqualTo(dataset.fingerprint());
    }

    @Test
    void aChangedLabelChangesTheFingerprint() throws IOException {
        tree.text("labels.csv", "file,split,cat,dog", "images/1.jpg,train,1,0", "images/2.jpg,train,1,1");
        String before = open().fingerprint();
        tree.text("labels.csv", "file,split,cat,dog", "images/1.jpg,train,1,0", "images/2.jpg,train,1,");
        assertThat(open().fingerprint()).isNotEqualTo(before);
    }

    @Test
    void wrongLinesAreNamedAndLeftOut() throws IOException {
        tree.text(
                "labels.csv",
                "file,split,cat",
                "images/1.jpg,train,yes",
                "images/2.jpg,later,1",
                "images/missing.jpg,train,1",
                "../out.jpg,train,1",
                "images/2.jpg,train",
                "images/2.jpg,train,1",
                "images/2.jpg,train,0");
        Dataset dataset = open();
        assertThat(Tree.skipped(dataset))
                .containsExactlyInAnyOrder(
                        "labels.csv:2: class 'cat' is 'yes', expected 1 (present), 0 (absent) or nothing (unknown).",
                        "labels.csv:3: split 'later', expected train, validation or test.",
                        "labels.csv:4: images/missing.jpg: no such file, expected a .jpg or .png image; paths start at the data set's folder.",
                        "labels.csv:5: '../out.jpg' leads out of " + folder + ", expected a path within it.",
                        "labels.csv:6: has 2 fields, expected 3: as many as the header has.",
                        "images/2.jpg: is listed twice, expected one entry for every image.");
        assertThat(Tree.ids(dataset, Split.TRAIN)).containsExactly("images/2.jpg");
        assertThat(Tree.notes(dataset))
                .containsExactly(
                        "labels.csv: has no usable line for 2 images of the folder, which are left out; the first: images/1.jpg");
    }

    @Test
    void anotherHeaderIsRefused() throws IOException {
        for (String header : List.of("image,labels", "file", "file,split", "file,cat,cat")) {
            tree.text("labels.csv", header, "images/1.jpg,cat");
            assertThatThrownBy(() -> new FolderMultiLabel().open(folder, 1))
                    .as(header)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the header is '" + header + "'")
                    .hasMessageContaining("expected");
        }
    }

    @Test
    void aFolderWithoutClassFoldersPointsToThisDataSet() throws IOException {
        tree.text("labels.csv", "file,cat", "images/1.jpg,1");
        assertThatThrownBy(() -> new ImageFolder().open(folder.resolve("images"), 1))
                .hasMessageNotContaining("folder-multi-label");
        Tree other = new Tree(folder.resolve("flat")).images("", "1.jpg").text("labels.csv", "file,cat", "1.jpg,1");
        assertThatThrownBy(() -> new ImageFolder().open(other.root(), 1)).hasMessageContaining("folder-multi-label");
    }
}
