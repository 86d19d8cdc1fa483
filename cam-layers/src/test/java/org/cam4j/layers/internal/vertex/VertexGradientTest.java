package org.cam4j.layers.internal.vertex;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cam4j.layers.pooling.PositionScale;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Numeric gradients, in double precision, of every vertex on square maps, non-square maps and signals. */
class VertexGradientTest {
    private static final int EXAMPLES = 2;

    @BeforeAll
    static void calculateInDouble() {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    }

    @AfterAll
    static void calculateInFloat() {
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    }

    static List<MapVertex> vertices() {
        return VertexNetwork.vertices();
    }

    static Stream<Arguments> verticesAndSizes() {
        return vertices().stream()
                .flatMap(vertex ->
                        Stream.of(Arguments.of(vertex, 6, 6), Arguments.of(vertex, 4, 8), Arguments.of(vertex, 1, 10)));
    }

    @ParameterizedTest
    @MethodSource("vertices")
    void gradientsAreRight(MapVertex vertex) {
        check(vertex, 2, 3, WorkspaceMode.ENABLED);
    }

    @ParameterizedTest
    @MethodSource("vertices")
    void aWalkBackwardsFromOneScoreGivesTheInputGradient(MapVertex vertex) {
        checkWalk(vertex, 2, 3);
    }

    /** It knows the size of its maps. */
    @Test
    void gradientsOfScaledPositionsAreRight() {
        PositionScale scale = new PositionScale(new double[] {1, 1.5}, new double[] {2, 1, -0.5});
        check(scale, 2, 3, WorkspaceMode.ENABLED);
        checkWalk(scale, 2, 3);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("verticesAndSizes")
    void gradientsAreRightWithWorkspaces(MapVertex vertex, int height, int width) {
        check(vertex, height, width, WorkspaceMode.ENABLED);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("verticesAndSizes")
    void gradientsAreRightWithoutWorkspaces(MapVertex vertex, int height, int width) {
        check(vertex, height, width, WorkspaceMode.NONE);
    }

    private static void check(MapVertex vertex, int height, int width, WorkspaceMode workspaces) {
        ComputationGraph graph = VertexNetwork.create(vertex, height, width, DataType.DOUBLE, workspaces);
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.GraphConfig()
                        .net(graph)
                        .inputs(new INDArray[] {VertexNetwork.images(DataType.DOUBLE, EXAMPLES, height, width)})
                        .labels(new INDArray[] {VertexNetwork.labels(DataType.DOUBLE, EXAMPLES)})
                        .epsilon(1e-6)
                        .maxRelError(1e-5)
                        .minAbsoluteError(1e-9)
                        .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)))
                .isTrue();
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("verticesAndSizes")
    void aWalkBackwardsFromOneScoreGivesTheInputGradientInEverySize(MapVertex vertex, int height, int width) {
        checkWalk(vertex, height, width);
    }

    /** How gradients of one class score reach inner activations: by hand, in inference mode, vertex by vertex from the output. */
    private static void checkWalk(MapVertex vertex, int height, int width) {
        ComputationGraph graph = VertexNetwork.create(vertex, height, width, DataType.DOUBLE, WorkspaceMode.NONE);
        INDArray images = VertexNetwork.images(DataType.DOUBLE, EXAMPLES, height, width);
        INDArray given = images.dup();
        INDArray gradient = walk(graph, images, 1);
        assertThat(images).isEqualTo(given);
        double step = 1e-6;
        for (long i = 0; i < images.length(); i++) {
            double value = given.getDouble(i);
            double above = score(graph, images.putScalar(i, value + step), 1);
            double below = score(graph, images.putScalar(i, value - step), 1);
            images.putScalar(i, value);
            assertThat(gradient.getDouble(i)).isCloseTo((above - below) / (2 * step), within(1e-8));
        }
    }

    /** Sum over the examples of the logit of one class. */
    private static double score(ComputationGraph graph, INDArray images, int label) {
        Map<String, INDArray> activations = graph.feedForward(new INDArray[] {images}, false, true);
        INDArray pooled = requireNonNull(activations.get("both"));
        return pooled.mmul(classWeights(graph, label)).sumNumber().doubleValue();
    }

    private static INDArray classWeights(ComputationGraph graph, int label) {
        return graph.getLayer("output").getParam("W").getColumn(label, true);
    }

    private static INDArray walk(ComputationGraph graph, INDArray images, int label) {
        graph.feedForward(new INDArray[] {images}, false, false);
        graph.initGradientsView();
        GraphVertex[] vertices = graph.getVertices();
        INDArray[] gradients = new INDArray[vertices.length];
        gradients[graph.getVertex("both").getVertexIndex()] = Nd4j.ones(DataType.DOUBLE, images.size(0), 1)
                .mmul(classWeights(graph, label).transpose());
        int[] order = graph.topologicalSortOrder();
        for (int i = order.length - 1; i >= 0; i--) {
            GraphVertex vertex = vertices[order[i]];
            if (vertex.isInputVertex() || gradients[order[i]] == null) {
                continue;
            }
            vertex.setEpsilon(gradients[order[i]].dup());
            Pair<Gradient, INDArray[]> result = vertex.doBackward(false, LayerWorkspaceMgr.noWorkspaces());
            VertexIndices[] inputs = vertex.getInputVertices();
            for (int j = 0; j < inputs.length; j++) {
                INDArray arriving = result.getSecond()[j];
                int from = inputs[j].getVertexIndex();
                gradients[from] = gradients[from] == null ? arriving.dup() : gradients[from].add(arriving);
            }
        }
        return gradients[graph.getVertex("image").getVertexIndex()];
    }
}
