/** Tensors of weights files and the parameters they fill. */
@NullMarked
package org.cam4j.training.internal.weights;

import org.jspecify.annotations.NullMarked;
