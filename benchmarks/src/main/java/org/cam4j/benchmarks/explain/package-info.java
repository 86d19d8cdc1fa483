/** What explanations cost, beside a bare forward pass. */
@NullMarked
package org.cam4j.benchmarks.explain;

import org.jspecify.annotations.NullMarked;
