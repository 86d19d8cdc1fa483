package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.RealData;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocMultiLabelTest {
    private static final int CAT = 7;
    private static final int DOG = 11;

    @TempDir
    private Path folder;

    private Tree tree;

    @BeforeEach
    void write() throws IOException {
        tree = new Tree(folder).images("JPEGImages", Tree.numbered("%d.jpg", 7));
        for (int i = 0; i < 5; i++) {
            annotate(i, object("cat", 0, 4));
        }
        annotate(5, object("dog", 0, 4) + object("cat", 0, 20) + object("dog", 1, 30));
        annotate(6, object("dog", 1, 4) + object("cat", 0, 20));
        tree.text("ImageSets/Main/train.txt", "0", "1", "2", "3", "4");
        tree.text("ImageSets/Main/val.txt", "5", "6");
    }

    private void annotate(int name, String objects) throws IOException {
        tree.text(
                "Annotations/" + name + ".xml",
                "<annotation><size><width>64</width><height>48</height></size>" + objects + "</annotation>");
    }

    private static String object(String name, int difficult, int left) {
        return "<object><name>%s</name><difficult>%d</difficult><bndbox><xmin>%d</xmin><ymin>3</ymin><xmax>%d</xmax><ymax>9</ymax></bndbox></object>"
                .formatted(name, difficult, left, left + 5);
    }

    @Test
    void anImageIsOneSampleWithAllItsClasses() {
        Dataset dataset = tree.open(new VocMultiLabel());
        assertThat(Tree.ids(dataset, Split.TRAIN))
                .containsExactly("JPEGImages/0.jpg", "JPEGImages/1.jpg", "JPEGImages/2.jpg", "JPEGImages/3.jpg");
        assertThat(Tree.ids(dataset, Split.VALIDATION)).containsExactly("JPEGImages/4.jpg");
        Sample both = dataset.samples(Split.TEST).get(0);
        assertThat(both.id()).isEqualTo("JPEGImages/5.jpg");
        assertThat(both.labels().present()).containsExactly(CAT, DOG);
        assertThat(both.label()).isEqualTo(CAT);
        assertThat(both.ofEachClass())
                .extracting(Sample::id)
                .containsExactly("JPEGImages/5.jpg#cat", "JPEGImages/5.jpg#dog");
        assertThat(both.ofEachClass().get(1).boxes()).containsExactly(new Box(3, 2, 8, 8), new Box(29, 2, 34, 8));
        assertThat(dataset.hasAllLabels()).isTrue();
        assertThat(tree.open(new Voc()).hasAllLabels()).isFalse();
        assertThat(dataset.skipped()).isEmpty();
    }

    @Test
    void aClassOfDifficultObjectsAloneIsUnknown() {
        Sample second = tree.open(new VocMultiLabel()).samples(Split.TEST).get(1);
        assertThat(second.labels().present()).containsExactly(CAT);
        assertThat(second.labels().unknown()).containsExactly(DOG);
        assertThat(second.ofEachClass()).extracting(Sample::label).containsExactly(CAT);
    }

    @Test
    void annotatedTestImagesAreTestedOnAndListsOfSegmentationReplaceThoseOfMain() throws IOException {
        tree.text("ImageSets/Main/test.txt", "6").text("ImageSets/Main/trainval.txt", "0", "5");
        assertThat(Tree.ids(tree.open(new VocMultiLabel()), Split.TEST)).containsExactly("JPEGImages/6.jpg");
        assertThat(Tree.ids(tree.open(new VocMultiLabel()), Split.TRAIN))
                .containsExactly("JPEGImages/0.jpg", "JPEGImages/5.jpg");
        tree.text("ImageSets/Main/test.txt", "2012_without_annotation");
        assertThat(Tree.ids(tree.open(new VocMultiLabel()), Split.TEST)).hasSize(2);
        for (String list : List.of("train", "val", "test", "trainval")) {
            tree.text("ImageSets/Main/" + list + ".txt");
        }
        tree.text("ImageSets/Segmentation/val.txt", "1").text("ImageSets/Segmentation/train.txt", "0");
        assertThat(Tree.ids(tree.open(new VocMultiLabel()), Split.TEST)).containsExactly("JPEGImages/1.jpg");
    }

    @Test
    void theAnimalsOfVoc2012AreReadWithAllTheirClasses() throws IOException {
        Dataset dataset = Datasets.byId("voc-multi-label").open(RealData.find("voc2012-animals"), 1);
        assertThat(dataset.samples(Split.TEST)).hasSize(445);
        assertThat(dataset.samples(Split.TRAIN).size()
                        + dataset.samples(Split.VALIDATION).size())
                .isEqualTo(1187);
        assertThat(dataset.skipped()).isEmpty();
        List<Integer> animals = dataset.samples(Split.TEST).stream()
                .map(sample -> sample.labels().present().size())
                .toList();
        assertThat(animals).allMatch(count -> count >= 1).anyMatch(count -> count > 1);
        Dataset split = Datasets.byId("voc").open(RealData.find("voc2012-animals"), 1);
        long pairs = dataset.samples(Split.TEST).stream()
                .mapToLong(sample -> sample.ofEachClass().size())
                .sum();
        assertThat(pairs).isEqualTo(split.samples(Split.TEST).size());
    }
}
