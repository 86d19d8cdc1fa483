/** Preprocessings by name. */
@NullMarked
package org.cam4j.training.internal.pixels;

import org.jspecify.annotations.NullMarked;
