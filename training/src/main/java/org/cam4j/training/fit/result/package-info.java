/** What an epoch measured: loss, accuracy, confusion matrix. */
@NullMarked
package org.cam4j.training.fit.result;

import org.jspecify.annotations.NullMarked;
