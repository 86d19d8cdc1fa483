/** Vertices of WSOL (weakly supervised object localization) methods: attention, erasing and what their losses compare. Maps are {@code [N, C, H, W]}. */
@NullMarked
package org.cam4j.layers.attention;

import org.jspecify.annotations.NullMarked;
