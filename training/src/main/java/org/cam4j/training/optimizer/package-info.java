/** Optimizers and learning rate schedules. */
@NullMarked
package org.cam4j.training.optimizer;

import org.jspecify.annotations.NullMarked;
