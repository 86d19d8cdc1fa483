package org.cam4j.layers.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.cam.Target;
import org.cam4j.layers.cam.method.CamMethods;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

class ExplainerTest {
    private static final Set<Signal> ALL = EnumSet.allOf(Signal.class);
    private static final Set<Signal> BOTH = EnumSet.of(Signal.ACTIVATIONS, Signal.GRADIENTS);

    private final INDArray images = ToyGraph.images(DataType.DOUBLE, 3, 1);

    @ParameterizedTest
    @EnumSource(ToyGraph.class)
    void findsTheTapAndTheHead(ToyGraph toy) {
        Explainer explainer = Explainer.of(toy.classifier(DataType.DOUBLE));
        assertThat(explainer.defaultTap()).isEqualTo(toy.defaultTap());
        assertThat(explainer.hasClassWeights()).isEqualTo(toy.hasClassWeights());
        assertThat(explainer.possibleTaps()).endsWith(toy.defaultTap()).doesNotContain("input");
    }

    @ParameterizedTest
    @EnumSource(ToyGraph.class)
    void probabilitiesAreTheNetworksAndTheSoftmaxOfTheLogits(ToyGraph toy) {
        ComputationGraph graph = toy.classifier(DataType.DOUBLE);
        Explanation explanation =
                Explainer.of(graph).explain(images, ClassSelection.same(0), EnumSet.of(Signal.ACTIVATIONS));
        assertEqual(Transforms.softmax(explanation.logits(), true), explanation.probabilities(), 1e-12);
        if (toy != ToyGraph.CHANNELS_ARE_CLASSES) { // there graph.output is wrong: tanh1 overwrites what the sum reads
            INDArray input = toy.format() == CNN2DFormat.NHWC
                    ? images.permute(0, 2, 3, 1).dup('c')
                    : images.dup();
            assertEqual(graph.outputSingle(input), explanation.probabilities(), 1e-12);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ToyGraph.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FLATTENED", "UNUSUAL", "WIDE"})
    void theMeanOfCamIsTheLogitWithoutBias(ToyGraph toy) {
        ComputationGraph graph = toy.classifier(DataType.DOUBLE);
        for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
            INDArray bias =
                    layer.paramTable() == null ? null : layer.paramTable().get("b");
            if (bias != null && bias.length() == ToyGraph.CLASSES && toy != ToyGraph.CHANNELS_ARE_CLASSES) {
                bias.assign(0);
            }
        }
        Explanation explanation = Explainer.of(graph).explain(images, ClassSelection.same(2, 1), ALL);
        for (int slot = 0; slot < 2; slot++) {
            INDArray map = CamMethods.byId("cam").combine(explanation.reading(1, slot, toy.defaultTap()));
            assertThat(map.meanNumber().doubleValue())
                    .isCloseTo(explanation.logits().getDouble(1, 2 - slot), within(1e-12));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ToyGraph.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FLATTENED", "UNUSUAL", "WIDE"})
    void gradCamEqualsCamOnAGapHead(ToyGraph toy) {
        Explanation explanation =
                Explainer.of(toy.classifier(DataType.DOUBLE)).explain(images, ClassSelection.same(0, 1, 2), ALL);
        for (int slot = 0; slot < 3; slot++) {
            TapReading reading = explanation.reading(2, slot, toy.defaultTap());
            INDArray cam = CamMethods.byId("cam").combine(reading);
            INDArray gradCam = CamMethods.byId("grad-cam").combine(reading);
            assertEqual(gradCam, Transforms.relu(cam, true).divi(reading.height() * reading.width()), 1e-12);
        }
    }

    @Test
    void camEqualsALoopOverTheGraphsOwnActivations() {
        ComputationGraph graph = ToyGraph.GAP.classifier(DataType.DOUBLE);
        INDArray maps = Objects.requireNonNull(graph.feedForward(images, false).get("conv2"));
        INDArray weights = graph.getLayer("output").getParam("W");
        Explainer explainer = Explainer.of(graph);
        CamMethod method = CamMethods.byId("cam");
        INDArray cam = method.combine(explainer
                .explain(images, ClassSelection.same(1), method.needs())
                .reading(2, 0, "conv2"));
        for (int i = 0; i < cam.rows(); i++) {
            for (int j = 0; j < cam.columns(); j++) {
                double expected = 0;
                for (int c = 0; c < 5; c++) {
                    expected += weights.getDouble(c, 1) * maps.getDouble(2, c, i, j);
                }
                assertThat(cam.getDouble(i, j)).isCloseTo(expected, within(1e-12));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ToyGraph.class)
    void aMixedBatchEqualsOneImageAndOneClassAndOneTapAtATime(ToyGraph toy) {
        Explainer explainer = Explainer.of(toy.classifier(DataType.DOUBLE));
        List<int[]> classes = List.of(new int[] {2}, new int[] {0, 1, 2}, new int[] {1, 0});
        List<String> taps = explainer.possibleTaps();
        Explanation batch = explainer.explain(images, ClassSelection.of(classes), taps, BOTH);
        for (int image = 0; image < 3; image++) {
            assertThat(batch.classes(image)).containsExactly(classes.get(image));
            INDArray one = images.slice(image).dup().reshape(1, 2, ToyGraph.HEIGHT, ToyGraph.WIDTH);
            for (int slot = 0; slot < classes.get(image).length; slot++) {
                for (String tap : taps) {
                    TapReading expected = explainer
                            .explain(one, ClassSelection.same(classes.get(image)[slot]), List.of(tap), BOTH)
                            .reading(0, 0, tap);
                    TapReading found = batch.reading(image, slot, tap);
                    assertEqual(found.activations(), expected.activations(), 1e-12);
                    assertEqual(found.gradients(), expected.gradients(), 1e-12);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ToyGraph.class)
    void activationsAreTheSameWithAndWithoutGradients(ToyGraph toy) {
        Explainer explainer = Explainer.of(toy.classifier(DataType.DOUBLE));
        Set<Signal> activations = EnumSet.of(Signal.ACTIVATIONS);
        for (String tap : explainer.possibleTaps()) {
            INDArray alone = explainer
                    .explain(images, ClassSelection.same(0), List.of(tap), activations)
                    .reading(0, 0, tap)
                    .activations();
            INDArray together = explainer
                    .explain(images, ClassSelection.same(0), explainer.possibleTaps(), BOTH)
                    .reading(0, 0, tap)
                    .activations();
            assertEqual(alone, together, 1e-12);
        }
    }

    @ParameterizedTest
    @EnumSource(ToyGraph.class)
    void explainingTwiceGivesTheSameAndLeavesTheNetworkAsItWas(ToyGraph toy) {
        ComputationGraph graph = toy.classifier(DataType.DOUBLE);
        INDArray parameters = graph.params().dup();
        String configuration = graph.getConfiguration().toJson();
        INDArray before = images.dup();
        Explainer explainer = Explainer.of(graph);
        List<String> taps = explainer.possibleTaps();
        Explanation first = explainer.explain(images, ClassSelection.top(2), taps, BOTH);
        Explanation second = explainer.explain(images, ClassSelection.top(2), taps, BOTH);
        for (String tap : taps) {
            assertThat(second.reading(1, 1, tap).gradients())
                    .isEqualTo(first.reading(1, 1, tap).gradients());
            assertThat(second.reading(1, 1, tap).activations().isAttached()).isFalse();
        }
        assertThat(graph.params()).isEqualTo(parameters);
        assertThat(graph.getConfiguration().toJson()).isEqualTo(configuration);
        assertThat(images).isEqualTo(before);
        assertThat(graph.getInputs()).containsOnlyNulls();
        for (org.deeplearning4j.nn.graph.vertex.GraphVertex vertex : graph.getVertices()) {
            assertThat(vertex.getInputs()).allMatch(Objects::isNull);
            assertThat(vertex.getEpsilon()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ToyGraph.class,
            names = {"GAP", "CHANNELS_ARE_CLASSES", "COVERING_POOLING", "CHANNELS_LAST"})
    void explainingBetweenTrainingStepsChangesNothing(ToyGraph toy) {
        ComputationGraph alone = toy.classifier(DataType.DOUBLE);
        ComputationGraph explained = toy.classifier(DataType.DOUBLE);
        Explainer explainer = Explainer.of(explained);
        INDArray input =
                toy.format() == CNN2DFormat.NHWC ? images.permute(0, 2, 3, 1).dup('c') : images;
        INDArray labels = Nd4j.eye(3).castTo(DataType.DOUBLE);
        for (int step = 0; step < 2; step++) {
            explainer.explain(images, ClassSelection.same(0), explainer.possibleTaps(), BOTH);
            Nd4j.getRandom().setSeed(step);
            alone.fit(new INDArray[] {input}, new INDArray[] {labels});
            Nd4j.getRandom().setSeed(step);
            explained.fit(new INDArray[] {input}, new INDArray[] {labels});
        }
        assertThat(explained.params()).isEqualTo(alone.params());
    }

    @Test
    void readingsOutliveLargerAndSmallerBatches() {
        Explainer explainer = Explainer.of(ToyGraph.BATCH_NORM.classifier(DataType.DOUBLE));
        List<String> taps = explainer.possibleTaps();
        Explanation first = explainer.explain(images, ClassSelection.same(0), taps, BOTH);
        INDArray gradients = first.reading(2, 0, "conv1").gradients().dup();
        INDArray logits = first.logits().dup();
        for (int count : new int[] {7, 1, 12, 3}) {
            explainer.explain(ToyGraph.images(DataType.DOUBLE, count, count), ClassSelection.top(3), taps, BOTH);
        }
        assertThat(first.reading(2, 0, "conv1").gradients()).isEqualTo(gradients);
        assertThat(first.logits()).isEqualTo(logits);
        assertEqual(
                explainer.explain(images, ClassSelection.same(0), taps, BOTH).logits(), logits, 1e-12);
    }

    @Test
    void topClassesComeInTheOrderOfTheLogits() {
        Explanation explanation = Explainer.of(ToyGraph.GAP.classifier(DataType.DOUBLE))
                .explain(images, ClassSelection.top(3), EnumSet.of(Signal.ACTIVATIONS));
        for (int image = 0; image < 3; image++) {
            int[] classes = explanation.classes(image);
            assertThat(explanation.logits().getDouble(image, classes[0]))
                    .isGreaterThanOrEqualTo(explanation.logits().getDouble(image, classes[1]));
            assertThat(explanation.logits().getDouble(image, classes[1]))
                    .isGreaterThanOrEqualTo(explanation.logits().getDouble(image, classes[2]));
        }
    }

    @Test
    void anotherImageSizeThanConfiguredIsExplained() {
        INDArray large = Nd4j.rand(DataType.DOUBLE, 1, 2, 20, 31);
        Explanation explanation =
                Explainer.of(ToyGraph.GAP.classifier(DataType.DOUBLE)).explain(large, ClassSelection.top(1), ALL);
        assertThat(explanation.reading(0, 0, "conv2").width()).isEqualTo(12);
    }

    @Test
    void wrongUseIsNamed() {
        Explainer explainer = Explainer.of(ToyGraph.GAP.classifier(DataType.DOUBLE));
        assertThatThrownBy(() -> explainer.explain(images, ClassSelection.same(0), List.of("conv22"), BOTH))
                .hasMessageContaining("'conv22'")
                .hasMessageContaining("[conv2, ");
        assertThatThrownBy(() -> explainer.explain(images, ClassSelection.same(3), BOTH))
                .hasMessageContaining("Class 3")
                .hasMessageContaining("0 to 2");
        assertThatThrownBy(() -> explainer.explain(images.slice(0), ClassSelection.same(0), BOTH))
                .hasMessageContaining("[2, 9, 8]")
                .hasMessageContaining("[N, C, H, W]");
        assertThatThrownBy(() -> explainer.explain(images, ClassSelection.of(List.of(new int[] {0})), BOTH))
                .hasMessageContaining("1 images")
                .hasMessageContaining("batch of 3");
        assertThatThrownBy(() -> explainer.explain(images, ClassSelection.same(0), List.of("conv1"), ALL))
                .hasMessageContaining("'conv1'")
                .hasMessageContaining("grad-cam");
        assertThatThrownBy(() -> Explainer.of(ToyGraph.FLATTENED.classifier(DataType.DOUBLE))
                        .explain(images, ClassSelection.same(0), ALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("grad-cam");
        assertThatThrownBy(() -> explainer.explain(Nd4j.zeros(1, 5, 9, 8), ClassSelection.same(0), BOTH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Images have 5 channels [1, 5, 9, 8]; layer 'conv1' of the network expects 2.");
    }

    @Test
    void networksWithoutMapsAreRefused() {
        ComputationGraph dense = graph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.feedForward(4))
                .addLayer("dense", new DenseLayer.Builder().nOut(3).build(), "input")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MSE).nOut(2).build(),
                        "dense")
                .setOutputs("output")
                .build());
        assertThatThrownBy(() -> Explainer.of(dense)).hasMessageContaining("no layer with maps");
        ComputationGraph recurrent = graph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.recurrent(4))
                .addLayer("lstm", new LSTM.Builder().nOut(3).build(), "input")
                .addLayer(
                        "output",
                        new RnnOutputLayer.Builder(LossFunction.MSE).nOut(2).build(),
                        "lstm")
                .setOutputs("output")
                .build());
        assertThatThrownBy(() -> Explainer.of(recurrent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'lstm' (LSTM) is recurrent");
    }

    @Test
    void severalOutputsNeedAChoice() {
        ComputationGraph two = graph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(8, 8, 1))
                .addLayer("conv", new ConvolutionLayer.Builder(3, 3).nOut(2).build(), "input")
                .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "conv")
                .addLayer(
                        "first",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "gap")
                .addLayer(
                        "second",
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "gap")
                .setOutputs("first", "second")
                .build());
        assertThatThrownBy(() -> Explainer.of(two)).hasMessageContaining("[first, second]");
        assertThatThrownBy(() -> Explainer.of(two, "third")).hasMessageContaining("no output 'third'");
        INDArray gray = Nd4j.rand(DataType.FLOAT, 2, 1, 8, 8);
        INDArray[] expected = two.output(gray);
        for (int output = 0; output < 2; output++) {
            Explanation explanation = Explainer.of(
                            two, List.of("first", "second").get(output))
                    .explain(gray, ClassSelection.same(1), ALL);
            assertEqual(explanation.probabilities(), expected[output], 1e-6);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ToyGraph.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FLATTENED", "UNUSUAL", "WIDE"})
    void otherTargetsHaveTheirOwnClassWeights(ToyGraph toy) {
        Explainer explainer = Explainer.of(toy.classifier(DataType.DOUBLE));
        Explanation logits = explainer.explain(images, ClassSelection.same(0, 1), ALL);
        Explanation difference = explainer.withTarget(Target.against(1)).explain(images, ClassSelection.same(0), ALL);
        CamMethod cam = CamMethods.byId("cam");
        INDArray first = cam.combine(logits.reading(2, 0, toy.defaultTap()));
        INDArray second = cam.combine(logits.reading(2, 1, toy.defaultTap()));
        assertEqual(cam.combine(difference.reading(2, 0, toy.defaultTap())), first.sub(second), 1e-12);
        INDArray gradients = logits.reading(2, 0, toy.defaultTap())
                .gradients()
                .sub(logits.reading(2, 1, toy.defaultTap()).gradients());
        assertEqual(difference.reading(2, 0, toy.defaultTap()).gradients(), gradients, 1e-12);
    }

    @ParameterizedTest
    @EnumSource(ToyGraph.class)
    void gradientsOfALogProbabilityAreThoseOfItsLogits(ToyGraph toy) {
        Explainer explainer = Explainer.of(toy.classifier(DataType.DOUBLE));
        String tap = explainer.possibleTaps().get(0);
        Explanation logits = explainer.explain(images, ClassSelection.same(0, 1, 2), List.of(tap), BOTH);
        INDArray expected = logits.reading(0, 1, tap).gradients().dup();
        for (int slot = 0; slot < 3; slot++) {
            double probability = logits.probabilities().getDouble(0, slot);
            expected.subi(logits.reading(0, slot, tap).gradients().mul(probability));
        }
        Explanation found = explainer
                .withTarget(Target.LOG_PROBABILITY)
                .explain(images, ClassSelection.same(1), List.of(tap), BOTH);
        assertEqual(found.reading(0, 0, tap).gradients(), expected, 1e-10);
    }

    @Test
    void targetsGiveTheNumberThatTheyExplain() {
        INDArray logits = Nd4j.create(new double[][] {{1, 2, 4}, {1000, 0, -1000}});
        assertThat(Target.LOGIT.score(logits, 1).toDoubleVector()).containsExactly(2, 0);
        assertThat(Target.against(0).score(logits, 2).toDoubleVector()).containsExactly(3, -2000);
        INDArray logProbability = Target.LOG_PROBABILITY.score(logits, 2);
        assertThat(logProbability.getDouble(0))
                .isCloseTo(4 - Math.log(Math.E + Math.exp(2) + Math.exp(4)), within(1e-12));
        assertThat(logProbability.getDouble(1)).isEqualTo(-2000);
        assertThatThrownBy(() -> Target.against(3).score(logits, 0)).hasMessageContaining("Class 3");
    }

    private static ComputationGraph graph(org.deeplearning4j.nn.conf.ComputationGraphConfiguration configuration) {
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        return graph;
    }

    private static void assertEqual(INDArray found, INDArray expected, double tolerance) {
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertThat(found.sub(expected).amaxNumber().doubleValue()).isLessThanOrEqualTo(tolerance);
    }
}
