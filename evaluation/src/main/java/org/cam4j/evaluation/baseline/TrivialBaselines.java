package org.cam4j.evaluation.baseline;

import java.util.List;
import org.cam4j.evaluation.GroundTruth;

/** The catalog of trivial baselines. A new one is one line here. */
public final class TrivialBaselines {
    private TrivialBaselines() {}

    /** The id that a user means: {@code center-box} stands for {@code centre-box}, which results hold; any other id is itself. */
    public static String id(String given) {
        return given.equals("center-box") ? CenterBox.ID : given;
    }

    /**
     * Every baseline.
     *
     * @param training samples whose boxes give the center box its size; may be empty
     * @param seed decides the random maps
     */
    public static List<TrivialBaseline> all(List<? extends GroundTruth> training, long seed) {
        return List.of(new WholeImage(), CenterBox.of(training), new GaussianMap(), new RandomMap(seed));
    }
}
