package org.cam4j.layers.internal.vertex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.cam4j.layers.explain.Tap;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryType;
import org.deeplearning4j.nn.conf.memory.MemoryUseMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What every vertex of the package owes to Deeplearning4j and to its neighbors in the graph. */
class VertexContractTest {
    static List<MapVertex> vertices() {
        return VertexNetwork.vertices();
    }

    @ParameterizedTest
    @MethodSource("vertices")
    void aSavedNetworkGivesTheSameOutputs(MapVertex vertex) throws IOException {
        ComputationGraph graph = network(vertex, DataType.FLOAT, WorkspaceMode.ENABLED);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ModelSerializer.writeModel(graph, file, true);
        ComputationGraph restored =
                ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(file.toByteArray()), true);
        assertThat(restored.getConfiguration().getVertices().get("head"))
                .isEqualTo(vertex)
                .isNotSameAs(vertex);
        INDArray images = VertexNetwork.images(DataType.FLOAT, 3, 4, 8);
        assertThat(restored.outputSingle(images)).isEqualTo(graph.outputSingle(images));
    }

    @ParameterizedTest
    @MethodSource("vertices")
    void theConfigurationNamesItsClassInJson(MapVertex vertex) {
        String json = network(vertex, DataType.FLOAT, WorkspaceMode.ENABLED)
                .getConfiguration()
                .toJson();
        assertThat(json).contains("\"" + vertex.getClass().getName() + "\"");
    }

    @ParameterizedTest
    @MethodSource("vertices")
    void aCloneIsEqualAndAnotherKindIsNot(MapVertex vertex) {
        assertThat(vertex.clone()).isNotSameAs(vertex).isEqualTo(vertex).hasSameHashCodeAs(vertex);
        assertThat(vertices()).filteredOn(vertex::equals).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("vertices")
    void workspacesAndFastKernelsDoNotChangeTheOutput(MapVertex vertex) {
        Kernels.switchOn();
        ComputationGraph exact = network(vertex, DataType.DOUBLE, WorkspaceMode.NONE);
        INDArray images = VertexNetwork.images(DataType.DOUBLE, 5, 4, 8);
        INDArray expected = exact.outputSingle(images).castTo(DataType.FLOAT);
        for (WorkspaceMode mode : List.of(WorkspaceMode.NONE, WorkspaceMode.ENABLED)) {
            ComputationGraph graph = network(vertex, DataType.FLOAT, mode);
            graph.setParams(exact.params().castTo(DataType.FLOAT));
            for (int pass = 0; pass < 3; pass++) { // workspaces are laid out in the first
                INDArray output = graph.outputSingle(images.castTo(DataType.FLOAT));
                assertThat(output.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-6);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("vertices")
    void aTrainingStepWithFastKernelsHasTheExactGradient(MapVertex vertex) {
        Kernels.switchOn();
        ComputationGraph exact = network(vertex, DataType.DOUBLE, WorkspaceMode.NONE);
        ComputationGraph graph = network(vertex, DataType.FLOAT, WorkspaceMode.ENABLED);
        graph.setParams(exact.params().castTo(DataType.FLOAT));
        INDArray expected = gradient(exact, DataType.DOUBLE).castTo(DataType.FLOAT);
        for (int pass = 0; pass < 3; pass++) {
            assertThat(gradient(graph, DataType.FLOAT)
                            .sub(expected)
                            .amaxNumber()
                            .doubleValue())
                    .isLessThan(1e-5);
        }
    }

    private static INDArray gradient(ComputationGraph graph, DataType type) {
        INDArray images = VertexNetwork.images(DataType.DOUBLE, 5, 4, 8);
        graph.setInputs(images.castTo(type));
        graph.setLabels(VertexNetwork.labels(type, 5));
        graph.computeGradientAndScore();
        return graph.getFlattenedGradients().dup();
    }

    @ParameterizedTest
    @MethodSource("vertices")
    void inputsAndOutputGradientStayAsTheyAre(MapVertex vertex) {
        for (char order : new char[] {'c', 'f'}) {
            GraphVertex running = VertexNetwork.running(vertex);
            INDArray[] inputs = inputs(vertex, order);
            for (int i = 0; i < inputs.length; i++) {
                running.setInput(i, inputs[i], LayerWorkspaceMgr.noWorkspaces());
            }
            INDArray output = running.doForward(true, LayerWorkspaceMgr.noWorkspaces());
            INDArray outputGradient = Nd4j.rand(DataType.FLOAT, output.shape()).dup(order);
            INDArray given = outputGradient.dup();
            running.setEpsilon(outputGradient);
            INDArray[] gradients =
                    running.doBackward(false, LayerWorkspaceMgr.noWorkspaces()).getSecond();
            assertThat(outputGradient).isEqualTo(given);
            assertThat(inputs).isEqualTo(inputs(vertex, order));
            assertThat(gradients).hasSameSizeAs(inputs);
            for (int i = 0; i < inputs.length; i++) {
                assertThat(gradients[i].shape()).isEqualTo(inputs[i].shape());
                assertThat(gradients[i]).isNotSameAs(outputGradient);
            }
        }
    }

    /** A layer may hand over a view or an array in column order: the values count, not how they lie in memory. */
    @ParameterizedTest
    @MethodSource("vertices")
    void theMemoryLayoutOfInputsDoesNotMatter(MapVertex vertex) {
        INDArray[] rowOrder = inputs(vertex, 'c');
        INDArray[] columnOrder = inputs(vertex, 'f');
        INDArray[] views = inputs(vertex, 'c');
        for (int i = 0; i < views.length; i++) {
            INDArray larger = Nd4j.concat(1, views[i].add(1), views[i], views[i].mul(2));
            views[i] =
                    larger.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 4), NDArrayIndex.all(), NDArrayIndex.all());
        }
        INDArray[] expected = forwardAndBackward(vertex, rowOrder, 'c');
        for (INDArray[] other :
                List.of(forwardAndBackward(vertex, columnOrder, 'f'), forwardAndBackward(vertex, views, 'f'))) {
            for (int i = 0; i < expected.length; i++) {
                assertThat(other[i].sub(expected[i]).amaxNumber().doubleValue()).isLessThan(1e-6);
            }
        }
    }

    private static INDArray[] forwardAndBackward(MapVertex vertex, INDArray[] inputs, char order) {
        GraphVertex running = VertexNetwork.running(vertex);
        for (int i = 0; i < inputs.length; i++) {
            running.setInput(i, inputs[i], LayerWorkspaceMgr.noWorkspaces());
        }
        INDArray output = running.doForward(true, LayerWorkspaceMgr.noWorkspaces());
        Nd4j.getRandom().setSeed(23);
        running.setEpsilon(Nd4j.rand(DataType.FLOAT, output.shape()).dup(order));
        INDArray[] gradients =
                running.doBackward(false, LayerWorkspaceMgr.noWorkspaces()).getSecond();
        INDArray[] all = new INDArray[gradients.length + 1];
        all[0] = output;
        System.arraycopy(gradients, 0, all, 1, gradients.length);
        return all;
    }

    @ParameterizedTest
    @MethodSource("vertices")
    void whatIsNoMapIsRefused(MapVertex vertex) {
        for (InputType wrong : List.of(
                InputType.feedForward(12),
                InputType.recurrent(3, 8),
                InputType.convolutionalFlat(4, 8, 3),
                InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 2, 4, 8, 3))) {
            assertThatThrownBy(() -> vertex.getOutputType(0, copies(vertex, wrong)))
                    .isInstanceOf(InvalidInputTypeException.class)
                    .hasMessageStartingWith(vertex.getClass().getSimpleName() + ": found input ")
                    .hasMessageContaining("expected feature maps [N, C, H, W]");
        }
        assertThatThrownBy(() ->
                        vertex.getOutputType(0, copies(vertex, InputType.convolutional(4, 8, 3, CNN2DFormat.NHWC))))
                .isInstanceOf(InvalidInputTypeException.class)
                .hasMessageContaining("NHWC")
                .hasMessageContaining("expected NCHW");
        assertThatThrownBy(() -> vertex.getOutputType(0)).hasMessageContaining("found 0 inputs, expected ");
    }

    @ParameterizedTest
    @MethodSource("vertices")
    void anArrayThatIsNoMapIsRefused(MapVertex vertex) {
        GraphVertex running = VertexNetwork.running(vertex);
        for (int i = 0; i < vertex.minVertexInputs(); i++) {
            running.setInput(i, Nd4j.ones(DataType.FLOAT, 2, 3, 5), LayerWorkspaceMgr.noWorkspaces());
        }
        assertThatThrownBy(() -> running.doForward(false, LayerWorkspaceMgr.noWorkspaces()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'head': found input [2, 3, 5], expected feature maps [N, C, H, W]");
    }

    @ParameterizedTest
    @MethodSource("vertices")
    void theMemoryReportCountsNoParameters(MapVertex vertex) {
        assertThat(vertex.numParams(true)).isZero();
        InputType small = InputType.convolutional(4, 8, 3);
        MemoryReport report = vertex.getMemoryReport(copies(vertex, small));
        assertThat(bytes(report, MemoryType.PARAMETERS)).isZero();
        assertThat(bytes(report, MemoryType.WORKING_MEMORY_VARIABLE)).isPositive();
    }

    private static long bytes(MemoryReport report, MemoryType kind) {
        return report.getMemoryBytes(kind, 8, MemoryUseMode.TRAINING, CacheMode.NONE, DataType.FLOAT);
    }

    @Test
    void aMaskOfWholeExamplesGoesOnAndOneOfPositionsIsRefused() {
        GraphVertex pooling = VertexNetwork.running(new GlobalAveragePooling());
        INDArray examples = Nd4j.ones(DataType.FLOAT, 2, 1, 1, 1);
        assertThat(pooling.feedForwardMaskArrays(new INDArray[] {examples}, MaskState.Active, 2)
                        .getFirst()
                        .shape())
                .containsExactly(2, 1);
        INDArray[] positions = {Nd4j.ones(DataType.FLOAT, 2, 1, 4, 8)};
        assertThatThrownBy(() -> pooling.feedForwardMaskArrays(positions, MaskState.Active, 2))
                .hasMessageContaining("found a mask [2, 1, 4, 8]");
        assertThat(VertexNetwork.running(new Tap())
                        .feedForwardMaskArrays(positions, MaskState.Active, 2)
                        .getFirst())
                .isSameAs(positions[0]);
    }

    private static ComputationGraph network(MapVertex vertex, DataType type, WorkspaceMode mode) {
        return VertexNetwork.create(vertex, 4, 8, type, mode);
    }

    private static InputType[] copies(MapVertex vertex, InputType type) {
        return Collections.nCopies(vertex.minVertexInputs(), type).toArray(InputType[]::new);
    }

    /** Two examples of two maps: 4x6, and a second input where the vertex takes one. */
    private static INDArray[] inputs(MapVertex vertex, char order) {
        Nd4j.getRandom().setSeed(19);
        INDArray first = Nd4j.randn(DataType.FLOAT, 2, 2, 4, 6);
        return vertex.minVertexInputs() == 1
                ? new INDArray[] {first.dup(order)}
                : new INDArray[] {
                    first.dup(order), Nd4j.randn(DataType.FLOAT, 2, 2, 4, 6).dup(order)
                };
    }
}
