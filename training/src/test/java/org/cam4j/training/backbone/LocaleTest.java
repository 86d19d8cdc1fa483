package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers have the same names whatever the locale. */
class LocaleTest {
    static List<String> backbones() {
        return Backbones.all().stream().map(Backbone::id).toList();
    }

    @ParameterizedTest
    @MethodSource("backbones")
    void layersHaveTheSameNamesUnderALocaleWithItsOwnDigits(String backbone) {
        Kernels.switchOn();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.ENGLISH);
            List<String> english = names(backbone);
            Locale.setDefault(Locale.forLanguageTag("fa-IR"));
            assertThat(names(backbone))
                    .isEqualTo(english)
                    .allMatch(name -> name.chars().allMatch(c -> c < 128));
        } finally {
            Locale.setDefault(before);
        }
    }

    private static List<String> names(String backbone) {
        NetworkSpec spec = NetworkSpec.of(backbone, "gap", List.of("a", "b"));
        return new ArrayList<>(
                Networks.configuration(spec, Backbones.byId(backbone).variant())
                        .getVertices()
                        .keySet());
    }
}
