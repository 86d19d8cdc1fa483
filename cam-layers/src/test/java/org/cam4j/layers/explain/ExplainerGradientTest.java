package org.cam4j.layers.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Gradients at every possible tap of every toy network, against differences of a forward pass that is written here. */
class ExplainerGradientTest {
    private static final double STEP = 1e-5;
    private static final Set<Signal> BOTH = Set.of(Signal.ACTIVATIONS, Signal.GRADIENTS);

    @Test
    void gradientsAgreeWithDifferences() {
        check(ToyGraph.GAP);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(value = ToyGraph.class, mode = EnumSource.Mode.EXCLUDE, names = "GAP")
    void gradientsOfEveryKindOfGraphAgreeWithDifferences(ToyGraph toy) {
        check(toy);
    }

    private static void check(ToyGraph toy) {
        Explainer explainer = Explainer.of(toy.classifier(DataType.DOUBLE));
        ComputationGraph plain = toy.withoutSoftmax(DataType.DOUBLE);
        INDArray images = ToyGraph.images(DataType.DOUBLE, 2, 3);
        List<int[]> classes = List.of(new int[] {2, 0}, new int[] {1, 2});
        Explanation explanation = explainer.explain(images, ClassSelection.of(classes), explainer.possibleTaps(), BOTH);
        Random random = new Random(5);
        for (String tap : explainer.possibleTaps()) {
            assertThat(explanation.reading(0, 0, tap).gradients().amaxNumber().doubleValue())
                    .as(tap)
                    .isPositive();
            for (int sample = 0; sample < 24; sample++) {
                int image = random.nextInt(2);
                int slot = random.nextInt(2);
                TapReading reading = explanation.reading(image, slot, tap);
                int[] at = {
                    random.nextInt((int) reading.channels()),
                    random.nextInt((int) reading.height()),
                    random.nextInt((int) reading.width())
                };
                int target = classes.get(image)[slot];
                double higher = toy.logit(plain, images, tap, image, at, STEP, target);
                double lower = toy.logit(plain, images, tap, image, at, -STEP, target);
                assertThat(reading.gradients().getDouble(at[0], at[1], at[2]))
                        .as(
                                "%s, tap %s, image %d, class %d, position %s",
                                toy, tap, image, target, List.of(at[0], at[1], at[2]))
                        .isCloseTo((higher - lower) / (2 * STEP), within(1e-7));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ToyGraph.class)
    void imageGradientsAgreeWithDifferences(ToyGraph toy) {
        Explainer explainer = Explainer.of(toy.classifier(DataType.DOUBLE));
        INDArray images = ToyGraph.images(DataType.DOUBLE, 2, 3);
        int[] classes = {2, 0};
        INDArray gradients = explainer.imageGradients(images, classes);
        assertThat(gradients.shape()).isEqualTo(images.shape());
        Random random = new Random(6);
        for (int sample = 0; sample < 16; sample++) {
            int image = random.nextInt(2);
            int[] at = {
                image,
                random.nextInt((int) images.size(1)),
                random.nextInt((int) images.size(2)),
                random.nextInt((int) images.size(3))
            };
            double value = images.getDouble(at);
            double higher = logit(explainer, images.dup().putScalar(at, value + STEP), image, classes[image]);
            double lower = logit(explainer, images.dup().putScalar(at, value - STEP), image, classes[image]);
            assertThat(gradients.getDouble(at))
                    .as("%s, image %d, position %s", toy, image, List.of(at[1], at[2], at[3]))
                    .isCloseTo((higher - lower) / (2 * STEP), within(1e-7));
        }
    }

    private static double logit(Explainer explainer, INDArray images, int image, int target) {
        return explainer
                .explain(images, ClassSelection.same(0), Set.of(Signal.ACTIVATIONS))
                .logits()
                .getDouble(image, target);
    }

    @ParameterizedTest
    @EnumSource(ToyGraph.class)
    void floatGradientsAgreeWithDoubleOnesOnTheFastKernels(ToyGraph toy) {
        System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, "false"); // read when a layer is made
        floatGradientsAgreeWithDoubleOnes(toy);
    }

    @ParameterizedTest
    @EnumSource(ToyGraph.class)
    void floatGradientsAgreeWithDoubleOnesOnThePlainKernels(ToyGraph toy) {
        System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, "true");
        floatGradientsAgreeWithDoubleOnes(toy);
    }

    @AfterEach
    void forgetTheProperty() {
        System.clearProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY);
    }

    private static void floatGradientsAgreeWithDoubleOnes(ToyGraph toy) {
        Explainer floats = Explainer.of(toy.classifier(DataType.FLOAT));
        Explainer doubles = Explainer.of(toy.classifier(DataType.DOUBLE));
        List<String> taps = floats.possibleTaps();
        INDArray images = ToyGraph.images(DataType.DOUBLE, 2, 3);
        Explanation coarse = floats.explain(images.castTo(DataType.FLOAT), ClassSelection.same(1), taps, BOTH);
        Explanation fine = doubles.explain(images, ClassSelection.same(1), taps, BOTH);
        for (String tap : taps) {
            INDArray expected = fine.reading(1, 0, tap).gradients();
            INDArray found = coarse.reading(1, 0, tap).gradients().castTo(DataType.DOUBLE);
            double scale = Math.max(1, expected.amaxNumber().doubleValue());
            assertThat(found.sub(expected).amaxNumber().doubleValue() / scale)
                    .as("%s, tap %s", toy, tap)
                    .isLessThan(1e-4);
        }
    }
}
