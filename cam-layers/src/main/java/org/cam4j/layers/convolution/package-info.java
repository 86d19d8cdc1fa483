/** Convolution, batch normalization and activation in one layer that computes nothing twice. */
@NullMarked
package org.cam4j.layers.convolution;

import org.jspecify.annotations.NullMarked;
