/** The values that an evaluation reads: boxes, masks, score maps, ground truth. Pure Java, without Deeplearning4j or ND4J. */
@NullMarked
package org.cam4j.evaluation;

import org.jspecify.annotations.NullMarked;
