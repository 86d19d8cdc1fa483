/** Reads Keras .h5 files. Not part of the public API. */
@NullMarked
package org.cam4j.training.internal.keras;

import org.jspecify.annotations.NullMarked;
