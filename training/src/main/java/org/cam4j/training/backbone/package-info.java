/** Networks: backbones, heads, weights, saved models. One file per network; {@link Backbones} and {@link Heads} list them. */
@NullMarked
package org.cam4j.training.backbone;

import org.jspecify.annotations.NullMarked;
