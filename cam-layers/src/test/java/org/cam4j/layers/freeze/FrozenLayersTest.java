package org.cam4j.layers.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.convolution.ResidualSum;
import org.cam4j.layers.kernels.Kernels;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class FrozenLayersTest {
    private static final INDArray LABELS = Nd4j.eye(3);

    /** Two branches that read the image, their sum, a convolution with separate normalization, a classifier. */
    private static ComputationGraph network(DataType type) {
        Kernels.switchOn();
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(type)
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(10, 10, 3))
                .addLayer("left", block(), "input")
                .addLayer("right", block(), "input")
                .addVertex("sum", new ResidualSum(true), "left", "right")
                .addLayer("middle", block(), "sum")
                .addLayer(
                        "conv",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(4)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "middle")
                .addLayer(
                        "norm",
                        new BatchNormalization.Builder().useLogStd(false).build(),
                        "conv")
                .addLayer("tanh", new ActivationLayer(Activation.TANH), "norm")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "tanh")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "pool")
                .setOutputs("output")
                .build());
        graph.init();
        graph.getLayer("middle").getParam("mean").addi(0.05); // statistics of no batch
        graph.getLayer("norm").getParam("var").muli(1.5);
        return graph;
    }

    private static ConvolutionBlock block() {
        return new ConvolutionBlock.Builder()
                .nOut(4)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static INDArray images(DataType type) {
        Nd4j.getRandom().setSeed(7);
        return Nd4j.rand(type, 3, 3, 10, 10);
    }

    private static MultiDataSet batch(DataType type) {
        return new MultiDataSet(images(type), LABELS.castTo(type));
    }

    @ParameterizedTest
    @CsvSource({"left", "left|right", "left|right|middle|conv|norm", "middle", "conv|norm", "right|norm"})
    void frozenLayersDoNotChangeAndTheOthersDo(String layers) {
        Set<String> names = Set.of(layers.split("\\|"));
        ComputationGraph graph = network(DataType.FLOAT);
        ComputationGraph before = graph.clone();
        FrozenLayers frozen = FrozenLayers.in(graph, names);
        assertThat(frozen.names()).isEqualTo(names);
        for (int step = 0; step < 3; step++) {
            graph.fit(batch(DataType.FLOAT));
        }
        for (var layer : before.getLayers()) {
            String name = layer.conf().getLayer().getLayerName();
            INDArray now = graph.getLayer(name).params();
            if (layer.numParams() > 0 && names.contains(name)) {
                assertThat(now).as(name).isEqualTo(layer.params());
            } else if (layer.numParams() > 0) {
                assertThat(now).as(name).isNotEqualTo(layer.params());
            }
        }
    }

    @Test
    void theGradientThroughFrozenLayersIsThatOfTheLoss() {
        ComputationGraph graph = network(DataType.DOUBLE);
        FrozenLayers.in(graph, Set.of("middle", "norm"));
        INDArray weights = graph.getLayer("left").getParam("W");
        graph.setInputs(images(DataType.DOUBLE));
        graph.setLabels(LABELS.castTo(DataType.DOUBLE));
        graph.computeGradientAndScore();
        INDArray gradient = graph.gradient().getGradientFor("left_W").dup();
        for (int i = 0; i < weights.length(); i += 7) {
            double expected = (lossWith(graph, weights, i, 1e-6) - lossWith(graph, weights, i, -1e-6)) / 2e-6;
            assertThat(gradient.getDouble(i) / 3).as("weight %d", i).isEqualTo(expected, within(1e-7));
        }
    }

    private static double lossWith(ComputationGraph graph, INDArray weights, int index, double change) {
        double before = weights.getDouble(index);
        weights.putScalar(index, before + change);
        graph.setInputs(images(DataType.DOUBLE));
        graph.setLabels(LABELS.castTo(DataType.DOUBLE));
        graph.computeGradientAndScore();
        weights.putScalar(index, before);
        return graph.score();
    }

    @Test
    void releasedLayersLearnAgain() {
        ComputationGraph graph = network(DataType.FLOAT);
        ComputationGraph other = graph.clone();
        FrozenLayers.in(graph, Set.of("left", "right", "norm")).release();
        graph.fit(batch(DataType.FLOAT));
        other.fit(batch(DataType.FLOAT));
        assertThat(graph.params()).isEqualTo(other.params());
    }

    @Test
    void anOutputLayerIsRefused() {
        ComputationGraph graph = network(DataType.FLOAT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrozenLayers.in(graph, Set.of("output")))
                .withMessageContaining("Layer output is an output of the network, which cannot be frozen");
    }
}
