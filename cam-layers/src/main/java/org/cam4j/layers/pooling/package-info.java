/** Vertices that pool each feature map into one number, {@code [N, C, H, W] -> [N, C]}: the heads of networks that CAM can explain. */
@NullMarked
package org.cam4j.layers.pooling;

import org.jspecify.annotations.NullMarked;
