package org.cam4j.training.fit;

import java.io.IOException;

/**
 * The loss, what a layer gives or a gradient is not finite. The message names epoch and step, and layer and images where they are known; the files of the epochs before
 * are intact.
 */
public final class DivergedException extends IOException {
    DivergedException(String message) {
        super(message);
    }
}
