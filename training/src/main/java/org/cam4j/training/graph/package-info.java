/** Builds and edits computation graphs. */
@NullMarked
package org.cam4j.training.graph;

import org.jspecify.annotations.NullMarked;
