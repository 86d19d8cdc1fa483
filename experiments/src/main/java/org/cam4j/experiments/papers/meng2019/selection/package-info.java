/** Selects representative classes from a similarity matrix by clustering. */
@NullMarked
package org.cam4j.experiments.papers.meng2019.selection;

import org.jspecify.annotations.NullMarked;
