package org.cam4j.datasets.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartsTest {
    private static final Parts.Options SMALL = new Parts.Options(8, 64, 0.45, 4, 20, 24, 8, 16);

    @Test
    void thePixelsAreTheSameOnEveryMachine() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Dataset dataset = Parts.open(SMALL, 1);
        for (Split split : Split.values()) {
            for (Sample sample : dataset.samples(split)) {
                digest.update(sample.image().read().rgb());
                digest.update(sample.mask().orElseThrow().get().pixels());
            }
        }
        assertThat(HexFormat.of().formatHex(digest.digest(), 0, 8)).isEqualTo("1c1e15a8d369b5b2");
        assertThat(dataset.fingerprint()).isEqualTo("2926a82c92683e25");
    }

    @Test
    void readingTwiceGivesTheSamePixels() throws IOException {
        Sample sample = Parts.open(SMALL, 3).samples(Split.TEST).get(5);
        assertThat(sample.image().read().rgb()).isEqualTo(sample.image().read().rgb());
    }

    @Test
    void anotherSeedGivesOtherImages() throws IOException {
        Dataset first = Parts.open(SMALL, 1);
        Dataset second = Parts.open(SMALL, 2);
        assertThat(first.fingerprint()).isNotEqualTo(second.fingerprint());
        assertThat(first.samples(Split.TRAIN).get(0).image().read().rgb())
                .isNotEqualTo(second.samples(Split.TRAIN).get(0).image().read().rgb());
        assertThat(first.samples(Split.TRAIN).get(0).image().read().rgb())
                .isNotEqualTo(first.samples(Split.TEST).get(0).image().read().rgb());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.45, 0.6})
    void theBoxIsTheBoundingBoxOfTheMask(double partSize) {
        Parts.Options options = new Parts.Options(8, 64, partSize, 0, 0, 800, 0, 0);
        for (Sample sample : Parts.open(options, 9).samples(Split.TRAIN)) {
            assertThat(sample.boxes())
                    .containsExactly(boundingBox(sample.mask().orElseThrow().get()));
        }
    }

    @Test
    void theBoxCoversMuchMoreThanThePart() {
        for (int seed = 0; seed < 25; seed++) {
            for (PartShape shape : PartShape.values()) {
                PartsObject object = new PartsObject(SMALL, shape, new Random(seed));
                int part = 0;
                for (int pixel = 0; pixel < 64 * 64; pixel++) {
                    part += object.partAt(pixel % 64, pixel / 64) ? 1 : 0;
                }
                assertThat(part).isPositive().isLessThan((int) (object.box().area() / 2));
            }
        }
    }

    @Test
    void noCenterBoxIsAGoodGuess() {
        List<Sample> samples = Parts.open(Parts.Options.DEFAULT, 1).samples(Split.TEST);
        for (int half = 8; half <= 32; half++) {
            Box center = new Box(32 - half, 32 - half, 31 + half, 31 + half);
            long hits = samples.stream()
                    .filter(sample -> sample.boxes().get(0).iou(center) >= 0.5)
                    .count();
            assertThat(100.0 * hits / samples.size()).as("half side %d", half).isLessThan(30);
        }
    }

    @Test
    void theDefaultHasTheStatedSizesAndBalancedClasses() {
        Dataset dataset = new Parts().open(Path.of("."), 1);
        assertThat(dataset.samples(Split.TRAIN)).hasSize(1600);
        assertThat(dataset.samples(Split.VALIDATION)).hasSize(200);
        assertThat(dataset.samples(Split.TEST)).hasSize(400);
        assertThat(dataset.classNames()).hasSize(8).doesNotHaveDuplicates();
        for (int label = 0; label < 8; label++) {
            int wanted = label;
            assertThat(dataset.samples(Split.TEST))
                    .filteredOn(sample -> sample.label() == wanted)
                    .hasSize(50);
        }
        assertThat(dataset.skipped()).isEmpty();
    }

    @Test
    void wrongKnobsAreRefused() {
        assertThatThrownBy(() -> new Parts.Options(9, 64, 0.45, 0, 0, 1, 1, 1)).hasMessageContaining("2 to 8");
        assertThatThrownBy(() -> new Parts.Options(8, 64, 0.9, 0, 0, 1, 1, 1)).hasMessageContaining("0.2 to 0.6");
    }

    private static Box boundingBox(Mask mask) {
        int x0 = mask.width();
        int y0 = mask.height();
        int x1 = -1;
        int y1 = -1;
        for (int i = 0; i < mask.pixels().length; i++) {
            if (mask.pixels()[i] == 1) {
                x0 = Math.min(x0, i % mask.width());
                x1 = Math.max(x1, i % mask.width());
                y0 = Math.min(y0, i / mask.width());
                y1 = Math.max(y1, i / mask.width());
            }
        }
        return new Box(x0, y0, x1, y1);
    }
}
