package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetCheck;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IlsvrcTest {
    private static final String METADATA = "metadata/ILSVRC/test/";
    private static final String DATA = "ILSVRC/Data/CLS-LOC/";
    private static final String ANNOTATIONS = "ILSVRC/Annotations/CLS-LOC/val/";

    @TempDir
    Path folder;

    private Tree metadata() throws IOException {
        return new Tree(folder)
                .images("val", "a.JPEG", "b.JPEG", "c.JPEG")
                .text("synset_words.txt", "n00000001 first, one", "n00000002 second")
                .text(METADATA + "image_ids.txt", "val/a.JPEG", "val/b.JPEG")
                .text(METADATA + "class_labels.txt", "val/a.JPEG,1", "val/b.JPEG,0")
                .text(METADATA + "image_sizes.txt", "val/a.JPEG,500,400", "val/b.JPEG,300,200")
                .text(
                        METADATA + "localization.txt",
                        "val/a.JPEG,1,2,500,400",
                        "val/a.JPEG,5,6,7,8",
                        "val/b.JPEG,0,0,1,1");
    }

    @Test
    void metadataGivesSizesAndSeveralBoxes() throws IOException {
        Dataset dataset = metadata().open(new Ilsvrc());
        assertThat(dataset.classNames()).containsExactly("first, one", "second");
        Sample first = dataset.samples(Split.TEST).get(0);
        assertThat(first.width()).isEqualTo(500);
        assertThat(first.height()).isEqualTo(400);
        assertThat(first.boxes()).containsExactly(new Box(1, 2, 500, 400), new Box(5, 6, 7, 8));
        assertThat(first.image().read().width()).isEqualTo(64);
        assertThat(dataset.samples(Split.VALIDATION)).isEmpty();
        assertThat(dataset.skipped()).isEmpty();
    }

    @Test
    void valIsTheValidationSplit() throws IOException {
        Dataset dataset = metadata()
                .text("metadata/ILSVRC/val/image_ids.txt", "val/c.JPEG")
                .text("metadata/ILSVRC/val/class_labels.txt", "val/c.JPEG,1")
                .open(new Ilsvrc());
        assertThat(Tree.ids(dataset, Split.VALIDATION)).containsExactly("val/c.JPEG");
        assertThat(dataset.samples(Split.VALIDATION).get(0).boxes()).isEmpty();
    }

    @Test
    void badMetadataLinesAreNamedAndTheRestIsUsed() throws IOException {
        Dataset dataset = metadata()
                .text(
                        METADATA + "image_ids.txt",
                        "val/a.JPEG",
                        "val/a.JPEG",
                        "val/none.JPEG",
                        "../outside.JPEG",
                        "val/b.JPEG",
                        "val/c.JPEG")
                .text(
                        METADATA + "class_labels.txt",
                        "val/a.JPEG,1",
                        "val/none.JPEG,1",
                        "../outside.JPEG,1",
                        "val/b.JPEG,2",
                        "val/unknown.JPEG,1",
                        "val/c.JPEG,0")
                .text(METADATA + "image_sizes.txt", "val/a.JPEG,500,400", "val/c.JPEG,-1,5")
                .text(
                        METADATA + "localization.txt",
                        "val/a.JPEG,490,2,531,4",
                        "val/a.JPEG,1,2,3,4",
                        "val/c.JPEG,0,0,1,1",
                        "val/a.JPEG,1,2,3,99999999999")
                .open(new Ilsvrc());
        assertThat(Tree.ids(dataset, Split.TEST)).containsExactly("val/a.JPEG", "val/c.JPEG");
        assertThat(dataset.samples(Split.TEST).get(0).boxes()).containsExactly(new Box(1, 2, 3, 4));
        assertThat(Tree.skipped(dataset))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .startsWith("metadata/ILSVRC/test/image_ids.txt:2: ")
                                .contains("listed twice"),
                        line -> assertThat(line).contains("image_ids.txt:3: ").contains("val/none.JPEG: no such file"),
                        line -> assertThat(line).contains("image_ids.txt:4: ").contains("leads out of"),
                        line -> assertThat(line).contains("image_ids.txt:5: ").contains("has no label"),
                        line -> assertThat(line)
                                .contains("class_labels.txt:4: ")
                                .contains("label 2, expected 0 to 1"),
                        line -> assertThat(line)
                                .contains("class_labels.txt:5: ")
                                .contains("not in image_ids.txt"),
                        line -> assertThat(line).contains("image_sizes.txt:2: ").contains("at least 1 x 1"),
                        line -> assertThat(line)
                                .contains("localization.txt:1: ")
                                .contains("500 x 400"),
                        line -> assertThat(line)
                                .contains("localization.txt:3: ")
                                .contains("no size"),
                        line -> assertThat(line)
                                .contains("localization.txt:4: ")
                                .contains("not a whole number"));
    }

    @Test
    void aTurnedImageIsRefusedWhenItIsReadAndAResizedOneIsNot() throws IOException {
        Dataset dataset = new Tree(folder)
                .images("val", "a.JPEG", "b.JPEG", "c.JPEG")
                .text("synset_words.txt", "n00000001 first", "n00000002 second")
                .text(METADATA + "image_ids.txt", "val/a.JPEG", "val/b.JPEG", "val/c.JPEG")
                .text(METADATA + "class_labels.txt", "val/a.JPEG,0", "val/b.JPEG,1", "val/c.JPEG,1")
                .text(METADATA + "image_sizes.txt", "val/a.JPEG,375,500", "val/b.JPEG,500,375", "val/c.JPEG,500,500")
                .open(new Ilsvrc());
        assertThat(DatasetCheck.run(dataset, 1, done -> {}).bad())
                .singleElement()
                .asString()
                .contains("a.JPEG: has 64 x 48 pixels, but its annotation is for 375 x 500: one of them is turned");
    }

    @Test
    void aMissingListIsNamed() throws IOException {
        Tree tree = new Tree(folder).text(METADATA + "image_ids.txt", "val/a.JPEG");
        assertThatThrownBy(() -> new Ilsvrc().open(tree.root(), 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("class_labels.txt: no such file");
    }

    private Tree devkit() throws IOException {
        return new Tree(folder)
                .text("LOC_synset_mapping.txt", "n00000002 second", "n00000001 first, one")
                .images(DATA + "train/n00000001", Tree.numbered("n00000001_%d.JPEG", 101))
                .images(DATA + "train/n00000002", "n00000002_5.JPEG")
                .images(DATA + "val", "v1.JPEG", "v2.JPEG")
                .text(ANNOTATIONS + "v1.xml", xml("n00000002", "3,4,50,60", "1,1,2,2"))
                .text(ANNOTATIONS + "v2.xml", xml("n00000001", "0,0,100,80"));
    }

    @Test
    void theDevkitGivesSortedClassesAndBoxesFromXml() throws IOException {
        Dataset dataset = devkit().open(new Ilsvrc());
        assertThat(dataset.classNames()).containsExactly("first, one", "second");
        assertThat(dataset.skipped()).isEmpty();
        assertThat(dataset.samples(Split.TRAIN)).hasSize(52);
        assertThat(Tree.ids(dataset, Split.VALIDATION))
                .hasSize(50)
                .startsWith(DATA + "train/n00000001/n00000001_51.JPEG")
                .endsWith(DATA + "train/n00000001/n00000001_100.JPEG");
        Sample first = dataset.samples(Split.TEST).get(0);
        assertThat(first.id()).isEqualTo(DATA + "val/v1.JPEG");
        assertThat(first.label()).isEqualTo(1);
        assertThat(first.width()).isEqualTo(100);
        assertThat(first.height()).isEqualTo(80);
        assertThat(first.boxes()).containsExactly(new Box(3, 4, 50, 60), new Box(1, 1, 2, 2));
    }

    @Test
    void trainingImagesHaveBoxesTooAndStayWithoutWhereTheirXmlIsBad() throws IOException {
        String train = ANNOTATIONS.replace("val/", "train/n00000001/");
        Dataset dataset = devkit().text(train + "n00000001_3.xml", xml("n00000001", "5,6,7,8"))
                .text(train + "n00000001_4.xml", "<annotation>")
                .open(new Ilsvrc());
        assertThat(dataset.samples(Split.TRAIN).get(3).boxes()).containsExactly(new Box(5, 6, 7, 8));
        assertThat(dataset.samples(Split.TRAIN).get(4).id()).endsWith("n00000001_4.JPEG");
        assertThat(dataset.samples(Split.TRAIN).get(4).boxes()).isEmpty();
        assertThat(Tree.skipped(dataset))
                .singleElement()
                .asString()
                .contains("n00000001_4.xml")
                .contains("not valid XML");
    }

    @Test
    void aClassWithoutTrainingFolderIsNamed() throws IOException {
        Dataset dataset = devkit().text(
                        "LOC_synset_mapping.txt", "n00000001 first", "n00000002 second", "n00000003 third")
                .open(new Ilsvrc());
        assertThat(Tree.skipped(dataset)).singleElement().asString().contains("train/n00000003: no such folder");
    }

    @Test
    void badXmlFilesAreNamedAndTheRestIsUsed() throws IOException {
        Dataset dataset = devkit().images(DATA + "val", "v3.JPEG", "v4.JPEG", "v5.JPEG", "v6.JPEG")
                .text(ANNOTATIONS + "v3.xml", "<annotation><size>")
                .text(ANNOTATIONS + "v4.xml", xml("n00000009", "0,0,1,1"))
                .text(ANNOTATIONS + "v5.xml", xml("n00000001", "90,0,121,1", "0,0,1,1"))
                .open(new Ilsvrc());
        assertThat(Tree.ids(dataset, Split.TEST))
                .containsExactly(DATA + "val/v1.JPEG", DATA + "val/v2.JPEG", DATA + "val/v5.JPEG");
        assertThat(dataset.samples(Split.TEST).get(2).boxes()).containsExactly(new Box(0, 0, 1, 1));
        assertThat(Tree.skipped(dataset))
                .satisfiesExactly(
                        line -> assertThat(line).contains("v3.xml").contains("not valid XML"),
                        line -> assertThat(line).contains("v4.xml").contains("class 'n00000009'"),
                        line -> assertThat(line).contains("v5.xml").contains("outside its image of 100 x 80"),
                        line -> assertThat(line).contains("v6.JPEG").contains("v6.xml: no such file"));
    }

    @Test
    void entitiesInXmlAreNeverExpanded() throws IOException {
        Tree tree = devkit().text("secret.txt", "n00000001");
        String entity = "<!DOCTYPE a [<!ENTITY x SYSTEM \""
                + folder.resolve("secret.txt").toUri() + "\">]>";
        tree.text(ANNOTATIONS + "v2.xml", entity + xml("&x;", "0,0,1,1"));
        Dataset dataset = tree.open(new Ilsvrc());
        assertThat(Tree.ids(dataset, Split.TEST)).containsExactly(DATA + "val/v1.JPEG");
        assertThat(Tree.skipped(dataset))
                .singleElement()
                .asString()
                .contains("v2.xml")
                .contains("DOCTYPE");
    }

    @Test
    void anotherFolderIsToldBothLayouts() throws IOException {
        Tree tree = new Tree(folder).images("pictures", "a.jpg");
        assertThatThrownBy(() -> new Ilsvrc().open(tree.root(), 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("metadata/ILSVRC")
                .hasMessageContaining("ILSVRC/Annotations/CLS-LOC/val/*.xml");
    }

    private static String xml(String wnid, String... boxes) {
        StringBuilder text = new StringBuilder("<annotation><filename>x</filename>");
        text.append("<size><width>100</width><height>80</height><depth>3</depth></size>");
        for (String box : boxes) {
            String[] corner = box.split(",", -1);
            text.append("<object><name>%s</name><bndbox><xmin>%s</xmin><ymin>%s</ymin>"
                    .formatted(wnid, corner[0], corner[1]));
            text.append("<xmax>%s</xmax><ymax>%s</ymax></bndbox></object>".formatted(corner[2], corner[3]));
        }
        return text.append("</annotation>").toString();
    }
}
