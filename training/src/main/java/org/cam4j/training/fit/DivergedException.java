package org.cam4j.training.fit;

import java.io.IOException;
import java.util.Locale;
import org.cam4j.training.internal.fit.LossAndAccuracy;

/**
 * The loss, an activation or a gradient is not finite. The message names epoch and step, and layer and images where they are known; the files of the epochs before
 * are intact.
 */
public final class DivergedException extends IOException {
    private DivergedException(String message) {
        super(message);
    }

    /**
     * Describes where training diverged.
     *
     * @param place epoch and step
     * @param found what is not finite
     * @param epochsDone finished epochs
     */
    static DivergedException in(String place, String found, int epochsDone, double learningRate) {
        String kept = epochsDone == 0
                ? "No epoch was finished."
                : String.format(Locale.ROOT, "The files hold the run up to epoch %d.", epochsDone);
        return new DivergedException(String.format(
                Locale.ROOT,
                "Training diverged in %s: %s. %s Lower the learning rate, now %s.",
                place,
                found,
                kept,
                learningRate));
    }

    static void requireFinite(LossAndAccuracy result, String place, int epochsDone, double learningRate)
            throws DivergedException {
        if (!Double.isFinite(result.loss())) {
            throw in(place, String.format(Locale.ROOT, "the loss is %s", result.loss()), epochsDone, learningRate);
        }
    }
}
