/** Resizes and normalizes stacks of maps. */
@NullMarked
package org.cam4j.layers.internal.maps;

import org.jspecify.annotations.NullMarked;
