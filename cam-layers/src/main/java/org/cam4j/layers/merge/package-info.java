/** Vertices that join feature maps of two layers. */
@NullMarked
package org.cam4j.layers.merge;

import org.jspecify.annotations.NullMarked;
