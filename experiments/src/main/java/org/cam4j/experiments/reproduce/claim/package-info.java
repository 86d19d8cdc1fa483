/** Experiments, the claims that they test, and the verdicts. */
@NullMarked
package org.cam4j.experiments.reproduce.claim;

import org.jspecify.annotations.NullMarked;
