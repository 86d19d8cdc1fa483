/** Heads: global pooling and a linear classifier, wide heads with deconvolution. */
@NullMarked
package org.cam4j.training.head;

import org.jspecify.annotations.NullMarked;
