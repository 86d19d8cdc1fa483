package org.cam4j.experiments.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneClassWarningTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "owl");

    @ParameterizedTest
    @CsvSource({
        "19, 1, true", // 19 of 20 are dogs for the network
        "18, 2, false",
        "18, 1, false", // too few
        "950, 50, true",
        "949, 51, false"
    })
    void itComesWithNearlyAllOfEnoughImages(int dogs, int others, boolean warned) {
        ConfusionMatrix answers = new ConfusionMatrix(3);
        for (int i = 0; i < dogs; i++) {
            answers.add(i % 3, new float[] {0, 1, 0});
        }
        for (int i = 0; i < others; i++) {
            answers.add(i % 3, new float[] {1, 0, 0});
        }
        assertThat(OneClassWarning.of(answers, CLASSES).isPresent()).isEqualTo(warned);
        OneClassWarning.of(answers, CLASSES)
                .ifPresent(warning -> assertThat(warning).contains(dogs + " of", "'dog'", "--pixels"));
    }

    @Test
    void imagesOfOneClassAreNoReasonForIt() {
        ConfusionMatrix answers = new ConfusionMatrix(3);
        for (int i = 0; i < 30; i++) {
            answers.add(1, new float[] {0, 1, 0});
        }
        assertThat(OneClassWarning.of(answers, CLASSES)).isEmpty();
    }
}
