/** Runs an experiment and writes its results. */
@NullMarked
package org.cam4j.experiments.reproduce.output;

import org.jspecify.annotations.NullMarked;
