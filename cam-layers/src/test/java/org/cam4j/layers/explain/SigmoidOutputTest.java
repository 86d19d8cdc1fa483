package org.cam4j.layers.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.cam.Target;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/** One sigmoid has two sides: probabilities 1-p and p, and maps of which one is the negative of the other. */
class SigmoidOutputTest {
    private static final double EXACT = 1e-12;

    private final INDArray images = Nd4j.rand(DataType.DOUBLE, 3, 3, 6, 6);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSidesHaveTheProbabilitiesOfTheSigmoid(boolean separate) {
        ComputationGraph graph = network(separate);
        Explanation explanation =
                Explainer.of(graph).explain(images, ClassSelection.top(2), EnumSet.of(Signal.ACTIVATIONS));
        INDArray p = graph.outputSingle(images.dup()); // [N, 1]
        assertThat(explanation.probabilities().shape()).containsExactly(3, 2);
        assertEqual(explanation.probabilities().getColumns(1), p);
        assertEqual(explanation.probabilities().getColumns(0), p.rsub(1));
        assertEqual(Transforms.softmax(explanation.logits(), true), explanation.probabilities());
        int best = p.getDouble(0, 0) > 0.5 ? 1 : 0;
        assertThat(explanation.classes(0)).containsExactly(best, 1 - best);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theMapOfOneSideIsTheNegativeOfTheOthers(boolean separate) {
        CamMethod cam = CamMethods.byId("cam");
        Explanation explanation = Explainer.of(network(separate))
                .explain(images, ClassSelection.same(0, 1), EnumSet.of(Signal.CLASS_WEIGHTS, Signal.GRADIENTS));
        for (int image = 0; image < 3; image++) {
            TapReading negative = explanation.reading(image, 0, "conv");
            TapReading positive = explanation.reading(image, 1, "conv");
            assertThat(positive.classWeights().amaxNumber().doubleValue()).isGreaterThan(0.01);
            assertEqual(cam.combine(negative), cam.combine(positive).neg());
            assertEqual(negative.gradients(), positive.gradients().neg());
            assertEqual(
                    positive.gradients(),
                    positive.classWeights().div(36).reshape(4, 1, 1).broadcast(4, 6, 6));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theGradientOfTheLogarithmOfTheProbabilityIsThatOfTheSigmoid(boolean separate) {
        ComputationGraph graph = network(separate);
        INDArray image = images.slice(0).reshape(1, 3, 6, 6);
        INDArray gradient =
                Explainer.of(graph).withTarget(Target.LOG_PROBABILITY).imageGradients(image, 0);
        double step = 1e-6;
        for (long at : List.of(0L, 17L, 60L)) {
            double up = logOfFirst(graph, image, at, step);
            double down = logOfFirst(graph, image, at, -step);
            assertThat(gradient.ravel().getDouble(at)).isCloseTo((up - down) / (2 * step), within(1e-7));
        }
    }

    private static double logOfFirst(ComputationGraph graph, INDArray image, long at, double step) {
        INDArray moved = image.dup('c');
        INDArray values = moved.reshape(moved.length());
        values.putScalar(at, values.getDouble(at) + step);
        return Math.log(1 - graph.outputSingle(moved).getDouble(0));
    }

    private static void assertEqual(INDArray found, INDArray expected) {
        assertThat(found.shape()).containsExactly(expected.shape());
        assertThat(found.sub(expected).amaxNumber().doubleValue()).isLessThan(EXACT);
    }

    /** @param separate whether the sigmoid is a layer of its own */
    private static ComputationGraph network(boolean separate) {
        var builder = new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(6, 6, 3))
                .addLayer(
                        "conv",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(4)
                                .padding(1, 1)
                                .activation(Activation.TANH)
                                .build(),
                        "input")
                .addVertex("pooling", new GlobalAveragePooling(), "conv");
        if (separate) {
            builder.addLayer(
                            "logit",
                            new DenseLayer.Builder()
                                    .nOut(1)
                                    .activation(Activation.IDENTITY)
                                    .build(),
                            "pooling")
                    .addLayer("output", new ActivationLayer(Activation.SIGMOID), "logit");
        } else {
            builder.addLayer(
                    "output",
                    new OutputLayer.Builder(LossFunction.XENT)
                            .nOut(1)
                            .activation(Activation.SIGMOID)
                            .build(),
                    "pooling");
        }
        ComputationGraph graph =
                new ComputationGraph(builder.setOutputs("output").build());
        graph.init();
        return graph;
    }
}
