/** The training loop: recipe, schedule, checkpoints, resumption, and what a run leaves behind. */
@NullMarked
package org.cam4j.training.fit;

import org.jspecify.annotations.NullMarked;
