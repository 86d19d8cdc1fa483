package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetCheck;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Skipped;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    @TempDir
    Path folder;

    private Tree pets() throws IOException {
        return new Tree(folder)
                .images("dog", Tree.numbered("d%02d.jpg", 30))
                .images("cat", Tree.numbered("c%02d.png", 20));
    }

    @Test
    void foldersAreClassesSortedByName() throws IOException {
        Dataset dataset = pets().open(new ImageFolder());
        assertThat(dataset.classNames()).containsExactly("cat", "dog");
        assertThat(dataset.samples(Split.TRAIN)).hasSize(40);
        assertThat(dataset.samples(Split.VALIDATION)).hasSize(5);
        assertThat(dataset.samples(Split.TEST)).hasSize(5);
        for (Split split : Split.values()) {
            assertThat(dataset.samples(split))
                    .allSatisfy(sample -> assertThat(sample.id())
                            .startsWith(dataset.classNames().get(sample.label())));
        }
    }

    @Test
    void theDrawnSplitFollowsTheSeed() throws IOException {
        Path root = pets().root();
        List<String> first = Tree.ids(new ImageFolder().open(root, 1), Split.TEST);
        assertThat(Tree.ids(new ImageFolder().open(root, 1), Split.TEST)).isEqualTo(first);
        assertThat(Tree.ids(new ImageFolder().open(root, 2), Split.TEST)).isNotEqualTo(first);
        assertThat(new ImageFolder().open(root, 2).fingerprint())
                .isNotEqualTo(new ImageFolder().open(root, 1).fingerprint());
    }

    @Test
    void splitFoldersAreUsedWhereThereAreSome() throws IOException {
        Dataset dataset = new Tree(folder)
                .images("train/a", "1.jpg", "2.jpg")
                .images("train/b", "3.jpg")
                .images("val/b", "4.jpg")
                .images("test/a", "5.jpg")
                .open(new ImageFolder());
        assertThat(dataset.classNames()).containsExactly("a", "b");
        assertThat(Tree.ids(dataset, Split.TRAIN)).containsExactly("train/a/1.jpg", "train/a/2.jpg", "train/b/3.jpg");
        assertThat(Tree.ids(dataset, Split.VALIDATION)).containsExactly("val/b/4.jpg");
        assertThat(dataset.samples(Split.VALIDATION).get(0).label()).isEqualTo(1);
        assertThat(Tree.ids(dataset, Split.TEST)).containsExactly("test/a/5.jpg");
    }

    @Test
    void boxesComeFromTheTableWithTheSizeOfTheImage() throws IOException {
        Dataset dataset = pets().text(
                        "boxes.csv", "file, x0, y0, x1, y1", "cat/c00.png,1,2,3,4", "./cat/c00.png,0,0,64,48")
                .open(new ImageFolder());
        Sample cat = find(dataset, "cat/c00.png");
        assertThat(cat.boxes()).containsExactly(new Box(1, 2, 3, 4), new Box(0, 0, 64, 48));
        assertThat(cat.width()).isEqualTo(64);
        assertThat(cat.height()).isEqualTo(48);
        assertThat(find(dataset, "cat/c01.png").width()).isZero();
        assertThat(dataset.skipped()).isEmpty();
    }

    @Test
    void imagesThatACameraHeldTurnedAreNotedUnlessThereAreBoxes() throws IOException {
        Tree pets = pets();
        assertThat(pets.open(new ImageFolder()).notes()).isEmpty();
        Path turned = folder.resolve("dog/d07.jpg");
        byte[] exif = {
            (byte) 0xFF,
            (byte) 0xE1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            6,
            0,
            0,
            0,
            0,
            0,
            0
        };
        byte[] jpeg = Files.readAllBytes(turned);
        Files.write(
                turned,
                ByteBuffer.allocate(jpeg.length + exif.length)
                        .put(jpeg, 0, 2)
                        .put(exif)
                        .put(jpeg, 2, jpeg.length - 2)
                        .array());
        Dataset dataset = pets.open(new ImageFolder());
        assertThat(dataset.notes())
                .singleElement()
                .asString()
                .contains("EXIF orientation", "one other than 1 is set in 1 of 50 images", "dog/d07.jpg");
        assertThat(find(dataset, "dog/d07.jpg").image().read().width())
                .as("as stored")
                .isEqualTo(64);
        assertThat(pets.text("boxes.csv", "cat/c00.png,1,2,3,4")
                        .open(new ImageFolder())
                        .notes())
                .noneMatch(note -> note.where().equals("EXIF orientation"));
    }

    @Test
    void badBoxesAreNamedWithFileAndLine() throws IOException {
        Dataset dataset = pets().images("", "loose.jpg")
                .text("dog/d01.jpg", "hello")
                .text(
                        "boxes.csv",
                        "cat/c00.png,60,2,165,4",
                        "cat/c00.png,5,2,3,4",
                        "cat/none.png,1,2,3,4",
                        "../cat.png,1,2,3,4",
                        "dog/d01.jpg,1,2,3,4",
                        "cat/c00.png,1,2,3",
                        "cat/c00.png,1,2,3,4.5",
                        "cat/c00.png,1,2,3,4",
                        "loose.jpg,1,2,3,4")
                .open(new ImageFolder());
        assertThat(find(dataset, "cat/c00.png").boxes()).containsExactly(new Box(1, 2, 3, 4));
        assertThat(Tree.skipped(dataset))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("boxes.csv:1: ").contains("outside its image of 64 x 48"),
                        line -> assertThat(line).startsWith("boxes.csv:2: ").contains("x0 <= x1"),
                        line -> assertThat(line).startsWith("boxes.csv:3: ").contains("no such file"),
                        line -> assertThat(line).startsWith("boxes.csv:4: ").contains("leads out of"),
                        line -> assertThat(line).startsWith("boxes.csv:5: ").contains("starts with 'hello'"),
                        line -> assertThat(line).startsWith("boxes.csv:6: ").contains("has 4 fields, expected 5"),
                        line -> assertThat(line).startsWith("boxes.csv:7: ").contains("'4.5' is not a whole number"),
                        line -> assertThat(line).startsWith("boxes.csv:9: ").contains("in no class folder"));
    }

    @Test
    void theCheckFindsEveryBadFile() throws IOException {
        Dataset dataset = pets().text("dog/d01.jpg", "hello")
                .text("dog/notes.txt", "hello")
                .images("bird")
                .open(new ImageFolder());
        DatasetCheck.Report report = DatasetCheck.run(dataset, 2, done -> {});
        assertThat(report.images().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(50);
        assertThat(report.bad()).extracting(Skipped::id).containsExactly("bird", "dog/notes.txt", "dog/d01.jpg");
        assertThat(report.bad().get(2).reason()).contains("starts with 'hello'");
    }

    @Test
    void aFolderWithoutImagesIsRefused() throws IOException {
        Tree tree = new Tree(folder).text("docs/readme.txt", "hello");
        assertThatThrownBy(() -> new ImageFolder().open(tree.root(), 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("contains no sub-folder with images");
    }

    private static Sample find(Dataset dataset, String id) {
        for (Split split : Split.values()) {
            for (Sample sample : dataset.samples(split)) {
                if (sample.id().equals(id)) {
                    return sample;
                }
            }
        }
        throw new AssertionError(id + " is in no split.");
    }
}
