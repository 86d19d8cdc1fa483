package org.cam4j.layers.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Numeric gradients in double precision, behind a round trip through JSON; the fast computation is compared with this one in ConvolutionBlockTest. */
class ConvolutionBlockGradientTest {
    @BeforeAll
    static void calculateInDouble() {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    }

    @AfterAll
    static void calculateInFloat() {
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    }

    static Stream<BlockNetwork> networks() {
        return Stream.of(
                new BlockNetwork(true, Activation.TANH),
                new BlockNetwork(true, Activation.IDENTITY, true, ConvolutionMode.Same),
                new BlockNetwork(true, Activation.RELU),
                new BlockNetwork(false, Activation.RELU6, false, ConvolutionMode.Same),
                new BlockNetwork(false, Activation.TANH, true, ConvolutionMode.Truncate));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gradientsAreRightWithWorkspaces(BlockNetwork network) {
        check(network, WorkspaceMode.ENABLED);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("networks")
    void gradientsAreRightWithoutWorkspaces(BlockNetwork network) {
        check(network, WorkspaceMode.NONE);
    }

    private static void check(BlockNetwork network, WorkspaceMode workspaces) {
        ComputationGraph graph = network.ofBlocks(DataType.DOUBLE, workspaces, new NoOp());
        Set<String> statistics = new HashSet<>(graph.paramTable().keySet());
        statistics.removeIf(name -> !name.endsWith("_mean") && !name.endsWith("_var"));
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.GraphConfig()
                        .net(graph)
                        .inputs(new INDArray[] {BlockNetwork.images(DataType.DOUBLE, 4)})
                        .labels(new INDArray[] {BlockNetwork.labels(DataType.DOUBLE, 4)})
                        .excludeParams(statistics)
                        .epsilon(1e-6)
                        .maxRelError(1e-5)
                        .minAbsoluteError(1e-9)
                        .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)))
                .isTrue();
    }
}
