/** What the rivals of the papers' tables cost in training. */
@NullMarked
package org.cam4j.benchmarks.rival;

import org.jspecify.annotations.NullMarked;
