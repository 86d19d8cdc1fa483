/**
 * The passes through a graph that class activation maps need: one forward, at most one backward. Not part of the public API.
 */
@NullMarked
package org.cam4j.layers.internal;

import org.jspecify.annotations.NullMarked;
