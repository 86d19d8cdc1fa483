/** What a training step of each WSOL method costs, compared with plain CAM. */
@NullMarked
package org.cam4j.benchmarks.wsol;

import org.jspecify.annotations.NullMarked;
