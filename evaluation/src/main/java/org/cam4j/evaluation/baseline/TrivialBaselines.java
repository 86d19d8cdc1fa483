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
        return List.of(wholeImage(), CenterBox.of(training), gaussian(), random(seed));
    }

    /** One box around the whole image. */
    public static TrivialBaseline wholeImage() {
        return new WholeImage();
    }

    /** A Gaussian in the middle of the image. */
    public static TrivialBaseline gaussian() {
        return new GaussianMap();
    }

    /** A map of random values, the same for the same seed and image. */
    public static TrivialBaseline random(long seed) {
        return new RandomMap(seed);
    }
}
