/** The recipe of a training: every choice besides network and data, in Java and as YAML. */
@NullMarked
package org.cam4j.training.recipe;

import org.jspecify.annotations.NullMarked;
