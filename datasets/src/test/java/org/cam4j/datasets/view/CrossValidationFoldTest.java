package org.cam4j.datasets.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.synthetic.Parts;
import org.junit.jupiter.api.Test;

class CrossValidationFoldTest {
    private static final Dataset WHOLE = Parts.open(new Parts.Options(3, 32, 0.45, 0, 0, 60, 20, 25), 1);

    private static List<String> ids(Dataset dataset, Split... splits) {
        return Stream.of(splits)
                .flatMap(split -> dataset.samples(split).stream())
                .map(Sample::id)
                .toList();
    }

    @Test
    void everyImageIsTestedOnceAndNeverLearnedFromWhereItIsTested() {
        Set<String> tested = new HashSet<>();
        for (int index = 0; index < 5; index++) {
            Dataset fold = CrossValidationFold.of(WHOLE, index, 5);
            assertThat(ids(fold, Split.values())).containsExactlyInAnyOrderElementsOf(ids(WHOLE, Split.values()));
            for (String id : ids(fold, Split.TEST)) {
                assertThat(tested.add(id)).as(id).isTrue();
            }
            assertThat(fold.samples(Split.VALIDATION)).isNotEmpty();
        }
        assertThat(tested).hasSize(105);
    }

    @Test
    void everyFoldHasAFingerprintOfItsOwn() {
        assertThat(CrossValidationFold.of(WHOLE, 0, 5).fingerprint())
                .isNotEqualTo(CrossValidationFold.of(WHOLE, 1, 5).fingerprint())
                .isNotEqualTo(CrossValidationFold.of(WHOLE, 0, 4).fingerprint())
                .isEqualTo(CrossValidationFold.of(WHOLE, 0, 5).fingerprint());
    }

    @Test
    void theFirstClassesAloneAreInEverySplitOfTheirFold() {
        Dataset fold = CrossValidationFold.of(ClassSubset.first(WHOLE, 2), 0, 5);
        assertThat(fold.classNames()).hasSize(2);
        for (Split split : Split.values()) {
            assertThat(fold.samples(split)).isNotEmpty().allMatch(sample -> sample.label() < 2);
        }
        assertThat(fold.fingerprint())
                .isNotEqualTo(CrossValidationFold.of(WHOLE, 0, 5).fingerprint())
                .contains("first 2 classes");
        assertThatThrownBy(() -> ClassSubset.first(WHOLE, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 3 classes; found 4 asked for, expected 2 to 3");
    }

    @Test
    void theClassesOfTheSmallestObjectsKeepTheirOrderAndTheirImages() {
        Dataset some = ClassSubset.smallestObjects(WHOLE, 2);
        double left = ClassSubset.share(WHOLE, leftOut(some));
        for (String name : some.classNames()) {
            int label = some.classNames().indexOf(name);
            int was = WHOLE.classNames().indexOf(name);
            assertThat(ClassSubset.share(some, label))
                    .isEqualTo(ClassSubset.share(WHOLE, was))
                    .isLessThanOrEqualTo(left);
            assertThat(some.samples(Split.TEST).stream()
                            .filter(sample -> sample.label() == label)
                            .map(Sample::id))
                    .isNotEmpty()
                    .containsExactlyElementsOf(WHOLE.samples(Split.TEST).stream()
                            .filter(sample -> sample.label() == was)
                            .map(Sample::id)
                            .toList());
        }
        assertThat(some.fingerprint()).contains("2 classes of the smallest objects");
    }

    @Test
    void largeObjectsAreLeftOutOfValidationAndTestAlone() {
        Dataset small = new SmallObjects(WHOLE);
        assertThat(small.samples(Split.TRAIN)).isEqualTo(WHOLE.samples(Split.TRAIN));
        for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
            List<Sample> left = small.samples(split);
            assertThat(left).isNotEmpty();
            for (Sample sample : WHOLE.samples(split)) {
                assertThat(left.contains(sample)).isEqualTo(ClassSubset.share(sample) < 0.5);
            }
        }
        assertThat(small.fingerprint()).isNotEqualTo(WHOLE.fingerprint());
    }

    private static int leftOut(Dataset some) {
        return WHOLE.classNames()
                .indexOf(WHOLE.classNames().stream()
                        .filter(name -> !some.classNames().contains(name))
                        .findFirst()
                        .orElseThrow());
    }
}
