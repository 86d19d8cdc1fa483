package org.cam4j.experiments.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.cam4j.experiments.cli.option.InputOptions.Size;
import org.cam4j.experiments.cli.option.InputOptions.SizeParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputOptionsTest {
    @ParameterizedTest
    @CsvSource({"32, 32, 32, 32", "24x40, 24, 40, 24x40", "8X8, 8, 8, 8"})
    void aSizeIsOneNumberOrTwo(String text, int height, int width, String printed) {
        Size size = new SizeParser().convert(text);
        assertThat(size).isEqualTo(new Size(height, width)).hasToString(printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-3", "32x", "axb", "4097", "99999999999", "3x0"})
    void otherSizesAreRefused(String text) {
        assertThatThrownBy(() -> new SizeParser().convert(text)).hasMessageContaining("expected N");
    }
}
