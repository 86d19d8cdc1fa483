/** Heads on a trunk that stays as it is: its maps are computed once and kept on disk, and linear layers are fitted to the pooled maps in seconds. */
@NullMarked
package org.cam4j.training.frozen;

import org.jspecify.annotations.NullMarked;
