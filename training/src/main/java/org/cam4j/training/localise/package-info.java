/** From a network and images to score maps: where path 2 (explain) and path 3 (evaluate) meet. */
@NullMarked
package org.cam4j.training.localise;

import org.jspecify.annotations.NullMarked;
