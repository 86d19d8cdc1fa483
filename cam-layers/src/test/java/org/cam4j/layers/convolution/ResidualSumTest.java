package org.cam4j.layers.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ResidualSumTest {
    private static final int EXAMPLES = 4;

    @AfterEach
    void calculateInFloat() {
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    }

    @Test
    void gradientsAreRight() {
        check(WorkspaceMode.ENABLED, true);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(WorkspaceMode.class)
    void gradientsAreRightInEveryWorkspaceMode(WorkspaceMode workspaces) {
        check(workspaces, true);
        check(workspaces, false);
    }

    private static void check(WorkspaceMode workspaces, boolean relu) {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        ComputationGraph graph = network(DataType.DOUBLE, workspaces, new NoOp(), relu, true);
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.GraphConfig()
                        .net(graph)
                        .inputs(new INDArray[] {BlockNetwork.images(DataType.DOUBLE, EXAMPLES)})
                        .labels(new INDArray[] {BlockNetwork.labels(DataType.DOUBLE, EXAMPLES)})
                        .epsilon(1e-6)
                        .maxRelError(1e-5)
                        .minAbsoluteError(1e-9)
                        .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void numbersAreThoseOfAnElementWiseVertexAndAnActivation(boolean relu) {
        INDArray images = BlockNetwork.images(DataType.FLOAT, EXAMPLES);
        DataSet batch = new DataSet(images, BlockNetwork.labels(DataType.FLOAT, EXAMPLES));
        for (WorkspaceMode workspaces : new WorkspaceMode[] {WorkspaceMode.ENABLED, WorkspaceMode.NONE}) {
            ComputationGraph sum = network(DataType.FLOAT, workspaces, BlockNetwork.momentum(), relu, true);
            ComputationGraph separate = network(DataType.FLOAT, workspaces, BlockNetwork.momentum(), relu, false);
            for (int step = 0; step < 3; step++) {
                sum.fit(batch);
                separate.fit(batch);
            }
            assertThat(sum.params().sub(separate.params()).amaxNumber().doubleValue())
                    .isLessThan(1e-5);
            assertThat(sum.outputSingle(images)
                            .sub(separate.outputSingle(images))
                            .amaxNumber()
                            .doubleValue())
                    .isLessThan(1e-5);
        }
    }

    @Test
    void mapsOfDifferentShapesAreRefused() {
        assertThatThrownBy(() -> new ResidualSum()
                        .getOutputType(0, InputType.convolutional(4, 4, 2), InputType.convolutional(4, 4, 3)))
                .isInstanceOf(InvalidInputTypeException.class)
                .hasMessageContaining("one shape");
    }

    private static ComputationGraph network(
            DataType type, WorkspaceMode workspaces, IUpdater updater, boolean relu, boolean ours) {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .updater(updater)
                .trainingWorkspaceMode(workspaces)
                .inferenceWorkspaceMode(workspaces)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(9, 8, 2))
                .addLayer("first", block().build(), "input")
                .addLayer("second", block().build(), "first");
        if (ours) {
            builder.addVertex("sum", new ResidualSum(relu), "first", "second");
        } else {
            builder.addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "first", "second")
                    .addLayer("sum", new ActivationLayer(relu ? Activation.RELU : Activation.IDENTITY), "add");
        }
        builder.addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "sum")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "gap")
                .setOutputs("output");
        ComputationGraph graph = new ComputationGraph(
                ComputationGraphConfiguration.fromJson(builder.build().toJson()));
        graph.init();
        return graph;
    }

    private static ConvolutionBlock.Builder block() {
        return new ConvolutionBlock.Builder()
                .nOut(4)
                .convolutionMode(ConvolutionMode.Same)
                .batchNormalization(false)
                .hasBias(true)
                .activation(Activation.IDENTITY);
    }
}
