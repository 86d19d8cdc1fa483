package org.cam4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.Box;
import org.junit.jupiter.api.Test;

class RealDataTest {
    @Test
    void tinyImageNetHasItsClassesSplitsAndBoxes() throws IOException {
        Dataset dataset = open("tiny-imagenet", "tiny-imagenet-200");
        assertThat(dataset.classNames()).hasSize(20);
        assertThat(dataset.samples(Split.TRAIN)).hasSize(9000);
        assertThat(dataset.samples(Split.VALIDATION)).hasSize(1000);
        assertThat(dataset.samples(Split.TEST)).hasSize(500);
        assertThat(dataset.skipped()).isEmpty();
        for (Split split : Split.values()) {
            assertThat(dataset.samples(split))
                    .allSatisfy(sample -> assertThat(sample.boxes()).hasSize(1));
        }
        List<String> validation =
                dataset.samples(Split.VALIDATION).stream().map(Sample::id).toList();
        assertThat(validation)
                .contains("train/n01443537/images/n01443537_450.JPEG", "train/n01443537/images/n01443537_499.JPEG")
                .doesNotContain("train/n01443537/images/n01443537_449.JPEG");
        Sample goldfish = dataset.samples(Split.TRAIN).stream()
                .filter(sample -> sample.id().endsWith("n01443537_0.JPEG"))
                .findFirst()
                .orElseThrow();
        assertThat(dataset.classNames().get(goldfish.label())).isEqualTo("goldfish, Carassius auratus");
        assertThat(goldfish.boxes()).containsExactly(new Box(0, 10, 63, 58));
        assertThat(goldfish.image().read().width()).isEqualTo(64);
    }

    @Test
    void everyTinyImageNetImageCanBeRead() throws IOException {
        assertThat(DatasetCheck.run(open("tiny-imagenet", "tiny-imagenet-200"), 2, done -> {})
                        .bad())
                .isEmpty();
    }

    @Test
    void ilsvrcHasBoxesInTheOriginalSize() throws IOException {
        Dataset dataset = open("ilsvrc", "ilsvrc-val");
        assertThat(dataset.classNames()).hasSize(1000);
        assertThat(dataset.samples(Split.TRAIN)).isEmpty();
        assertThat(dataset.samples(Split.VALIDATION)).isEmpty();
        assertThat(dataset.samples(Split.TEST)).hasSize(800);
        assertThat(dataset.skipped()).isEmpty();
        assertThat(dataset.samples(Split.TEST).stream()
                        .mapToInt(sample -> sample.boxes().size())
                        .sum())
                .isEqualTo(1134);
        Sample first = dataset.samples(Split.TEST).get(0);
        assertThat(first.id()).isEqualTo("val/ILSVRC2012_val_00000363.JPEG");
        assertThat(first.label()).isEqualTo(133);
        assertThat(first.width()).isEqualTo(500);
        assertThat(first.height()).isEqualTo(473);
        assertThat(first.boxes()).containsExactly(new Box(66, 48, 430, 379));
        assertThat(first.image().read().width()).isEqualTo(227);
        assertThat(DatasetCheck.run(dataset, 2, done -> {}).bad()).isEmpty();
    }

    @Test
    void cifarHasAThousandTestImages() throws IOException {
        Dataset dataset = open("cifar-folder", "cifar10-test");
        assertThat(dataset.classNames()).startsWith("airplane", "automobile").hasSize(10);
        assertThat(dataset.samples(Split.TEST)).hasSize(1000);
        assertThat(dataset.samples(Split.TRAIN)).isEmpty();
        assertThat(DatasetCheck.run(dataset, 2, done -> {}).bad()).isEmpty();
    }

    @Test
    void mnistHasItsTestImages() throws IOException {
        Dataset dataset = open("mnist", "mnist");
        assertThat(dataset.samples(Split.TEST)).hasSize(10_000);
        assertThat(dataset.samples(Split.TRAIN)).isEmpty();
        Sample first = dataset.samples(Split.TEST).get(0);
        assertThat(first.label()).isEqualTo(7);
        assertThat(first.image().read().height()).isEqualTo(28);
    }

    @Test
    void originalPhotographsAreDecoded() throws IOException {
        try (Stream<Path> files = Files.list(RealData.find("imagenet-samples"))) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".JPEG")).toList()) {
                assertThat(ImageDecoder.decode(file).width()).as("%s", file).isGreaterThan(50);
            }
        }
    }

    private static Dataset open(String id, String folder) throws IOException {
        return Datasets.byId(id).open(RealData.find(folder), 1);
    }
}
