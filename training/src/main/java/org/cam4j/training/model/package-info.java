/** A network with its preprocessing and class names, and the file that keeps it. */
@NullMarked
package org.cam4j.training.model;

import org.jspecify.annotations.NullMarked;
