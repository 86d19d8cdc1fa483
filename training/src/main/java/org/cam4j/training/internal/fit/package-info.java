/** Values that training passes around. */
@NullMarked
package org.cam4j.training.internal.fit;

import org.jspecify.annotations.NullMarked;
