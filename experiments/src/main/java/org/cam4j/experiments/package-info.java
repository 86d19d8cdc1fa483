/** Placeholder until the room is filled. */
@NullMarked
package org.cam4j.experiments;

import org.jspecify.annotations.NullMarked;
