package org.cam4j.experiments.papers.meng2019.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.Sample;
import org.junit.jupiter.api.Test;

class ImageAccuracyTest {
    private static Sample sample(String id, int label) {
        return new Sample(id, label, 8, 8, List.of(), Optional.empty(), () -> {
            throw new IOException("no image");
        });
    }

    @Test
    void anImageIsRightWhereItShowsTheMostProbableClass() {
        List<Sample> samples = List.of(sample("a.jpg#cat", 0), sample("a.jpg#dog", 1), sample("b.jpg#cow", 2));
        ImageAccuracy accuracy = new ImageAccuracy(samples);
        for (Sample sample : samples) {
            accuracy.add(sample, new float[] {0.2f, 0.5f, 0.3f});
        }
        assertThat(accuracy.percent()).isEqualTo(50);
    }

    @Test
    void aProbabilityThatIsNoNumberIsWrong() {
        ImageAccuracy accuracy = new ImageAccuracy(List.of(sample("a.jpg", 0)));
        accuracy.add(sample("a.jpg", 0), new float[] {Float.NaN, 0.5f});
        assertThat(accuracy.percent()).isZero();
    }
}
