/** Runs of experiments: what they consist of, how they are executed, and where finished runs are kept. */
@NullMarked
package org.cam4j.experiments.reproduce.run;

import org.jspecify.annotations.NullMarked;
