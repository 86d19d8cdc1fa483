package org.cam4j.layers.internal;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs a graph, or its end, in a workspace of its own and leaves nothing in it. */
final class GraphRunner {
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

    GraphRunner(ComputationGraph graph, ClassHead head, CNN2DFormat format) {
        this.graph = graph;
        this.head = head;
        this.format = format;
    }

    /**
     * One forward pass, and what is done with it while the graph still holds it.
     *
     * @param images {@code [N,C,H,W]}
     * @param taps vertices whose outputs are kept
     * @param crossed vertices that keep their inputs and outputs for a backward pass
     * @param work its result must be detached
     */
    <T> T run(
            INDArray images,
            Set<Integer> taps,
            Set<Integer> crossed,
            BiFunction<ForwardPass, LayerWorkspaceMgr, T> work) {
        return inWorkspace(workspaces -> {
            INDArray input = own(images);
            graph.setInputs(input); // some vertices ask the graph for the batch size
            String name = graph.getConfiguration().getNetworkInputs().get(0);
            Map<Integer, INDArray> given = Map.of(graph.getVertex(name).getVertexIndex(), input);
            Set<Integer> all = BackwardPass.ancestors(graph, head.output());
            return work.apply(new ForwardPass(graph, head, given, all, taps, crossed, workspaces), workspaces);
        });
    }

    /**
     * The logits when a tap has other outputs: only the layers after the tap run.
     *
     * @param activations {@code [N,C,h,w]}
     * @param beside outputs of the {@link #beside} vertices for one image, {@code [1,...]} in the network's own order of axes
     * @return detached, {@code [N,K]}
     */
    INDArray logitsFrom(GraphVertex tap, INDArray activations, Map<Integer, INDArray> beside) {
        return inWorkspace(workspaces -> {
            int count = (int) activations.size(0);
            graph.setInputs(Nd4j.zeros(activations.dataType(), count, 1)); // for the batch size
            Map<Integer, INDArray> given = new HashMap<>();
            beside.forEach((index, array) -> given.put(
                    index, Nd4j.concat(0, Collections.nCopies(count, array).toArray(INDArray[]::new))));
            given.put(tap.getVertexIndex(), own(activations));
            ForwardPass end = new ForwardPass(graph, head, given, behind(tap), Set.of(), Set.of(), workspaces);
            return end.logits().detach();
        });
    }

    /** The vertices that do not follow a tap but feed one that does: the other ends of the skip connections around it. */
    Set<Integer> beside(GraphVertex tap) {
        Set<Integer> behind = behind(tap);
        Set<Integer> beside = new HashSet<>();
        for (int index : behind) {
            for (VertexIndices input : graph.getVertices()[index].getInputVertices()) {
                beside.add(input.getVertexIndex());
            }
        }
        beside.removeAll(behind);
        beside.remove(tap.getVertexIndex());
        return beside;
    }

    /** Frees the workspace of the current thread, if there is one. */
    static void releaseMemory() {
        if (Nd4j.getWorkspaceManager().checkIfWorkspaceExists(WORKSPACE)) {
            Nd4j.getWorkspaceManager()
                    .destroyWorkspace(Nd4j.getWorkspaceManager()
                            .getWorkspaceForCurrentThread(WORKSPACE_CONFIGURATION, WORKSPACE));
        }
    }

    private Set<Integer> behind(GraphVertex tap) {
        return BackwardPass.crossedVertices(graph, head, Set.of(tap.getVertexIndex()));
    }

    private INDArray own(INDArray channelsFirst) {
        INDArray input =
                format == CNN2DFormat.NHWC ? channelsFirst.permute(0, 2, 3, 1).dup('c') : channelsFirst;
        return input.castTo(graph.params().dataType());
    }

    @SuppressWarnings("try")
    private <T> T inWorkspace(Function<LayerWorkspaceMgr, T> work) {
        synchronized (graph) {
            INDArray[] inputsBefore = graph.getInputs();
            LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.builder()
                    .defaultWorkspace(WORKSPACE, WORKSPACE_CONFIGURATION)
                    .build();
            try (MemoryWorkspace open = workspaces.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
                return work.apply(workspaces);
            } finally {
                for (GraphVertex vertex : graph.getVertices()) {
                    vertex.clear();
                }
                graph.setInputs(inputsBefore);
            }
        }
    }
}
