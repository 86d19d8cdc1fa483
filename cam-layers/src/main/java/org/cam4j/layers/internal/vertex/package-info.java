/** Base classes of the vertices over feature maps. Not part of the public API. */
@NullMarked
package org.cam4j.layers.internal.vertex;

import org.jspecify.annotations.NullMarked;
