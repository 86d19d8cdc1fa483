/** Random search for the settings of a training, chosen on the validation split. */
@NullMarked
package org.cam4j.training.search;

import org.jspecify.annotations.NullMarked;
