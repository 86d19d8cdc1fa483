/** Switches Deeplearning4j's fast CPU kernels on, and says what is on. */
@NullMarked
package org.cam4j.layers.kernels;

import org.jspecify.annotations.NullMarked;
