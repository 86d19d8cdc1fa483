/** From a score map to boxes: thresholds, connected components, contours. */
@NullMarked
package org.cam4j.evaluation.boxes;

import org.jspecify.annotations.NullMarked;
