/** Layers that training leaves as they are. */
@NullMarked
package org.cam4j.layers.freeze;

import org.jspecify.annotations.NullMarked;
