package org.cam4j.experiments.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.parts.Parts;
import org.cam4j.datasets.parts.PartsOptions;
import org.junit.jupiter.api.Test;

class FoldTest {
    private static final Dataset WHOLE = Parts.open(new PartsOptions(3, 32, 0.45, 0, 0, 60, 20, 25), 1);

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
            Dataset fold = Fold.of(WHOLE, index, 5);
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
        assertThat(Fold.of(WHOLE, 0, 5).fingerprint())
                .isNotEqualTo(Fold.of(WHOLE, 1, 5).fingerprint())
                .isNotEqualTo(Fold.of(WHOLE, 0, 4).fingerprint())
                .isEqualTo(Fold.of(WHOLE, 0, 5).fingerprint());
    }

    @Test
    void theFirstClassesAloneAreInEverySplitOfTheirFold() {
        Dataset fold = Fold.of(SomeClasses.first(WHOLE, 2), 0, 5);
        assertThat(fold.classNames()).hasSize(2);
        for (Split split : Split.values()) {
            assertThat(fold.samples(split)).isNotEmpty().allMatch(sample -> sample.label() < 2);
        }
        assertThat(fold.fingerprint())
                .isNotEqualTo(Fold.of(WHOLE, 0, 5).fingerprint())
                .contains("first 2 classes");
        assertThatThrownBy(() -> SomeClasses.first(WHOLE, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 3 classes; found 4 asked for, expected 2 to 3");
    }

    @Test
    void theClassesOfTheSmallestObjectsKeepTheirOrderAndTheirImages() {
        Dataset some = SomeClasses.smallestObjects(WHOLE, 2);
        double left = SomeClasses.share(WHOLE, leftOut(some));
        for (String name : some.classNames()) {
            int label = some.classNames().indexOf(name);
            int was = WHOLE.classNames().indexOf(name);
            assertThat(SomeClasses.share(some, label))
                    .isEqualTo(SomeClasses.share(WHOLE, was))
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
                assertThat(left.contains(sample)).isEqualTo(SomeClasses.share(sample) < 0.5);
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

    @Test
    void aFixedFoldDoesNotVaryWithTheSeed() {
        assertThat(DataChoice.of("tiny-imagenet").folds(5).varies()).isTrue();
        DataChoice fixed = DataChoice.of("tiny-imagenet").smallestObjects(10).heldOut(5);
        assertThat(fixed.varies()).isFalse();
        assertThat(fixed.identity().choices())
                .containsEntry("classes", 10)
                .containsEntry("smallestObjects", true)
                .containsEntry("fixedFold", true);
    }
}
