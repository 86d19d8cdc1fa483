package org.cam4j.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTableTest {
    @TempDir
    private Path folder;

    private TargetTable read(String text) throws IOException {
        return TargetTable.read(Files.writeString(folder.resolve("targets.csv"), text));
    }

    @Test
    void everyOtherColumnIsATarget() throws IOException {
        TargetTable table = read("weight,file,\"length, cm\"\n1.5,a/1.jpg,-2e3\n\n\"2\",\"b, c.jpg\",0\n");
        assertThat(table.names()).containsExactly("weight", "length, cm");
        assertThat(table.of("a/1.jpg").orElseThrow()).containsExactly(1.5, -2000);
        assertThat(table.of("b, c.jpg").orElseThrow()).containsExactly(2, 0);
        assertThat(table.of("2.jpg")).isEmpty();
    }

    @Test
    void whatIsWrongIsRefusedWithItsLine() {
        assertThatThrownBy(() -> read("file,weight\n1.jpg,2\n2.jpg,heavy\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("targets.csv:3, column weight: 'heavy' is not a number.");
        assertThatThrownBy(() -> read("file,weight\n1.jpg,NaN\n")).hasMessageContaining("targets.csv:2");
        assertThatThrownBy(() -> read("file,weight\n1.jpg,\n")).hasMessageContaining("targets.csv:2");
        assertThatThrownBy(() -> read("file,weight\n1.jpg,1\n1.jpg,2\n"))
                .hasMessageContaining("targets.csv:3: image '1.jpg' is listed twice");
        assertThatThrownBy(() -> read("file,weight\n1.jpg,1,2\n")).hasMessageContaining("targets.csv:2: has 3 fields");
        assertThatThrownBy(() -> read("image,weight\n1.jpg,1\n")).hasMessageContaining("expected file,NAME,NAME,...");
        assertThatThrownBy(() -> read("file\n1.jpg\n")).hasMessageContaining("expected file,NAME,NAME,...");
        assertThatThrownBy(() -> read("")).hasMessageContaining("header");
    }
}
