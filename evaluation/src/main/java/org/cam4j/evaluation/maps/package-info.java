/** Reading, resizing and normalizing score maps. */
@NullMarked
package org.cam4j.evaluation.maps;

import org.jspecify.annotations.NullMarked;
