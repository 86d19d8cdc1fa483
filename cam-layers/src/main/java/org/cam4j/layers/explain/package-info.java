/**
 * Class activation maps of any network: {@link org.cam4j.layers.explain.ClassActivation} computes them, {@link org.cam4j.layers.explain.ActivationMap} is one of
 * them. {@link org.cam4j.layers.explain.Explainer} is the layer below, for activations, gradients and class weights themselves: one forward and at most one
 * backward pass.
 */
@NullMarked
package org.cam4j.layers.explain;

import org.jspecify.annotations.NullMarked;
