package org.cam4j.training.internal.weights;

/**
 * Where one tensor of a weights file goes.
 *
 * @param tensor its name in the file, such as {@code features.0.weight}
 * @param layer the graph's layer
 * @param parameter the layer's parameter, such as {@code W}
 * @param layout how the axes correspond
 */
public record TensorBinding(String tensor, String layer, String parameter, TensorLayout layout) {}
