/**
 * Vertices of a ComputationGraph that networks need to be explained by class activation maps. Each is one immutable configuration class, written to JSON under its
 * class name; maps are {@code [N, C, H, W]} (NCHW), of any height and width, a signal is {@code [N, C, 1, T]}.
 */
@NullMarked
package org.cam4j.layers.vertex;

import org.jspecify.annotations.NullMarked;
