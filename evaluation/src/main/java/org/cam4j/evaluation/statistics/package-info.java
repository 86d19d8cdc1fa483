/** Confidence intervals and comparisons of results. */
@NullMarked
package org.cam4j.evaluation.statistics;

import org.jspecify.annotations.NullMarked;
