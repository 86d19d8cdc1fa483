package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.RealData;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoMultiLabelTest {
    @TempDir
    private Path folder;

    private static String object(int id, int image, int category, int crowd) {
        return "{\"id\":%d,\"image_id\":%d,\"category_id\":%d,\"iscrowd\":%d,\"bbox\":[1,2,10,20]}"
                .formatted(id, image, category, crowd);
    }

    /** Six images, of which the fifth is for validation. */
    private void write(Tree tree, String part, String... objects) throws IOException {
        tree.images(part, Tree.numbered("%d.jpg", 6));
        String images = IntStream.range(0, 6)
                .mapToObj("{\"id\":%1$d,\"file_name\":\"%1$d.jpg\",\"width\":64,\"height\":48}"::formatted)
                .collect(Collectors.joining(","));
        tree.text(
                "annotations/instances_" + part + ".json",
                "{\"images\":[" + images + "],\"annotations\":[" + String.join(",", objects)
                        + "],\"categories\":[{\"id\":3,\"name\":\"traffic light\"},{\"id\":1,\"name\":\"dog\"}]}");
    }

    @Test
    void anImageHasAllItsClassesThoseOfCrowdsIncludedOrNone() throws IOException {
        Tree tree = new Tree(folder);
        write(tree, "val2017", object(1, 0, 3, 0), object(2, 0, 1, 0), object(3, 0, 1, 0), object(4, 1, 1, 1));
        write(tree, "train2017", object(1, 0, 1, 0));
        Dataset dataset = tree.open(new CocoMultiLabel());
        assertThat(dataset.samples(Split.TEST)).hasSize(6);
        Sample both = dataset.samples(Split.TEST).get(0);
        assertThat(both.labels().present()).containsExactly(0, 1);
        assertThat(both.ofEachClass())
                .extracting(Sample::id)
                .containsExactly("val2017/0.jpg#dog", "val2017/0.jpg#traffic_light");
        assertThat(both.ofEachClass().get(0).boxes()).hasSize(2);
        Sample crowd = dataset.samples(Split.TEST).get(1);
        assertThat(crowd.labels().present()).containsExactly(0);
        assertThat(crowd.ofEachClass()).as("a crowd is not localized").isEmpty();
        assertThat(dataset.samples(Split.TEST).get(2).labels().present()).isEmpty();
        assertThat(Tree.ids(dataset, Split.VALIDATION)).containsExactly("train2017/4.jpg");
        assertThat(dataset.samples(Split.TRAIN)).hasSize(5);
    }

    @Test
    void theExcerptOfCocoHasMasksForEveryClassOfAnImage() throws IOException {
        Dataset dataset = Datasets.byId("coco-multi-label").open(RealData.find("coco-val-188"), 1);
        assertThat(dataset.samples(Split.TEST)).hasSize(188);
        Dataset split = Datasets.byId("coco").open(RealData.find("coco-val-188"), 1);
        assertThat(dataset.samples(Split.TEST).stream()
                        .mapToLong(sample -> sample.ofEachClass().size())
                        .sum())
                .isEqualTo(split.samples(Split.TEST).size());
        Sample several = dataset.samples(Split.TEST).stream()
                .filter(sample -> sample.labels().present().size() > 2)
                .findFirst()
                .orElseThrow();
        assertThat(several.ofEachClass()).allMatch(sample -> sample.mask().isPresent());
    }
}
