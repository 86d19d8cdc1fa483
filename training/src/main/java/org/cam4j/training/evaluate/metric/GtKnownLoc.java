package org.cam4j.training.evaluate.metric;

import java.util.Optional;
import org.cam4j.training.evaluate.Dialect;
import org.cam4j.training.evaluate.Observation;
import org.cam4j.training.evaluate.Thresholds;

/**
 * GT-known localisation: the map is that of the ground-truth class, and its box overlaps with a ground-truth box by half. Under the policy
 * {@code best} and the default dialect it equals MaxBoxAcc at 0.5.
 */
public final class GtKnownLoc extends LocalisationAccuracy {
    public GtKnownLoc(ThresholdPolicy policy, Dialect dialect, Thresholds thresholds) {
        super("gt_known_loc", policy, dialect, thresholds);
    }

    @Override
    public String description() {
        return "Share of images whose box of the ground-truth class has IoU >= 0.5, at " + policy.description() + ".";
    }

    @Override
    boolean classCounts() {
        return false;
    }

    @Override
    Optional<Boolean> gate(Observation observation) {
        return Optional.of(true);
    }
}
