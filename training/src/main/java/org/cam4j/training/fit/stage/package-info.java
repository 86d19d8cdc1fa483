/** The parts of a training run: its length in steps, its stages, the layers that are frozen in them, and its early end. */
@NullMarked
package org.cam4j.training.fit.stage;

import org.jspecify.annotations.NullMarked;
