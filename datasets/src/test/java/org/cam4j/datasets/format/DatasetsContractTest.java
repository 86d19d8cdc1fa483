package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatasetsContractTest {
    @TempDir
    Path folder;

    static List<DatasetFormat> all() {
        return Datasets.all();
    }

    @Test
    void idsAreUnique() {
        assertThat(Datasets.all()).extracting(DatasetFormat::id).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theIdLeadsToTheFormatAndTheDescriptionIsOneSentence(DatasetFormat format) {
        assertThat(Datasets.byId(format.id())).isSameAs(format);
        assertThat(format.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
        assertThat(format.description()).endsWith(".").doesNotContain("\n");
    }

    @ParameterizedTest
    @MethodSource("all")
    void anEmptyOrMissingFolderIsRefusedInOneLine(DatasetFormat format) throws IOException {
        if (!format.needsFolder()) {
            assertThat(format.open(folder, 1).samples(Split.TRAIN)).isNotEmpty();
            return;
        }
        Path file = Files.writeString(folder.resolve("file.txt"), "hello");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        for (Path wrong : List.of(empty, file, folder.resolve("missing"))) {
            assertThatThrownBy(() -> format.open(wrong, 1))
                    .as("%s on %s", format.id(), wrong)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(wrong.toString())
                    .hasMessageContaining("expected")
                    .message()
                    .doesNotContain("\n");
        }
    }

    @Test
    void anUnknownIdNamesTheNearestAndAllKnownOnes() {
        assertThatThrownBy(() -> Datasets.byId("prats"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean 'parts'")
                .hasMessageContaining("Known: ");
    }
}
