package org.cam4j.evaluation.metric;

import java.util.Locale;
import java.util.Optional;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.Protocol;

/**
 * Top-k localization: the label is among the first k class scores, and the box of that class overlaps with a ground-truth box by half: of the k boxes
 * that an answer consists of, only the label's can be right. Under the policy {@code best} the threshold is the one that is best for this number.
 */
final class TopLoc extends LocalizationAccuracy {
    private final int k;

    public TopLoc(int k, ThresholdPolicy policy, Protocol protocol, ThresholdGrid thresholds) {
        super("top" + k + "_loc", policy, protocol, thresholds);
        this.k = k;
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "Percentage of images whose class is right %s and whose box has IoU >= 0.5, at %s.",
                k == 1 ? "(top 1)" : "(top " + k + ")",
                policy.description());
    }

    @Override
    boolean classCounts() {
        return true;
    }

    @Override
    Optional<Boolean> gate(EvaluatedImage observation) {
        return observation.isAmongTop(k);
    }
}
