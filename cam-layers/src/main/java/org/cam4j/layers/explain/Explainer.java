package org.cam4j.layers.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.Spelling;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads a classifier at one or several layers, the taps, so that {@link org.cam4j.layers.cam.CamMethod}s can explain it.
 *
 * <p>Works on any ComputationGraph with one image input and one class output; nothing is added to it or left in it. Images
 * go in and readings come out with channels first, whatever the network uses inside. A batch costs one forward pass, and
 * where gradients are asked for one backward pass per class of the image, for all taps together. The backward pass goes no
 * deeper than the lowest tap and follows the network as it is at inference: no dropout, batch norm with its stored
 * statistics.
 *
 * <pre>{@code
 * Explainer explainer = Explainer.of(graph);
 * CamMethod method = CamMethods.byId("cam");
 * Explanation explanation = explainer.explain(images, ClassSelection.top(5), method.needs());
 * INDArray map = method.combine(explanation.reading(0, 0, explainer.defaultTap())); // [h, w], best class of image 0
 * }</pre>
 */
public final class Explainer {
    private static final String WORKSPACE = "CAM4J_EXPLAIN";

    /** Grows to what one batch needs, is kept for the thread's next batch, and saves most of the allocations. */
    private static final WorkspaceConfiguration WORKSPACE_CONFIGURATION = WorkspaceConfiguration.builder()
            .initialSize(0)
            .overallocationLimit(0.02)
            .policyAllocation(AllocationPolicy.OVERALLOCATE)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policyReset(ResetPolicy.BLOCK_LEFT)
            .policySpill(SpillPolicy.REALLOCATE)
            .build();

    private final ComputationGraph graph;
    private final ClassHead head;
    private final CNN2DFormat format;
    private final Map<String, GraphVertex> possibleTaps;

    private Explainer(
            ComputationGraph graph, ClassHead head, CNN2DFormat format, Map<String, GraphVertex> possibleTaps) {
        this.graph = graph;
        this.head = head;
        this.format = format;
        this.possibleTaps = possibleTaps;
    }

    /**
     * Finds the taps and the class scores of a network.
     *
     * @param graph initialised; explaining and training must not happen at the same time
     * @throws IllegalArgumentException if the network has several inputs or outputs, or no layer that gives maps
     */
    public static Explainer of(ComputationGraph graph) {
        List<String> inputs = graph.getConfiguration().getNetworkInputs();
        List<String> outputs = graph.getConfiguration().getNetworkOutputs();
        if (inputs.size() != 1 || outputs.size() != 1) {
            throw new IllegalArgumentException(
                    "The network has inputs %s and outputs %s; only networks with one image input and one class output "
                                    .formatted(inputs, outputs)
                            + "can be explained: cut out the part for one output.");
        }
        GraphTypes types = new GraphTypes(graph);
        ClassHead head = ClassHead.of(graph, types);
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
                    + "'%s': there is nothing to explain by class activation maps.".formatted(outputs.get(0)));
        }
        return new Explainer(graph, head, types.format(), taps);
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

    /** {@link #explain(INDArray, ClassSelection, List, Set)} at the {@link #defaultTap}. */
    public Explanation explain(INDArray images, ClassSelection classes, Set<Signal> needs) {
        return explain(images, classes, List.of(defaultTap()), needs);
    }

    /**
     * Explains a batch. {@link Signal#CLASS_WEIGHTS} are there at the {@link #defaultTap} alone, which must be among the taps.
     *
     * @param images {@code [N,C,H,W]}
     * @param classes which classes of each image
     * @param taps names out of {@link #possibleTaps}
     * @param needs what is read at each tap
     * @throws IllegalArgumentException if the images have another shape, a tap or class does not exist, or there are no
     *     class weights
     */
    @SuppressWarnings("try")
    public Explanation explain(INDArray images, ClassSelection classes, List<String> taps, Set<Signal> needs) {
        refuseOtherShapes(images);
        Map<String, GraphVertex> vertices = vertices(taps, needs);
        Set<Integer> tapIndices =
                vertices.values().stream().map(GraphVertex::getVertexIndex).collect(Collectors.toSet());
        Set<Integer> crossed =
                needs.contains(Signal.GRADIENTS) ? BackwardPass.crossedVertices(graph, head, tapIndices) : Set.of();
        synchronized (graph) {
            INDArray[] inputsBefore = graph.getInputs();
            LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.builder()
                    .defaultWorkspace(WORKSPACE, WORKSPACE_CONFIGURATION)
                    .build();
            try (MemoryWorkspace open = workspaces.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
                INDArray input =
                        format == CNN2DFormat.NHWC ? images.permute(0, 2, 3, 1).dup('c') : images;
                input = input.castTo(graph.params().dataType());
                graph.setInputs(input); // some vertices ask the graph for the batch size
                ForwardPass forward = new ForwardPass(graph, head, input, tapIndices, crossed, workspaces);
                INDArray logits = forward.logits().detach();
                List<int[]> chosen = checked(classes.choose(logits), logits);
                TapReader reader = new TapReader(
                        head, format, forward, needs.contains(Signal.CLASS_WEIGHTS) ? defaultTap() : null);
                BackwardPass backward = needs.contains(Signal.GRADIENTS)
                        ? new BackwardPass(graph, head, tapIndices, crossed, forward, workspaces)
                        : null;
                INDArray probabilities = forward.output().dup().detach();
                return new Explanation(probabilities, logits, chosen, reader.read(vertices, chosen, backward));
            } finally {
                for (GraphVertex vertex : graph.getVertices()) {
                    vertex.clear();
                }
                graph.setInputs(inputsBefore);
            }
        }
    }

    private void refuseOtherShapes(INDArray images) {
        String shape = Arrays.toString(images.shape());
        if (images.rank() != 4) {
            throw new IllegalArgumentException("Images have the shape %s; expected [N, C, H, W].".formatted(shape));
        }
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex.getNumInputArrays() == 1
                    && ClassHead.producer(graph, vertex).isInputVertex()
                    && LayerAccess.configuration(vertex) instanceof ConvolutionLayer layer
                    && layer.getNIn() != images.size(1)) {
                throw new IllegalArgumentException("Images have %d channels %s; layer '%s' of the network expects %d."
                        .formatted(images.size(1), shape, vertex.getVertexName(), layer.getNIn()));
            }
        }
    }

    private Map<String, GraphVertex> vertices(List<String> taps, Set<Signal> needs) {
        Map<String, GraphVertex> vertices = new LinkedHashMap<>();
        for (String tap : taps) {
            GraphVertex vertex = possibleTaps.get(tap);
            if (vertex == null) {
                List<String> nearest = possibleTaps.keySet().stream()
                        .sorted(Comparator.comparingInt(name -> Spelling.distance(tap, name)))
                        .limit(3)
                        .toList();
                throw new IllegalArgumentException(
                        "Tap '%s' does not exist or gives no maps; nearest names: %s.".formatted(tap, nearest));
            }
            if (needs.contains(Signal.CLASS_WEIGHTS) && !taps.contains(defaultTap())) {
                throw new IllegalArgumentException(
                        "Class weights belong to tap '%s', not to '%s': use a method that needs gradients, for example "
                                        .formatted(defaultTap(), tap)
                                + "grad-cam.");
            }
            vertices.put(tap, vertex);
        }
        return vertices;
    }

    private static List<int[]> checked(List<int[]> classes, INDArray logits) {
        if (classes.size() != logits.size(0)) {
            throw new IllegalArgumentException(
                    "Classes for %d images were given with a batch of %d.".formatted(classes.size(), logits.size(0)));
        }
        List<int[]> copies = new ArrayList<>();
        for (int[] ofImage : classes) {
            for (int index : ofImage) {
                if (index < 0 || index >= logits.size(1)) {
                    throw new IllegalArgumentException("Class %d does not exist: the network has classes 0 to %d."
                            .formatted(index, logits.size(1) - 1));
                }
            }
            copies.add(ofImage.clone());
        }
        return copies;
    }
}
