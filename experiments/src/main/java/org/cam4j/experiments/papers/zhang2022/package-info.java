/** Zhang et al. (2022), weighted global average pooling and thresholds. */
@NullMarked
package org.cam4j.experiments.papers.zhang2022;

import org.jspecify.annotations.NullMarked;
