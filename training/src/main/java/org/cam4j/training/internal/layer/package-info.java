/** Layers as the papers' tables describe them. */
@NullMarked
package org.cam4j.training.internal.layer;

import org.jspecify.annotations.NullMarked;
