package org.cam4j.experiments.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassNamesTest {
    private static final List<String> NAMES =
            List.of("tench, Tinca tinca", "crane", "bus", "crane", "maillot, tank suit");

    @TempDir
    private Path folder;

    @Test
    void aClassIsFoundByAnyOfItsNamesOrItsNumber() {
        assertThat(ClassNames.find("Tench", NAMES)).isZero();
        assertThat(ClassNames.find("tinca TINCA", NAMES)).isZero();
        assertThat(ClassNames.find("maillot, tank suit", NAMES)).isEqualTo(4);
        assertThat(ClassNames.find(" bus ", NAMES)).isEqualTo(2);
        assertThat(ClassNames.find("3", NAMES)).isEqualTo(3);
    }

    @Test
    void aNameOfSeveralClassesIsRefusedWithTheirNumbers() {
        assertThatThrownBy(() -> ClassNames.find("crane", NAMES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("2 classes", "1 (crane)", "3 (crane)");
        assertThatThrownBy(() -> ClassNames.find("5", NAMES)).hasMessageContaining("no such class");
    }

    @Test
    void theFirstNameCountsMoreAndTheNearestNameIsProposed() throws IOException {
        List<String> names = Networks.embedded().classNames();
        assertThat(ClassNames.find("crayfish", names)).isEqualTo(124); // also a further name of 123
        assertThat(ClassNames.find("egyptian cat", names)).isEqualTo(285);
        assertThat(ClassNames.find("crane (bird)", names)).isEqualTo(134);
        assertThatThrownBy(() -> ClassNames.find("crane", names))
                .hasMessageContainingAll("2 classes", "134 (crane (bird), crane)", "517 (crane (machine), crane)");
        assertThatThrownBy(() -> ClassNames.find("expresso", names)).hasMessageContaining("did you mean 'espresso'?");
    }

    @Test
    void marksAndBlanksOfAnEditorAreNotPartOfAName() throws IOException {
        Path file = folder.resolve("names.txt");
        Files.writeString(file, "\uFEFFn01440764 tench, Tinca tinca\r\n\r\n crane \t\r\nbus ", StandardCharsets.UTF_8);
        assertThat(ClassNames.read(file)).containsExactly("tench, Tinca tinca", "crane", "bus");
        Files.writeString(file, "tench\n", StandardCharsets.UTF_16);
        assertThatThrownBy(() -> ClassNames.read(file)).hasMessageContaining("names.txt: is not valid UTF-8");
    }

    @Test
    void aNetworkMayKnowMoreNamesOfAClassThanTheDataSet() throws IOException {
        Dataset dataset = DatasetOptions.open("parts", Optional.empty(), 1);
        List<String> names = new ArrayList<>(dataset.classNames());
        names.set(0, "another name, " + names.get(0));
        CamModel model = Networks.create(NetworkSpec.of("mini", "gap", names));
        assertThatCode(() -> ClassNames.requireSame(model, dataset)).doesNotThrowAnyException();

        names.set(0, names.get(1));
        assertThatThrownBy(() -> ClassNames.requireSame(model.withClassNames(names), dataset))
                .hasMessageContaining("Class 0 of the network is '" + names.get(1) + "'");
    }
}
