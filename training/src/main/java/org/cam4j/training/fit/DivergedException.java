package org.cam4j.training.fit;

import java.io.IOException;

/** The loss is no finite number any more. The message names epoch and step; the files of the epochs before are intact. */
public final class DivergedException extends IOException {
    DivergedException(String message) {
        super(message);
    }
}
