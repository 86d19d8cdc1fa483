/** Weights from files: safetensors with torchvision's names, Keras .h5, and where each tensor goes in a graph. */
@NullMarked
package org.cam4j.training.backbone.weights;

import org.jspecify.annotations.NullMarked;
