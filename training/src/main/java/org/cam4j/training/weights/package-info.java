/** Reads tensors of safetensors files and binds them to layers. */
@NullMarked
package org.cam4j.training.weights;

import org.jspecify.annotations.NullMarked;
