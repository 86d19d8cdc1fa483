/** What happens to the images and targets of a training batch: mixing and weights. */
@NullMarked
package org.cam4j.training.internal.batch;

import org.jspecify.annotations.NullMarked;
