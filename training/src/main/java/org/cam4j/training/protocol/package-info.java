/** Evaluation of a network: select thresholds, measure, record. */
@NullMarked
package org.cam4j.training.protocol;

import org.jspecify.annotations.NullMarked;
