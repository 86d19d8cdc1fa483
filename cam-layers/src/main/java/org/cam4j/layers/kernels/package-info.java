/** Deeplearning4j's fast CPU kernels: switching them on explicitly, and a report of what is in effect. */
@NullMarked
package org.cam4j.layers.kernels;

import org.jspecify.annotations.NullMarked;
