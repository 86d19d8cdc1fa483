/** The evaluator beside OpenCV, and its memory over a large set. */
@NullMarked
package org.cam4j.benchmarks.evaluator;

import org.jspecify.annotations.NullMarked;
