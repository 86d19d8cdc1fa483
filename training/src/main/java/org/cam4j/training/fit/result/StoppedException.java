package org.cam4j.training.fit.result;

import java.io.IOException;
import java.util.Locale;

/** A training was stopped on request. Its checkpoint is complete: resumed, it ends with the parameters of a training that was not stopped. */
public final class StoppedException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Says where training ended.
     *
     * @param epoch from 1
     * @param step the last step that was done in it, from 1
     * @param steps of an epoch
     */
    public StoppedException(int epoch, int epochs, int step, int steps) {
        super(String.format(
                Locale.ROOT,
                "Stopped on request in epoch %d of %d after step %d of %d. Resume to continue there; the checkpoint is complete.",
                epoch,
                epochs,
                step,
                steps));
    }
}
