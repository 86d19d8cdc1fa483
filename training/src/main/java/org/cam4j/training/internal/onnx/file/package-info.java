/** Reads the messages of an ONNX file: nodes with their attributes, constants, and the part of the graph that a classifier needs. */
@NullMarked
package org.cam4j.training.internal.onnx.file;

import org.jspecify.annotations.NullMarked;
