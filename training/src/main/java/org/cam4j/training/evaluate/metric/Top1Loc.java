package org.cam4j.training.evaluate.metric;

import java.util.Optional;
import org.cam4j.training.evaluate.Observation;
import org.cam4j.training.evaluate.Thresholds;

/**
 * Top-1 localisation: the highest class score is the label's, and the box of that class has an IoU of at least 0.5 with a ground-truth box. Under the policy
 * {@code best} the threshold is the one that is best for this number.
 */
public final class Top1Loc extends LocalisationAccuracy {
    public Top1Loc(ThresholdPolicy policy, Thresholds thresholds) {
        super("top1_loc", policy, thresholds);
    }

    @Override
    public String description() {
        return "Share of images with the right class first and a box of IoU >= 0.5, at " + policy.description() + ".";
    }

    @Override
    Optional<Boolean> gate(Observation observation) {
        return observation.isAmongTop(1);
    }
}
