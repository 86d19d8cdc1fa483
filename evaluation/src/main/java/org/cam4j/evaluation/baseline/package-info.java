/** Trivial baselines, which need no network: whole image, center box, Gaussian map, random map. */
@NullMarked
package org.cam4j.evaluation.baseline;

import org.jspecify.annotations.NullMarked;
