/** Reads convolutional classifiers from ONNX files. */
@NullMarked
package org.cam4j.training.internal.onnx;

import org.jspecify.annotations.NullMarked;
