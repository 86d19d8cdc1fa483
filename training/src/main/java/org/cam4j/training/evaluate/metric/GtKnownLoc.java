package org.cam4j.training.evaluate.metric;

import java.util.Optional;
import org.cam4j.training.evaluate.Observation;
import org.cam4j.training.evaluate.Thresholds;

/**
 * GT-known localisation: the map is that of the ground-truth class, and its box has an IoU of at least 0.5 with a ground-truth box. Under the policy
 * {@code best} it equals MaxBoxAcc at 0.5.
 */
public final class GtKnownLoc extends LocalisationAccuracy {
    public GtKnownLoc(ThresholdPolicy policy, Thresholds thresholds) {
        super("gt_known_loc", policy, thresholds);
    }

    @Override
    public String description() {
        return "Share of images whose box of the ground-truth class has IoU >= 0.5, at " + policy.description() + ".";
    }

    @Override
    Optional<Boolean> gate(Observation observation) {
        return Optional.of(true);
    }
}
