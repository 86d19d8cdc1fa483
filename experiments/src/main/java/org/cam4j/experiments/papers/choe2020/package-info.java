/** Choe et al. (CVPR 2020), Evaluating Weakly Supervised Object Localization Methods Right. */
@NullMarked
package org.cam4j.experiments.papers.choe2020;

import org.jspecify.annotations.NullMarked;
