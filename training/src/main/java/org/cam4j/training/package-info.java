/** Placeholder until the room is filled. */
@NullMarked
package org.cam4j.training;

import org.jspecify.annotations.NullMarked;
