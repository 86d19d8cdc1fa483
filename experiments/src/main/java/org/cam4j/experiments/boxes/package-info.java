/** Goes from several networks to one box for an image, and measures the boxes. */
@NullMarked
package org.cam4j.experiments.boxes;

import org.jspecify.annotations.NullMarked;
