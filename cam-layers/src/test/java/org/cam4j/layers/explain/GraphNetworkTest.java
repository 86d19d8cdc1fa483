package org.cam4j.layers.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Network;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.cam.Target;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.internal.maps.MapScaling;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Running toy networks again, and the methods that do so. */
class GraphNetworkTest {
    private static final Set<Signal> BOTH = EnumSet.of(Signal.ACTIVATIONS, Signal.GRADIENTS);
    private static final Set<Signal> NETWORK = EnumSet.of(Signal.ACTIVATIONS, Signal.NETWORK);

    private final INDArray images = ToyGraph.images(DataType.DOUBLE, 2, 1);

    @ParameterizedTest
    @EnumSource(ToyGraph.class)
    void scoresFromATapAreThoseOfAForwardPassWithItsOutputChanged(ToyGraph toy) {
        Explainer explainer = Explainer.of(toy.classifier(DataType.DOUBLE));
        ComputationGraph plain = toy.withoutSoftmax(DataType.DOUBLE);
        Explanation explanation = explainer.explain(images, ClassSelection.same(2), explainer.possibleTaps(), NETWORK);
        Random random = new Random(3);
        for (String tap : explainer.possibleTaps()) {
            TapReading reading = explanation.reading(1, 0, tap);
            int[] at = {
                random.nextInt((int) reading.channels()),
                random.nextInt((int) reading.height()),
                random.nextInt((int) reading.width())
            };
            INDArray changed = Nd4j.stack(0, reading.activations(), reading.activations(), reading.activations());
            changed.putScalar(new int[] {1, at[0], at[1], at[2]}, changed.getDouble(1, at[0], at[1], at[2]) + 0.5);
            INDArray before = changed.dup();
            INDArray scores = reading.network().scoresFrom(changed);
            assertThat(scores.shape()).containsExactly(3);
            for (int copy = 0; copy < 3; copy++) {
                double expected = toy.logit(plain, images, tap, 1, at, copy == 1 ? 0.5 : 0, 2);
                assertThat(scores.getDouble(copy)).as("%s, tap %s", toy, tap).isCloseTo(expected, within(1e-10));
            }
            assertThat(changed).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(ToyGraph.class)
    void otherImagesAreReadAsTheExplainerReadsThem(ToyGraph toy) {
        ComputationGraph graph = toy.classifier(DataType.DOUBLE);
        Explainer explainer = Explainer.of(graph).withTarget(Target.against(0));
        String tap = toy.defaultTap();
        Network network = explainer
                .explain(images, ClassSelection.same(1), NETWORK)
                .reading(1, 0, tap)
                .network();
        assertThat(network.image()).isEqualTo(images.slice(1));
        INDArray others = ToyGraph.images(DataType.DOUBLE, 3, 9);
        Explanation expected = explainer.explain(others, ClassSelection.same(1), BOTH);
        INDArray scores = network.scores(others);
        List<TapReading> readings = network.read(others, BOTH);
        for (int image = 0; image < 3; image++) {
            double difference =
                    expected.logits().getDouble(image, 1) - expected.logits().getDouble(image, 0);
            assertThat(scores.getDouble(image)).isCloseTo(difference, within(1e-12));
            assertThat(readings.get(image).gradients())
                    .isEqualTo(expected.reading(image, 0, tap).gradients());
        }
        assertThat(graph.getInputs()).containsOnlyNulls();
        for (org.deeplearning4j.nn.graph.vertex.GraphVertex vertex : graph.getVertices()) {
            assertThat(vertex.getInputs()).allMatch(Objects::isNull);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ToyGraph.class,
            names = {"FLATTENED", "COVERING_POOLING", "UNUSUAL"})
    void scalesThatANetworkDoesNotTakeAreRefused(ToyGraph toy) {
        Explainer explainer = Explainer.of(toy.classifier(DataType.DOUBLE));
        CamMethod method = CamMethods.byId("grad-cam@scale2");
        TapReading reading = explainer
                .explain(images, ClassSelection.same(0), method.needs())
                .reading(0, 0, toy.defaultTap());
        assertThatThrownBy(() -> method.combine(reading))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The network takes images of 9 x 8 and not of ");
    }

    @ParameterizedTest
    @EnumSource(ToyGraph.class)
    void everyMethodExplainsEveryNetworkThatHasWhatItNeeds(ToyGraph toy) {
        Explainer explainer = Explainer.of(toy.classifier(DataType.FLOAT));
        for (CamMethod method : CamMethods.all()) {
            if (method.needs().contains(Signal.CLASS_WEIGHTS) && !toy.hasClassWeights()) {
                continue;
            }
            CamMethod mirrored = CamMethods.byId(method.id() + "@flip");
            TapReading reading = explainer
                    .explain(images, ClassSelection.top(1), mirrored.needs())
                    .reading(1, 0, toy.defaultTap());
            INDArray map = mirrored.combine(reading);
            assertThat(map.isNaN().any()).as("%s, %s", toy, method.id()).isFalse();
            assertThat(map.size(0)).isGreaterThanOrEqualTo(reading.height());
        }
    }

    @Test
    void scoreCamEqualsALoopOverMaskedImages() {
        Explainer explainer = Explainer.of(ToyGraph.BATCH_NORM.classifier(DataType.DOUBLE));
        CamMethod method = CamMethods.byId("score-cam");
        TapReading reading = explainer
                .explain(images, ClassSelection.same(2), method.needs())
                .reading(1, 0, "relu6");
        double[] powers = new double[(int) reading.channels()];
        double sum = 0;
        for (int c = 0; c < powers.length; c++) {
            INDArray mask = MapScaling.resize(
                    MapScaling.minMax(reading.activations().slice(c)).reshape(1, reading.height(), reading.width()),
                    ToyGraph.HEIGHT,
                    ToyGraph.WIDTH);
            INDArray masked = images.slice(1).mul(mask).reshape(1, 2, ToyGraph.HEIGHT, ToyGraph.WIDTH);
            powers[c] = Math.exp(explainer
                    .explain(masked, ClassSelection.same(2), EnumSet.of(Signal.ACTIVATIONS))
                    .logits()
                    .getDouble(0, 2));
            sum += powers[c];
        }
        INDArray expected = Nd4j.zeros(DataType.DOUBLE, reading.height(), reading.width());
        for (int c = 0; c < powers.length; c++) {
            expected.addi(reading.activations().slice(c).mul(powers[c] / sum));
        }
        assertEqual(method.combine(reading), expected, 1e-12); // relu6: nothing is negative
    }

    @Test
    void smoothGradCamPlusPlusEqualsALoopOverNoisyImages() {
        Explainer explainer = Explainer.of(ToyGraph.GAP.classifier(DataType.DOUBLE));
        CamMethod method = CamMethods.byId("smooth-grad-cam++");
        TapReading reading = explainer
                .explain(images, ClassSelection.same(1), List.of("conv1"), method.needs())
                .reading(0, 0, "conv1");
        double range = images.slice(0).maxNumber().doubleValue()
                - images.slice(0).minNumber().doubleValue();
        Random random = new Random(1);
        INDArray[] powers = new INDArray[3];
        for (int copy = 0; copy < 8; copy++) {
            INDArray noisy = images.slice(0).dup().reshape(1, 2, ToyGraph.HEIGHT, ToyGraph.WIDTH);
            for (int i = 0; i < noisy.length(); i++) {
                noisy.putScalar(i, noisy.getDouble(i) + 0.15 * range * random.nextGaussian());
            }
            INDArray gradients = explainer
                    .explain(noisy, ClassSelection.same(1), List.of("conv1"), BOTH)
                    .reading(0, 0, "conv1")
                    .gradients();
            INDArray power = gradients.dup();
            for (int exponent = 0; exponent < 3; exponent++) {
                powers[exponent] = powers[exponent] == null ? power.div(8) : powers[exponent].add(power.div(8));
                power.muli(gradients);
            }
        }
        INDArray expected = Nd4j.zeros(DataType.DOUBLE, reading.height(), reading.width());
        for (int c = 0; c < reading.channels(); c++) {
            double total = reading.activations().slice(c).sumNumber().doubleValue();
            double weight = 0;
            for (int i = 0; i < reading.height(); i++) {
                for (int j = 0; j < reading.width(); j++) {
                    double second = powers[1].getDouble(c, i, j);
                    double alpha = second / (2 * second + total * powers[2].getDouble(c, i, j) + 1e-6);
                    weight += alpha * Math.max(powers[0].getDouble(c, i, j), 0);
                }
            }
            expected.addi(reading.activations().slice(c).mul(weight));
        }
        for (int i = 0; i < expected.length(); i++) {
            expected.putScalar(i, Math.max(expected.getDouble(i), 0));
        }
        assertEqual(method.combine(reading), expected, 1e-9);
        assertThat(method.combine(reading)).isEqualTo(method.combine(reading));
    }

    @Test
    void blocksAreTheLastLayersOfEveryResolution() {
        assertThat(Explainer.of(ToyGraph.GAP.classifier(DataType.DOUBLE)).blocks())
                .containsExactly("conv1", "conv2");
        assertThat(Explainer.of(ToyGraph.BATCH_NORM.classifier(DataType.DOUBLE)).blocks())
                .containsExactly("relu6");
        assertThat(Explainer.of(ToyGraph.WIDE.classifier(DataType.DOUBLE)).blocks())
                .containsExactly("crop2", "wide");
        assertThat(Explainer.of(ToyGraph.FLATTENED.classifier(DataType.DOUBLE)).blocks())
                .containsExactly("conv2");
        Explainer explainer = Explainer.of(ToyGraph.GAP.classifier(DataType.DOUBLE));
        assertThat(explainer.withBlocks(List.of("conv2")).blocks()).containsExactly("conv2");
        assertThatThrownBy(() -> explainer.withBlocks(List.of("conv3"))).hasMessageContaining("'conv3'");
    }

    @Test
    void multiLayerFusionMultipliesTheSumWithTheLastBlock() {
        Explainer explainer = Explainer.of(ToyGraph.GAP.classifier(DataType.DOUBLE));
        CamMethod method = CamMethods.byId("multi-layer-fusion");
        INDArray map = method.combine(explainer
                .explain(images, ClassSelection.same(0), method.needs())
                .reading(1, 0, "conv2"));
        Explanation apart = explainer.explain(images, ClassSelection.same(0), List.of("conv1", "conv2"), BOTH);
        CamMethod gradCam = CamMethods.byId("grad-cam");
        INDArray first = MapScaling.minMax(gradCam.combine(apart.reading(1, 0, "conv1")));
        INDArray last = MapScaling.minMax(gradCam.combine(apart.reading(1, 0, "conv2")));
        last = MapScaling.resize(last.reshape(1, last.size(0), last.size(1)), first.size(0), first.size(1))
                .slice(0);
        assertEqual(map, first.add(last).mul(last), 1e-12);
    }

    @Test
    void representativeClassesAreThoseThatScoreNext() {
        Explainer explainer = Explainer.of(ToyGraph.GAP.classifier(DataType.DOUBLE));
        for (String id : List.of("representative-classes", "representative-classes@blocks")) {
            CamMethod method = CamMethods.byId(id);
            CamMethod each = CamMethods.byId(id.endsWith("blocks") ? "multi-layer-fusion" : "grad-cam");
            Explanation own = explainer.explain(images, ClassSelection.same(0), method.needs());
            INDArray map = method.combine(own.reading(1, 0, "conv2"));
            INDArray expected = map.like();
            long others = Math.min(4, own.logits().size(1) - 1);
            INDArray order = Nd4j.sortWithIndices(own.logits().getRow(1).dup(), 0, false)[0];
            long counted = 0;
            for (int k = 0; counted < others; k++) {
                int other = order.getInt(k);
                if (other != 0) {
                    counted++;
                    expected.addi(MapScaling.minMax(each.combine(explainer
                                    .withTarget(Target.against(other))
                                    .explain(images, ClassSelection.same(0), each.needs())
                                    .reading(1, 0, "conv2")))
                            .divi(others));
                }
            }
            assertEqual(map, expected, 1e-10);
        }
    }

    private static void assertEqual(INDArray found, INDArray expected, double tolerance) {
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertThat(found.sub(expected).amaxNumber().doubleValue()).isLessThanOrEqualTo(tolerance);
    }
}
