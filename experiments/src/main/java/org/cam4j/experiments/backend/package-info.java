/** The same computations on ND4J's backends for the CPU and for CUDA, and their comparison. */
@NullMarked
package org.cam4j.experiments.backend;

import org.jspecify.annotations.NullMarked;
