/** Scores sets of images: add maps with their ground truth, read the metrics with confidence intervals. */
@NullMarked
package org.cam4j.evaluation.scoring;

import org.jspecify.annotations.NullMarked;
