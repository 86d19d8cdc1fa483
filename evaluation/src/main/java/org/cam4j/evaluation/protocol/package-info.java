/** Evaluation protocols: how each paper resizes a map, chooses a box and decides whether an image is localized. */
@NullMarked
package org.cam4j.evaluation.protocol;

import org.jspecify.annotations.NullMarked;
