package org.cam4j.datasets;

import java.util.Locale;

/** The parts of a data set. Epoch, threshold and hyper-parameters are chosen on {@link #VALIDATION} only. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    /** The name on the command line and in files: {@code train}, {@code validation}, {@code test}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
