package org.cam4j.training.evaluate;

import java.util.List;
import org.cam4j.datasets.Sample;

/** The catalogue of trivial baselines. A new one is one line here. */
public final class TrivialBaselines {
    private TrivialBaselines() {}

    /**
     * Every baseline.
     *
     * @param training samples whose boxes give the centre box its size; may be empty
     * @param seed decides the random maps
     */
    public static List<TrivialBaseline> all(List<Sample> training, long seed) {
        return List.of(new WholeImage(), CentreBox.of(training), new GaussianMap(), new RandomMap(seed));
    }
}
