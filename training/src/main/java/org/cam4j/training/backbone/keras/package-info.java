/** Keras models in HDF5 files: reading the configuration and the weights, and building the same network for Deeplearning4j. */
@NullMarked
package org.cam4j.training.backbone.keras;

import org.jspecify.annotations.NullMarked;
