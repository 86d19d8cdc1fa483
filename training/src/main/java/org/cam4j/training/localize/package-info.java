/** Computes class activation maps of images, and boxes from them. */
@NullMarked
package org.cam4j.training.localize;

import org.jspecify.annotations.NullMarked;
