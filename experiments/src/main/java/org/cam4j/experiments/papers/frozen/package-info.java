/** Classifiers trained on the cached features of a frozen network. */
@NullMarked
package org.cam4j.experiments.papers.frozen;

import org.jspecify.annotations.NullMarked;
