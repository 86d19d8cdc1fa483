/**
 * One metric a file; {@code Metrics} lists them. Each keeps a small record of every image, or sums over groups of images, from which it computes its value and
 * the bootstrap its interval.
 */
@NullMarked
package org.cam4j.training.evaluate.metric;

import org.jspecify.annotations.NullMarked;
