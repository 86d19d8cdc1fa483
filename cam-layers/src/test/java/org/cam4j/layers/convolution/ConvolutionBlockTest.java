package org.cam4j.layers.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.RampSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

class ConvolutionBlockTest {
    private static final int EXAMPLES = 6;
    private static final INDArray IMAGES = BlockNetwork.images(DataType.FLOAT, EXAMPLES);
    private static final INDArray LABELS = BlockNetwork.labels(DataType.FLOAT, EXAMPLES);

    @AfterEach
    void forgetTheProperty() {
        System.clearProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY);
    }

    static Stream<BlockNetwork> networks() {
        return Stream.of(
                new BlockNetwork(true, Activation.RELU),
                new BlockNetwork(true, Activation.RELU6),
                new BlockNetwork(true, Activation.IDENTITY, false, ConvolutionMode.Same),
                new BlockNetwork(true, Activation.TANH),
                new BlockNetwork(false, Activation.RELU, false, ConvolutionMode.Same),
                new BlockNetwork(false, Activation.RELU6));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void numbersAreThoseOfSeparateLayers(BlockNetwork network) {
        for (WorkspaceMode workspaces : new WorkspaceMode[] {WorkspaceMode.ENABLED, WorkspaceMode.NONE}) {
            ComputationGraph separate = network.ofSeparateLayers(DataType.FLOAT, workspaces, BlockNetwork.momentum());
            ComputationGraph blocks = network.ofBlocks(DataType.FLOAT, workspaces, BlockNetwork.momentum());
            assertThat(blocks.params()).as("initial values").isEqualTo(separate.params());
            assertClose(blocks.outputSingle(IMAGES), separate.outputSingle(IMAGES));
            for (int step = 0; step < 4; step++) {
                blocks.fit(new DataSet(IMAGES, LABELS));
                separate.fit(new DataSet(IMAGES, LABELS));
            }
            assertClose(blocks.params(), separate.params());
            assertClose(blocks.outputSingle(IMAGES), separate.outputSingle(IMAGES));
        }
    }

    static Stream<BlockNetwork> fastNetworks() {
        return Stream.concat(
                networks(),
                Stream.of(
                        new BlockNetwork(true, Activation.RELU6, true, ConvolutionMode.Same),
                        new BlockNetwork(false, Activation.RELU, true, ConvolutionMode.Truncate)));
    }

    @ParameterizedTest
    @MethodSource("fastNetworks")
    void oneDnnAgreesWithThePlainComputation(BlockNetwork network) {
        ComputationGraph fast = network.ofBlocks(DataType.FLOAT, WorkspaceMode.ENABLED, BlockNetwork.momentum());
        fast.fit(new DataSet(IMAGES, LABELS));
        INDArray fastOutput = fast.outputSingle(IMAGES);
        System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, "true");
        ComputationGraph plain = network.ofBlocks(DataType.FLOAT, WorkspaceMode.ENABLED, BlockNetwork.momentum());
        plain.fit(new DataSet(IMAGES, LABELS));
        assertClose(fast.params(), plain.params());
        assertClose(fastOutput, plain.outputSingle(IMAGES));
    }

    @Test
    void aLayerIsFrozenWhereItsLearningRateStaysZero() {
        ISchedule warmUp = new StepSchedule(ScheduleType.ITERATION, 0.1, 0.5, 10);
        assertThat(block(new Nesterovs(0, 0.9), new Sgd(0)).learns()).isFalse();
        assertThat(block(new Nesterovs(0, 0.9), new Sgd(0.1)).learns()).isTrue();
        assertThat(block(new Nesterovs(new RampSchedule(warmUp, 5), 0.9), new Sgd(0))
                        .learns())
                .isTrue();
    }

    private static ConvolutionBlock block(IUpdater ofWeights, IUpdater ofBias) {
        return new ConvolutionBlock.Builder()
                .nIn(1)
                .nOut(1)
                .updater(ofWeights)
                .biasUpdater(ofBias)
                .build();
    }

    @Test
    void theBackwardPassOfInferenceUsesStoredStatistics() {
        BlockNetwork network = new BlockNetwork(true, Activation.RELU);
        ComputationGraph graph = trained(network);
        ConvolutionBlockLayer layer = (ConvolutionBlockLayer) graph.getLayer("block1");
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
        layer.setInput(IMAGES, workspaces);
        INDArray output = layer.activate(false, workspaces);
        INDArray gradient = Nd4j.rand(DataType.FLOAT, output.shape());
        INDArray alone = layer.inputGradient(output, gradient, workspaces).dup();
        graph.initGradientsView();
        INDArray withWeights =
                layer.backpropGradient(gradient, workspaces).getSecond().dup();
        assertClose(withWeights, alone);
        layer.setInput(IMAGES, workspaces);
        assertClose(layer.activate(false, workspaces), output);
    }

    @Test
    void aChangedParameterChangesTheNextOutput() {
        ComputationGraph graph = trained(new BlockNetwork(true, Activation.RELU));
        for (Map.Entry<String, INDArray> parameter :
                new TreeMap<>(graph.getLayer("block2").paramTable()).entrySet()) {
            INDArray before = graph.outputSingle(IMAGES);
            assertThat(graph.outputSingle(IMAGES)).isEqualTo(before);
            parameter.getValue().putScalar(0, parameter.getValue().getDouble(0) + 0.5);
            assertThat(graph.outputSingle(IMAGES)).as(parameter.getKey()).isNotEqualTo(before);
        }
    }

    @Test
    void aFrozenBlockStaysAndPassesTheGradientOn() {
        BlockNetwork network = new BlockNetwork(true, Activation.RELU);
        ComputationGraph learning = network.ofBlocks(DataType.FLOAT, WorkspaceMode.ENABLED, BlockNetwork.momentum());
        ComputationGraph frozen = network.ofBlocks(DataType.FLOAT, WorkspaceMode.ENABLED, BlockNetwork.momentum());
        frozen.setParams(learning.params());
        INDArray before = frozen.getLayer("block2").getParam("W").dup();
        frozen.setLearningRate("block2", 0);

        learning.fit(new INDArray[] {IMAGES}, new INDArray[] {LABELS});
        frozen.fit(new INDArray[] {IMAGES}, new INDArray[] {LABELS});

        assertThat(frozen.getLayer("block2").getParam("W")).isEqualTo(before);
        assertThat(learning.getLayer("block2").getParam("W")).isNotEqualTo(before);
        for (String parameter : new String[] {"block1_W", "block1_gamma", "block2_mean", "block2_var", "block3_W"}) {
            assertThat(frozen.getParam(parameter)).as(parameter).isEqualTo(learning.getParam(parameter));
        }
    }

    @Test
    void trainingTwiceGivesTheSameBits() {
        BlockNetwork network = new BlockNetwork(true, Activation.RELU);
        assertThat(trained(network).params()).isEqualTo(trained(network).params());
    }

    @Test
    void aSavedNetworkGivesTheSameOutput(@TempDir Path folder) throws Exception {
        ComputationGraph graph = trained(new BlockNetwork(true, Activation.RELU6, true, ConvolutionMode.Same));
        Path file = folder.resolve("network.zip");
        ModelSerializer.writeModel(graph, file.toFile(), true);
        ComputationGraph restored = ModelSerializer.restoreComputationGraph(file.toFile());
        assertThat(restored.getConfiguration()).isEqualTo(graph.getConfiguration());
        assertThat(restored.outputSingle(IMAGES)).isEqualTo(graph.outputSingle(IMAGES));
    }

    @Test
    void otherBatchSizesAndSizesRunInBetween() {
        ComputationGraph graph = trained(new BlockNetwork(true, Activation.RELU));
        INDArray all = graph.outputSingle(IMAGES);
        for (int count = 1; count <= EXAMPLES; count++) {
            INDArray first = IMAGES.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, count));
            assertClose(graph.outputSingle(first), all.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, count)));
        }
        assertThat(graph.outputSingle(Nd4j.rand(DataType.FLOAT, 2, 2, 17, 23)).shape())
                .containsExactly(2, 3);
    }

    @Test
    void wrongChannelsAreNamed() {
        ComputationGraph graph = trained(new BlockNetwork(true, Activation.RELU));
        assertThatThrownBy(() -> graph.outputSingle(Nd4j.rand(DataType.FLOAT, 2, 3, 9, 8)))
                .hasMessageContaining("'block1'")
                .hasMessageContaining("[2, 3, 9, 8]")
                .hasMessageContaining("2 channels");
    }

    private static ComputationGraph trained(BlockNetwork network) {
        ComputationGraph graph = network.ofBlocks(DataType.FLOAT, WorkspaceMode.ENABLED, BlockNetwork.momentum());
        graph.fit(new DataSet(IMAGES, LABELS));
        graph.fit(new DataSet(IMAGES, LABELS));
        return graph;
    }

    private static void assertClose(INDArray found, INDArray expected) {
        double scale = Math.max(1, expected.amaxNumber().doubleValue());
        assertThat(found.sub(expected).amaxNumber().doubleValue() / scale).isLessThan(1e-5);
    }
}
