/** CAM methods: arithmetic on the readings of one tap. Knows arrays, never a network. */
@NullMarked
package org.cam4j.layers.cam;

import org.jspecify.annotations.NullMarked;
