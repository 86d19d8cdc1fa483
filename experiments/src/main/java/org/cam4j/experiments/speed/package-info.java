/** Speed of inference, training steps and explanations. */
@NullMarked
package org.cam4j.experiments.speed;

import org.jspecify.annotations.NullMarked;
