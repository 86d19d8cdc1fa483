/** How long inference, a training step and an explanation take. */
@NullMarked
package org.cam4j.training.speed;

import org.jspecify.annotations.NullMarked;
