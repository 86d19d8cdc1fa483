/** Writes networks as ONNX files. */
@NullMarked
package org.cam4j.training.internal.onnx.write;

import org.jspecify.annotations.NullMarked;
