package org.cam4j.layers.freeze;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;

/**
 * Freezes layers of a graph while it is trained, and releases them again.
 *
 * <p>A frozen layer computes as at inference in training too (batch normalization with the stored statistics, no dropout of its own), and its gradient is zero. The
 * backward pass ends where nothing below is trained. Layers without parameters, such as dropout and pooling, are never frozen. Configuration, parameters and
 * the layers' order do not change: a copy or a file of the graph is an ordinary one.
 *
 * <p>Deeplearning4j's FrozenLayer is not used: the backward pass of its ComputationGraph ends at the first frozen layer in topological order, also on branches that
 * are trained.
 */
public final class FrozenLayers {
    private final ComputationGraph graph;
    private final Set<String> names;

    private FrozenLayers(ComputationGraph graph, Set<String> names) {
        this.graph = graph;
        this.names = Set.copyOf(names);
    }

    /**
     * Freezes layers of a graph of which none is frozen. The optimizer must leave out their parameters, since weight decay and momentum do not depend on the gradient.
     *
     * @param layers names; those of vertices without parameters have no effect
     * @throws IllegalArgumentException in one line, if an output layer is among them
     */
    public static FrozenLayers in(ComputationGraph graph, Set<String> layers) {
        Set<String> names = new HashSet<>();
        Set<Integer> untrained = new HashSet<>();
        GraphVertex[] vertices = graph.getVertices();
        List<GraphVertex> wrapped = new ArrayList<>(List.of(vertices));
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = vertices[index];
            boolean frozen = vertex.numParams() > 0 && layers.contains(vertex.getVertexName());
            boolean trained = vertex.numParams() > 0 && !frozen;
            if (frozen) {
                requireInner(vertex);
                names.add(vertex.getVertexName());
            }
            if (!trained && untrained.containsAll(inputs(vertex))) {
                untrained.add(index);
                wrapped.set(index, new UntrainedVertex(vertex, frozen));
            } else if (frozen) {
                wrapped.set(index, new FrozenVertex(vertex, graph));
            }
        }
        if (!names.isEmpty()) {
            wrapped.toArray(vertices); // the graph's own array
        }
        return new FrozenLayers(graph, names);
    }

    private static void requireInner(GraphVertex vertex) {
        if (vertex.isOutputVertex()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Layer %s is an output of the network, which cannot be frozen: nothing would be trained.",
                    vertex.getVertexName()));
        }
    }

    private static List<Integer> inputs(GraphVertex vertex) {
        VertexIndices[] inputs = vertex.getInputVertices();
        return inputs == null
                ? List.of()
                : List.of(inputs).stream().map(VertexIndices::getVertexIndex).toList();
    }

    /** The names of the frozen layers. */
    public Set<String> names() {
        return names;
    }

    /** Lets all layers be trained again. */
    public void release() {
        GraphVertex[] vertices = graph.getVertices();
        for (int i = 0; i < vertices.length; i++) {
            if (vertices[i] instanceof UntrainedVertex untrained) {
                vertices[i] = untrained.inside();
            } else if (vertices[i] instanceof FrozenVertex frozen) {
                vertices[i] = frozen.inside();
            }
        }
    }
}
