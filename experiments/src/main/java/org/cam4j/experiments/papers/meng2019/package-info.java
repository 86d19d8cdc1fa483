/** Meng et al. (2019), representative classes and fusion of several layers. */
@NullMarked
package org.cam4j.experiments.papers.meng2019;

import org.jspecify.annotations.NullMarked;
