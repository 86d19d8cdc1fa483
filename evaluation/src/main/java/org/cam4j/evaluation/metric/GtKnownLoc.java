package org.cam4j.evaluation.metric;

import java.util.Optional;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.Protocol;

/**
 * GT-known localization: the map is that of the ground-truth class, and its box overlaps with a ground-truth box by half. Under the policy
 * {@code best} and the default protocol it equals MaxBoxAcc at 0.5.
 */
final class GtKnownLoc extends LocalizationAccuracy {
    public GtKnownLoc(ThresholdPolicy policy, Protocol protocol, ThresholdGrid thresholds) {
        super("gt_known_loc", policy, protocol, thresholds);
    }

    @Override
    public String description() {
        return "Percentage of images whose box for the ground-truth class has IoU >= 0.5, at " + policy.description()
                + ".";
    }

    @Override
    boolean classCounts() {
        return false;
    }

    @Override
    Optional<Boolean> gate(EvaluatedImage observation) {
        return Optional.of(true);
    }
}
