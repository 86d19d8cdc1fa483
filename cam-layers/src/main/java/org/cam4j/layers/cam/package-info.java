/** CAM methods: arithmetic on the readings of one image and class. Knows arrays, never a graph. */
@NullMarked
package org.cam4j.layers.cam;

import org.jspecify.annotations.NullMarked;
