package org.cam4j.datasets.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetCheck;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.Datasets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutsContractTest {
    private static final int IMAGES = 160;
    private static final Set<String> MASKED = Set.of("cub", "voc", "coco");

    @TempDir
    Path folder;

    static List<Layout> all() {
        return Layouts.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsWrittenIsReadBackByTheRealLoader(Layout layout) throws IOException {
        Dataset drawn = DrawnTree.draw(layout, IMAGES, 3);
        DrawnTree.write(layout, drawn, folder.resolve("tree"), images -> {});
        Dataset read = Datasets.byId(layout.id()).open(folder.resolve("tree"), 1);
        assertThat(read.skipped()).isEmpty();
        assertThat(DatasetCheck.run(read, 1, done -> {}).bad()).isEmpty();
        assertThat(read.classNames()).isEqualTo(drawn.classNames());
        int images = 0;
        for (Split split : Split.values()) {
            List<Sample> expected = byClass(drawn, split);
            List<Sample> found = byClass(read, split);
            assertThat(found).as("%s", split).hasSameSizeAs(expected).isNotEmpty();
            for (int i = 0; i < found.size(); i++) {
                requireEqual(found.get(i), expected.get(i), MASKED.contains(layout.id()));
            }
            images += found.size();
        }
        assertThat(images).isEqualTo(IMAGES);
    }

    @Test
    void vocsMasksOfObjectsSayTheSameAsThoseOfClasses() throws IOException {
        Layout layout = Layouts.byId("voc");
        DrawnTree.write(layout, DrawnTree.draw(layout, IMAGES, 3), folder.resolve("tree"), images -> {});
        List<Sample> ofClasses =
                Datasets.byId("voc").open(folder.resolve("tree"), 1).samples(Split.TEST);
        List<byte[]> expected = new ArrayList<>();
        for (Sample sample : ofClasses) {
            expected.add(sample.mask().orElseThrow().get().pixels());
        }
        Folders.delete(folder.resolve("tree/VOC2012/SegmentationClass"));
        List<Sample> ofObjects =
                Datasets.byId("voc").open(folder.resolve("tree"), 1).samples(Split.TEST);
        assertThat(ofObjects).hasSameSizeAs(ofClasses).isNotEmpty();
        for (int i = 0; i < expected.size(); i++) {
            assertThat(ofObjects.get(i).mask().orElseThrow().get().pixels()).isEqualTo(expected.get(i));
        }
    }

    /** Loaders go through the classes one by one, or through all images: within a class the order is the same. */
    private static List<Sample> byClass(Dataset dataset, Split split) {
        List<Sample> samples = new ArrayList<>(dataset.samples(split));
        samples.sort(Comparator.comparingInt(Sample::label));
        return samples;
    }

    private static void requireEqual(Sample found, Sample expected, boolean masks) throws IOException {
        assertThat(found.label()).isEqualTo(expected.label());
        assertThat(found.boxes()).isEqualTo(expected.boxes());
        assertThat(found.width()).isEqualTo(expected.width());
        assertThat(found.height()).isEqualTo(expected.height());
        assertThat(found.mask().isPresent()).isEqualTo(masks);
        if (masks) {
            assertThat(found.mask().orElseThrow().get().pixels())
                    .isEqualTo(expected.mask().orElseThrow().get().pixels());
        }
        assertThat(meanDifference(found.image().read(), expected.image().read()))
                .isLessThan(16);
    }

    private static double meanDifference(PixelImage first, PixelImage second) {
        double sum = 0;
        for (int i = 0; i < first.rgb().length; i++) {
            sum += Math.abs((first.rgb()[i] & 0xFF) - (second.rgb()[i] & 0xFF));
        }
        return sum / first.rgb().length;
    }

    @Test
    void aFolderThatHoldsSomethingIsRefused() throws IOException {
        Files.writeString(folder.resolve("note.txt"), "mine");
        Layout layout = Layouts.byId("cub");
        Dataset drawn = DrawnTree.draw(layout, 32, 1);
        assertThatThrownBy(() -> DrawnTree.write(layout, drawn, folder, images -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a new or empty folder");
        assertThat(folder.resolve("note.txt")).hasContent("mine");
    }

    @Test
    void tooFewImagesAndAnUnknownLayoutAreRefused() {
        assertThatThrownBy(() -> DrawnTree.draw(Layouts.byId("cub"), 31, 1)).hasMessageContaining("at least 32");
        assertThatThrownBy(() -> Layouts.byId("mnist"))
                .hasMessageContaining("Known: cub, ilsvrc, tiny-imagenet, voc, coco");
    }

    @Test
    void pngKeepsEveryPixel() throws IOException {
        PixelImage image = DrawnTree.draw(Layouts.byId("cub"), 32, 1)
                .samples(Split.TEST)
                .get(0)
                .image()
                .read();
        Path file = Files.write(folder.resolve("a.png"), ImageFiles.png(image));
        assertThat(org.cam4j.datasets.pixels.ImageDecoder.decode(file).rgb()).isEqualTo(image.rgb());
    }
}
