/** Tensors of weights files: their types, shapes and numbers. */
@NullMarked
package org.cam4j.training.internal.tensor;

import org.jspecify.annotations.NullMarked;
