/** The files that the dashboard reads, as records. */
@NullMarked
package org.cam4j.training.internal.dashboard;

import org.jspecify.annotations.NullMarked;
