/** Checks the configuration of a network from a file before any of it is built. Not part of the public API. */
@NullMarked
package org.cam4j.training.internal.check;

import org.jspecify.annotations.NullMarked;
