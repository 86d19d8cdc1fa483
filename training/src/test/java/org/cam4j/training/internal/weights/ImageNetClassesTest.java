package org.cam4j.training.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cam4j.training.RealData;
import org.cam4j.training.internal.weights.ImageNetClasses.ImageNetClass;
import org.junit.jupiter.api.Test;

class ImageNetClassesTest {
    private static final List<ImageNetClass> CLASSES = ImageNetClasses.all();

    @Test
    void theOrderIsThatOfTheIds() {
        assertThat(CLASSES).hasSize(1000);
        assertThat(CLASSES.stream().map(ImageNetClass::id)).isSorted().doesNotHaveDuplicates();
        assertThat(CLASSES.get(285).name()).isEqualTo("Egyptian cat");
        assertThat(CLASSES.get(967).name()).isEqualTo("espresso");
        assertThat(CLASSES.get(999).name()).isEqualTo("toilet tissue, toilet paper, bathroom tissue");
    }

    @Test
    void shortNamesAreUniqueAndBeginTheNames() {
        assertThat(CLASSES.stream().map(ImageNetClass::shortName)).doesNotHaveDuplicates();
        assertThat(CLASSES).allMatch(one -> one.name().split(",")[0].equals(one.shortName()));
        assertThat(CLASSES.get(134).name()).isEqualTo("crane (bird), crane");
        assertThat(CLASSES.get(639).name()).isEqualTo("maillot (tank suit), maillot, tank suit");
    }

    @Test
    void theClassesAreThoseOfTheChallenge() throws IOException {
        List<String> lines = Files.readAllLines(RealData.find("ilsvrc-val/synset_words.txt"));
        assertThat(CLASSES.stream().map(one -> one.id() + " " + one.fullName())).containsExactlyElementsOf(lines);
    }

    /** The samples' files are named by id and short name. */
    @Test
    void idsAndNamesBelongTogether() throws IOException {
        try (Stream<Path> files = Files.list(RealData.find("imagenet-samples"))) {
            List<String> samples = files.map(file -> String.valueOf(file.getFileName()))
                    .map(name -> name.substring(0, name.lastIndexOf('.')))
                    .toList();
            assertThat(samples).isNotEmpty();
            assertThat(CLASSES.stream()
                            .map(one -> one.id() + "_" + one.shortName().replace(' ', '_')))
                    .containsAll(samples);
        }
    }
}
