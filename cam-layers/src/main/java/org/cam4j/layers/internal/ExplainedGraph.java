package org.cam4j.layers.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cam4j.evaluation.catalog.Catalog;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.Target;
import org.cam4j.layers.internal.onednn.FastKernels;
import org.cam4j.layers.merge.OrMerge;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A ComputationGraph prepared for explanations: its possible taps, its class head and the score whose gradients are taken. Immutable; {@code Explainer} is its
 * public face.
 */
public final class ExplainedGraph {
    private final ComputationGraph graph;
    private final ClassHead head;
    private final CNN2DFormat format;
    private final Map<String, GraphVertex> possibleTaps;
    private final List<String> blocks;
    private final Target target;

    private ExplainedGraph(
            ComputationGraph graph,
            ClassHead head,
            CNN2DFormat format,
            Map<String, GraphVertex> possibleTaps,
            List<String> blocks,
            Target target) {
        this.graph = graph;
        this.head = head;
        this.format = format;
        this.possibleTaps = possibleTaps;
        this.blocks = List.copyOf(blocks);
        this.target = target;
    }

    /**
     * Finds the taps and the class scores of one output of a network. What only other outputs need does not run.
     *
     * @param graph initialized; explaining and training must not happen at the same time
     * @param output name of one of the network's outputs
     * @throws IllegalArgumentException if the network has several inputs, no such output, recurrent layers, or no layer that
     *     gives maps
     */
    public static ExplainedGraph of(ComputationGraph graph, String output) {
        List<String> inputs = graph.getConfiguration().getNetworkInputs();
        List<String> outputs = graph.getConfiguration().getNetworkOutputs();
        if (inputs.size() != 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The network has inputs %s; only networks with one image input can be explained.",
                    inputs));
        }
        if (!outputs.contains(output)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "The network has no output '%s'; its outputs: %s.", output, outputs));
        }
        GraphVertex end = graph.getVertex(output);
        refuseRecurrent(graph, BackwardPass.ancestors(graph, end));
        GraphTypes types = new GraphTypes(graph);
        warnOfSlowLayers(graph);
        ClassHead head = ClassHead.of(graph, types, end);
        GraphVertex pooling = head.pooling();
        Set<Integer> candidates =
                BackwardPass.ancestors(graph, pooling == null ? head.score() : ClassHead.producer(graph, pooling));
        Map<String, GraphVertex> taps = new LinkedHashMap<>();
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = graph.getVertices()[index];
            if (candidates.contains(index)
                    && !vertex.isInputVertex()
                    && types.of(vertex).spatial()) {
                taps.put(vertex.getVertexName(), vertex);
            }
        }
        if (taps.isEmpty()) {
            throw new IllegalArgumentException("The network has no layer with maps [N, C, h, w] in front of output "
                    + String.format(
                            Locale.ROOT, "'%s': there is nothing to explain by class activation maps.", output));
        }
        return new ExplainedGraph(graph, head, types.format(), taps, Blocks.of(graph, taps.values()), Target.LOGIT);
    }

    /** The same with another score: gradients and class weights are those of the target. The usual one is the logit. */
    public ExplainedGraph withTarget(Target newTarget) {
        return new ExplainedGraph(graph, head, format, possibleTaps, blocks, newTarget);
    }

    /**
     * The same with other blocks for {@link Signal#BLOCKS}. The usual ones are the last layer of every resolution, poolings
     * left out.
     *
     * @param newBlocks names out of {@link #possibleTaps}, from input to output
     * @throws IllegalArgumentException if one does not exist
     */
    public ExplainedGraph withBlocks(List<String> newBlocks) {
        newBlocks.forEach(this::vertex);
        return new ExplainedGraph(graph, head, format, possibleTaps, newBlocks, target);
    }

    /** The layers that {@link Signal#BLOCKS} reads, from input to output. */
    public List<String> blocks() {
        return blocks;
    }

    /** Every layer that can be read, from input to output. */
    public List<String> possibleTaps() {
        return List.copyOf(possibleTaps.keySet());
    }

    /** The last maps in front of the pooling, or the last maps at all. */
    public String defaultTap() {
        GraphVertex pooling = head.pooling();
        return pooling == null
                ? possibleTaps().get(possibleTaps.size() - 1)
                : ClassHead.producer(graph, pooling).getVertexName();
    }

    /** Whether the network's head is linear in pooled maps, so that methods that need class weights can be used. */
    public boolean hasClassWeights() {
        return head.pooling() != null;
    }

    /**
     * Reads a batch. {@link Signal#CLASS_WEIGHTS} are there at the {@link #defaultTap} alone, which must be among the taps.
     *
     * @param images {@code [N,C,H,W]}
     * @param classes which classes of each image, a function of the logits {@code [N,K]}
     * @param taps names out of {@link #possibleTaps}
     * @param needs what is read at each tap
     * @throws IllegalArgumentException if the images have another shape, a tap or class does not exist, or there are no
     *     class weights
     */
    public BatchReading read(
            INDArray images, Function<INDArray, List<int[]>> classes, List<String> taps, Set<Signal> needs) {
        refuseOtherShapes(images);
        Map<String, GraphVertex> asked = vertices(taps, needs);
        Map<String, GraphVertex> read = new LinkedHashMap<>(asked);
        List<String> blocksToRead = needs.contains(Signal.BLOCKS) ? blocks : List.of();
        blocksToRead.forEach(block -> read.put(block, vertex(block)));
        if (needs.contains(Signal.JOINED)) {
            asked.values().stream()
                    .flatMap(tap -> joined(tap).stream())
                    .forEach(vertex -> read.put(vertex.getVertexName(), vertex));
        }
        Set<Integer> indices =
                read.values().stream().map(GraphVertex::getVertexIndex).collect(Collectors.toSet());
        boolean gradients = needs.contains(Signal.GRADIENTS);
        Set<Integer> crossed = gradients ? BackwardPass.crossedVertices(graph, head, indices) : Set.of();
        return runner().run(images, indices, crossed, (forward, workspaces) -> {
            INDArray logits = forward.logits().detach();
            List<int[]> chosen = checked(classes.apply(logits), logits);
            TapReader reader = new TapReader(this, needs, images, forward);
            BackwardPass backward =
                    gradients ? new BackwardPass(graph, head, indices, crossed, forward, workspaces) : null;
            return new BatchReading(
                    forward.output().dup().detach(),
                    logits,
                    chosen,
                    reader.read(asked, blocksToRead, chosen, backward));
        });
    }

    /**
     * The gradient of the target's score with respect to the images: one forward and one backward pass through the whole network.
     *
     * @param images {@code [N,C,H,W]}
     * @param classes one class of each image
     * @return a new array {@code [N,C,H,W]}
     * @throws IllegalArgumentException if the images have another shape, or a class does not exist
     */
    public INDArray imageGradients(INDArray images, int... classes) {
        refuseOtherShapes(images);
        int input = graph.getVertex(graph.getConfiguration().getNetworkInputs().get(0))
                .getVertexIndex();
        Set<Integer> crossed = BackwardPass.crossedVertices(graph, head, Set.of(input));
        return runner().run(images, Set.of(input), crossed, (forward, workspaces) -> {
            INDArray logits = forward.logits();
            List<int[]> chosen = checked(
                    Arrays.stream(classes).mapToObj(index -> new int[] {index}).toList(), logits);
            INDArray seed = Nd4j.zeros(logits.dataType(), logits.shape()); // [N, K]
            for (int image = 0; image < chosen.size(); image++) {
                seed.getRow(image)
                        .assign(target.gradient(logits.getRow(image).reshape(1, logits.size(1)), chosen.get(image)[0]));
            }
            INDArray gradients = new BackwardPass(graph, head, Set.of(input), crossed, forward, workspaces)
                    .gradients(seed)
                    .get(input);
            if (gradients == null) {
                throw new IllegalStateException("The score does not depend on the images.");
            }
            return ForwardPass.toChannelsFirst(gradients, format).dup('c').detach();
        });
    }

    /** What an OR joins to the tap's maps, in order; the tap itself where it joins nothing. */
    List<GraphVertex> joined(GraphVertex tap) {
        boolean joins = graph.getConfiguration().getVertices().get(tap.getVertexName()) instanceof OrMerge;
        return joins
                ? Arrays.stream(tap.getInputVertices())
                        .map(input -> graph.getVertices()[input.getVertexIndex()])
                        .toList()
                : List.of(tap);
    }

    GraphRunner runner() {
        return new GraphRunner(graph, head, format);
    }

    ClassHead head() {
        return head;
    }

    CNN2DFormat format() {
        return format;
    }

    Target target() {
        return target;
    }

    private static void warnOfSlowLayers(ComputationGraph graph) {
        FastKernels.warnOnce(graph.getConfiguration().getDataType());
        if (graph.getConfiguration().getDataType() == DataType.FLOAT) {
            for (GraphVertex vertex : graph.getVertices()) {
                FastKernels.warnOfSlowLayer(LayerAccess.layer(vertex));
            }
        }
    }

    private static void refuseRecurrent(ComputationGraph graph, Set<Integer> vertices) {
        for (int index : vertices) {
            GraphVertex vertex = graph.getVertices()[index];
            Layer layer = LayerAccess.configuration(vertex);
            if (layer instanceof BaseRecurrentLayer
                    || layer instanceof Bidirectional
                    || layer instanceof RnnOutputLayer) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Layer '%s' (%s) is recurrent: class activation maps need a network that sees the image at once.",
                        vertex.getVertexName(),
                        layer.getClass().getSimpleName()));
            }
        }
    }

    private void refuseOtherShapes(INDArray images) {
        String shape = Arrays.toString(images.shape());
        if (images.rank() != 4) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Images have the shape %s; expected [N, C, H, W], one image as [1, C, H, W].", shape));
        }
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex.getNumInputArrays() == 1
                    && ClassHead.producer(graph, vertex).isInputVertex()
                    && LayerAccess.configuration(vertex) instanceof ConvolutionLayer layer
                    && layer.getNIn() != images.size(1)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Images have %d channels %s; layer '%s' of the network expects %d.",
                        images.size(1),
                        shape,
                        vertex.getVertexName(),
                        layer.getNIn()));
            }
        }
    }

    private Map<String, GraphVertex> vertices(List<String> taps, Set<Signal> needs) {
        Map<String, GraphVertex> vertices = new LinkedHashMap<>();
        for (String tap : taps) {
            GraphVertex vertex = vertex(tap);
            if (needs.contains(Signal.CLASS_WEIGHTS) && !taps.contains(defaultTap())) {
                throw new IllegalArgumentException(String.format(
                                Locale.ROOT,
                                "Class weights belong to tap '%s', not to '%s': use a method that needs gradients, for example ",
                                defaultTap(),
                                tap)
                        + "grad-cam.");
            }
            vertices.put(tap, vertex);
        }
        return vertices;
    }

    /**
     * Checks that maps can be read at a layer of this name.
     *
     * @throws IllegalArgumentException with the nearest names
     */
    public void requireTap(String name) {
        vertex(name);
    }

    /** Frees what explanations in the current thread keep for the next batch. */
    public static void releaseMemory() {
        GraphRunner.releaseMemory();
    }

    GraphVertex vertex(String tap) {
        GraphVertex vertex = possibleTaps.get(tap);
        if (vertex == null) {
            List<String> nearest = Catalog.nearest(tap, possibleTaps.keySet(), 3);
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Tap '%s' does not exist or gives no maps; nearest names: %s.", tap, nearest));
        }
        return vertex;
    }

    private static List<int[]> checked(List<int[]> classes, INDArray logits) {
        if (classes.size() != logits.size(0)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Classes for %d images were given with a batch of %d.",
                    classes.size(),
                    logits.size(0)));
        }
        List<int[]> copies = new ArrayList<>();
        for (int[] ofImage : classes) {
            for (int index : ofImage) {
                if (index < 0 || index >= logits.size(1)) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "Class %d does not exist: the network has classes 0 to %d.",
                            index,
                            logits.size(1) - 1));
                }
            }
            copies.add(ofImage.clone());
        }
        return copies;
    }
}
