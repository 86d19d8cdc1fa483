package org.cam4j.evaluation.baseline;

import java.util.SplittableRandom;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;

/** Uniform noise on a grid as coarse as a network's last layer, drawn for every image from the seed and the image's id. */
final class RandomMap implements TrivialBaseline {
    private static final int SIDE = 14;

    private final long seed;

    public RandomMap(long seed) {
        this.seed = seed;
    }

    @Override
    public String id() {
        return "random";
    }

    @Override
    public String description() {
        return "Baseline: the map is uniform noise on a 14 x 14 grid.";
    }

    @Override
    public EvaluatedImage observe(GroundTruth sample) {
        SplittableRandom random = new SplittableRandom(seed * 31 + sample.id().hashCode());
        return EvaluatedImage.ofMap(
                sample, new ScoreMap(random.doubles(SIDE * SIDE).toArray(), SIDE, SIDE));
    }
}
