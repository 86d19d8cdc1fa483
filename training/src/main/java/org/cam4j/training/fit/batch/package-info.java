/** The training images that a recipe asks for: their order, size, changes and weights. */
@NullMarked
package org.cam4j.training.fit.batch;

import org.jspecify.annotations.NullMarked;
