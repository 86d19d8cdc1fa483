/** Reads the parts of model files. */
@NullMarked
package org.cam4j.training.internal.model;

import org.jspecify.annotations.NullMarked;
