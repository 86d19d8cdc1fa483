package org.cam4j.training.wsol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the page on rivals says what the program does. */
class WsolMethodsPageTest {
    private static final Path PAGE = Path.of("../docs/wsol-methods.md");

    static List<WsolMethod> rivals() {
        return WsolMethods.all();
    }

    @ParameterizedTest
    @MethodSource("rivals")
    void thePageHasItsSettings(WsolMethod rival) throws IOException {
        String settings = rival.hyperparameters().isEmpty()
                ? "none"
                : rival.hyperparameters().stream()
                        .map(WsolMethodsPageTest::written)
                        .collect(Collectors.joining(", "));
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `%s` |".formatted(rival.id())))
                .toList();
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0)).contains("| " + settings + " |");
    }

    private static String written(WsolMethod.Hyperparameter setting) {
        String named = "`%s` %s".formatted(setting.name(), setting.standard());
        return switch (setting.kind()) {
            case LINEAR -> "%s (%s to %s)".formatted(named, text(setting.low()), text(setting.high()));
            case LOGARITHMIC -> "%s (%s to %s, log)".formatted(named, text(setting.low()), text(setting.high()));
            case COUNT -> named;
            case FILE -> named + "a file";
        };
    }

    private static String text(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
