package org.cam4j.training.graph;

/**
 * A layer's output {@code [N, channels, height, width]} while a graph is being drawn up.
 *
 * @param layer the layer's name in the graph
 */
public record FeatureMap(String layer, int channels, int height, int width) {}
