/** Placeholder until the room is filled. */
@NullMarked
package org.cam4j.layers;

import org.jspecify.annotations.NullMarked;
