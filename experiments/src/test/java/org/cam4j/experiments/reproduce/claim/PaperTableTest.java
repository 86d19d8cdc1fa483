package org.cam4j.experiments.reproduce.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaperTableTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "kim-fig11",
                "meng-table1-voc-class-pairs",
                "meng-table2-voc-val",
                "meng-table3-voc-train",
                "meng-table4-voc-val-small-networks",
                "meng-table5-existing-methods",
                "zhang-table1-cub",
                "zhang-table2-ilsvrc",
                "zhou-ilsvrc-published"
            })
    void everyTableOfThePapersIsRead(String name) {
        PaperTable table = PaperTable.load(name);
        assertThat(table.values()).isNotEmpty();
        table.notes().keySet().forEach(place -> assertThat(table.values()).containsKey(place));
    }

    @Test
    void printedValuesAndOpenCells() {
        PaperTable table = PaperTable.load("zhang-table1-cub");
        assertThat(table.rows()).hasSize(13).startsWith("VGG-CAM").endsWith("Ours");
        assertThat(table.columns()).containsExactly("Top-1 Cls", "Top-1 Loc", "GT-known Loc");
        assertThat(table.value("Ours", "GT-known Loc")).isEqualTo(82.32);
        assertThat(table.value("VGG-I2C", "GT-known Loc")).isNull();
    }

    @Test
    void textBesideTheNumbersIsNoColumn() {
        assertThat(PaperTable.load("zhou-ilsvrc-published").columns()).doesNotContain("source");
    }

    @Test
    void anUnknownTableIsNamed() {
        assertThatThrownBy(() -> PaperTable.load("absent")).hasMessageContaining("absent.csv");
    }
}
