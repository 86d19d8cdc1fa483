package org.cam4j.evaluation.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final Catalog<String> colors =
            Catalog.of("color", name -> name.toLowerCase(Locale.ROOT), "Red", "Green", "Blue");

    @Test
    void keepsTheOrderOfItsEntries() {
        assertThat(colors.all()).containsExactly("Red", "Green", "Blue");
        assertThat(colors.ids()).containsExactly("red", "green", "blue");
    }

    @Test
    void findsAnEntryByItsExactId() {
        assertThat(colors.byId("green")).isEqualTo("Green");
        assertThatIllegalArgumentException().isThrownBy(() -> colors.byId("GREEN"));
    }

    @Test
    void anUnknownIdNamesTheNearestAndAllOthers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> colors.byId("Gren"))
                .withMessage("Unknown color 'Gren'; did you mean 'green'? Known: red, green, blue.");
    }

    @Test
    void refusesAnIdThatIsTaken() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Catalog.of("color", name -> name, "red", "red"))
                .withMessageContaining("'red'");
    }

    @Test
    void refusesToBeEmpty() {
        assertThatIllegalArgumentException().isThrownBy(() -> Catalog.of("color", String::toString, List.<String>of()));
    }
}
