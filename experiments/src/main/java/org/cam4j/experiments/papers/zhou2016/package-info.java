/** Zhou et al. (CVPR 2016), Learning Deep Features for Discriminative Localization. */
@NullMarked
package org.cam4j.experiments.papers.zhou2016;

import org.jspecify.annotations.NullMarked;
