/** The CAM methods, one small class each, and their catalog. */
@NullMarked
package org.cam4j.layers.cam.method;

import org.jspecify.annotations.NullMarked;
