/** Signals of one sensor, and their spectrograms as images. */
@NullMarked
package org.cam4j.datasets.signal;

import org.jspecify.annotations.NullMarked;
