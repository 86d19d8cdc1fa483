package org.cam4j.layers.internal;

/**
 * What flows out of a vertex, as far as it is known without an input size.
 *
 * @param spatial whether it is a map {@code [N,C,h,w]} (or {@code [N,h,w,C]}) with more than one position
 * @param channels C, or the length of the vector
 */
record ActivationType(boolean spatial, long channels) {}
