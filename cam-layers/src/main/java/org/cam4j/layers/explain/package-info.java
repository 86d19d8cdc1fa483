/** Reads activations, gradients and class weights out of any ComputationGraph: one forward and at most one backward pass. */
@NullMarked
package org.cam4j.layers.explain;

import org.jspecify.annotations.NullMarked;
