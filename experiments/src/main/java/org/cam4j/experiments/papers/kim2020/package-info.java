/** Kim et al. (2020), wide heads with deconvolution and their merging. */
@NullMarked
package org.cam4j.experiments.papers.kim2020;

import org.jspecify.annotations.NullMarked;
