/** One small class for each CAM method. */
@NullMarked
package org.cam4j.layers.cam.method;

import org.jspecify.annotations.NullMarked;
