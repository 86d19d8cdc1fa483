/** Edits finished graphs and infers shapes. */
@NullMarked
package org.cam4j.training.internal.graph;

import org.jspecify.annotations.NullMarked;
