/** Metrics of classification, localization and segmentation, and their catalog. */
@NullMarked
package org.cam4j.evaluation.metric;

import org.jspecify.annotations.NullMarked;
