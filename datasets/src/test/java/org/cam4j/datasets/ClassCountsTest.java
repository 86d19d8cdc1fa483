package org.cam4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.datasets.format.Tree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassCountsTest {
    @TempDir
    private Path folder;

    @Test
    void imagesAndBoxesAreCountedByClassAndSplit() throws IOException {
        Tree tree = new Tree(folder)
                .images("train/cat", "1.jpg", "2.jpg", "3.jpg", "4.jpg")
                .images("train/dog", "1.jpg")
                .images("test/cat", "1.jpg")
                .text("boxes.csv", "file,x0,y0,x1,y1", "train/cat/1.jpg,1,1,5,5", "train/cat/1.jpg,2,2,9,9");
        ClassCounts counts = ClassCounts.of(tree.open(Datasets.byId("folder")));
        ClassCounts.OfClass cat = counts.classes().get(0);
        assertThat(cat.name()).isEqualTo("cat");
        assertThat(cat.images(Split.TRAIN)).isEqualTo(4);
        assertThat(cat.boxes(Split.TRAIN)).isEqualTo(2);
        assertThat(cat.images(Split.TEST)).isEqualTo(1);
        assertThat(counts.imbalance().orElseThrow().ratio()).isEqualTo(4);
        assertThat(counts.imbalance().orElseThrow().smallest().name()).isEqualTo("dog");
        assertThat(counts.labelsPerImage(Split.TRAIN)).isEqualTo(1);
        assertThat(counts.labelsPerImage(Split.VALIDATION)).isZero();
    }

    @Test
    void anImageOfSeveralLabelsCountsForEach() throws IOException {
        Tree tree = new Tree(folder)
                .images("", "1.jpg", "2.jpg", "3.jpg")
                .text("labels.csv", "file,labels,split", "1.jpg,cat;dog,train", "2.jpg,dog,train", "3.jpg,,train");
        ClassCounts counts = ClassCounts.of(tree.open(Datasets.byId("folder-multi-label")));
        assertThat(counts.classes()).extracting(of -> of.images(Split.TRAIN)).containsExactly(1, 2);
        assertThat(counts.images()).containsEntry(Split.TRAIN, 3);
        assertThat(counts.labelsPerImage(Split.TRAIN)).isCloseTo(1, within(1e-12));
    }
}
