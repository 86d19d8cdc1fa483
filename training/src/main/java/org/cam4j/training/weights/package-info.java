/** Reads tensors of safetensors files and PyTorch state dicts and binds them to layers. */
@NullMarked
package org.cam4j.training.weights;

import org.jspecify.annotations.NullMarked;
