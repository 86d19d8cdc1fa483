/** From files to network input: decoding, resizing, normalizing, augmenting, batching. The only package here that uses DataVec and ND4J. */
@NullMarked
package org.cam4j.datasets.pixels;

import org.jspecify.annotations.NullMarked;
