/** oneDNN for arrays of ND4J. Not part of the public API. */
@NullMarked
package org.cam4j.layers.internal.onednn;

import org.jspecify.annotations.NullMarked;
