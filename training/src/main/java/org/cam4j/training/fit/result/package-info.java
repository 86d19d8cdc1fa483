/** What a training gives: loss, accuracy and confusion matrix of an epoch, and how it was stopped. */
@NullMarked
package org.cam4j.training.fit.result;

import org.jspecify.annotations.NullMarked;
