/** Writes what the dashboard shows of every training, into its run folder. */
@NullMarked
package org.cam4j.training.internal.record;

import org.jspecify.annotations.NullMarked;
