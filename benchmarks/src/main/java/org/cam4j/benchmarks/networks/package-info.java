/** Networks beside stock Deeplearning4j and PyTorch: one process an engine, in turn. */
@NullMarked
package org.cam4j.benchmarks.networks;

import org.jspecify.annotations.NullMarked;
