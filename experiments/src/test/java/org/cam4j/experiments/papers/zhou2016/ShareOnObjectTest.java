package org.cam4j.experiments.papers.zhou2016;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.statistics.Comparison;
import org.junit.jupiter.api.Test;

class ShareOnObjectTest {
    private static final ScoreMap EVERYWHERE = new ScoreMap(new double[] {1}, 1, 1);
    private static final ScoreMap LEFT = new ScoreMap(new double[] {1, 1, 0, 0}, 1, 4);
    private static final ScoreMap NOWHERE = new ScoreMap(new double[] {-1, -2}, 1, 2);

    private static Sample sample(String id, List<Box> boxes) {
        return new Sample(id, 0, 224, 224, boxes, Optional.empty(), () -> {
            throw new IOException("not read");
        });
    }

    private static double share(List<ScoreMap> maps) {
        ShareOnObject share = new ShareOnObject();
        share.add(sample("a", List.of(new Box(0, 0, 111, 223))), maps);
        Comparison.Run run = share.result("inside");
        return run.metrics().entrySet().iterator().next().getValue().value();
    }

    @Test
    void itIsTheSharePerPixel() {
        assertThat(share(List.of(EVERYWHERE))).isCloseTo(50, within(1e-9));
        assertThat(share(List.of(LEFT))).isCloseTo(100, within(1e-9));
    }

    @Test
    void severalMapsAreAveragedAndOneWithoutAPartIsLeftOut() {
        assertThat(share(List.of(EVERYWHERE, LEFT, NOWHERE))).isCloseTo(75, within(1e-9));
    }

    @Test
    void imagesWithoutBoxesOrPartsDoNotCount() {
        ShareOnObject share = new ShareOnObject();
        share.add(sample("a", List.of()), List.of(EVERYWHERE));
        share.add(sample("b", List.of(new Box(0, 0, 5, 5))), List.of(NOWHERE));
        assertThat(share.result("inside").metrics()).isEmpty();
    }
}
