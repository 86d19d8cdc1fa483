package org.cam4j.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients at the taps of the backbones, in double precision, against differences of the class logit. */
class BackboneGradientTest {
    private static final int SAMPLES = 32;
    private static final int MOST_BATCHES = 20;
    private static final double STEP = 1e-6;
    private static final Set<Signal> NEEDS = Set.of(Signal.ACTIVATIONS, Signal.GRADIENTS, Signal.NETWORK);

    static Stream<String> otherBackbones() {
        return Backbones.all().stream()
                .map(Backbone::id)
                .filter(id -> !Set.of("mini", "resnet8").contains(id));
    }

    @ParameterizedTest
    @ValueSource(strings = "mini")
    void gradientsAtEveryTapAgreeWithDifferences(String backbone) throws IOException {
        checkEveryTap(backbone);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = "resnet8")
    void gradientsOfAResNetAgreeWithDifferences(String backbone) throws IOException {
        checkEveryTap(backbone);
    }

    private static void checkEveryTap(String backbone) throws IOException {
        ComputationGraph graph = graph(backbone);
        check(graph, Explainer.of(graph).possibleTaps(), 32);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("otherBackbones")
    void gradientsAtTheBlocksAgreeWithDifferences(String backbone) throws IOException {
        check(graph(backbone), Backbones.byId(backbone).blockTaps(), 64);
    }

    /**
     * Batch norm gets statistics and factors other than 0 and 1. The factors of ResNets are smaller: with such statistics every
     * block would double its maps, and behind 50 of them differences of the logit have no digits left.
     */
    static ComputationGraph graph(String backbone) throws IOException {
        NetworkSpec spec = NetworkSpec.of(backbone, "gap", List.of("cat", "dog", "owl"));
        ComputationGraph graph = Networks.create(spec).graph().convertDataType(DataType.DOUBLE);
        Random random = new Random(2);
        double smallest = backbone.startsWith("resnet") && !backbone.equals("resnet8") ? 0.3 : 0.5;
        for (Layer layer : graph.getLayers()) {
            for (String name : List.of("gamma", "var", "beta", "mean")) {
                INDArray values = layer.paramTable().get(name);
                for (int i = 0; values != null && i < values.length(); i++) {
                    double value = switch (name) {
                        case "gamma" -> smallest + random.nextDouble() * 2 * smallest;
                        case "var" -> 0.5 + random.nextDouble();
                        default -> 0.3 * random.nextGaussian();
                    };
                    values.putScalar(i, value);
                }
            }
        }
        return graph;
    }

    private static void check(ComputationGraph graph, List<String> taps, int size) {
        Explainer explainer = Explainer.of(graph);
        Random random = new Random(4);
        INDArray image = Nd4j.create(
                random.doubles(3L * size * size, -1, 1).toArray(), new long[] {1, 3, size, size}, DataType.DOUBLE);
        Explanation explanation = explainer.explain(image, ClassSelection.top(1), taps, NEEDS);
        for (String tap : taps) {
            TapReading reading = explanation.reading(0, 0, tap);
            long length = reading.activations().length();
            double largest = reading.gradients().amaxNumber().doubleValue();
            assertThat(largest).as(tap).isPositive();
            int checked = 0;
            for (int batch = 0; batch < MOST_BATCHES && checked < SAMPLES; batch++) {
                checked += check(reading, random.ints(8, 0, (int) length).toArray(), 1e-4 * largest);
            }
            assertThat(checked).as(tap).isGreaterThanOrEqualTo(SAMPLES);
        }
    }

    /**
     * Compares at the positions where the logit has a derivative: at a kink, such as two equal values in a max pooling, the
     * differences up and down do not agree.
     *
     * @return how many those are
     */
    private static int check(TapReading reading, int[] positions, double tolerance) {
        INDArray changed = Nd4j.createUninitialized(
                DataType.DOUBLE,
                2L * positions.length + 1,
                reading.activations().length());
        for (int row = 0; row < changed.rows(); row++) { // up and down at every position, and unchanged
            changed.getRow(row).assign(reading.activations().ravel());
            if (row < 2 * positions.length) {
                int at = positions[row / 2];
                changed.putScalar(row, at, changed.getDouble(row, at) + (row % 2 == 0 ? STEP : -STEP));
            }
        }
        double[] scores = reading.network()
                .scoresFrom(changed.reshape('c', changed.rows(), reading.channels(), reading.height(), reading.width()))
                .toDoubleVector();
        int checked = 0;
        for (int i = 0; i < positions.length; i++) {
            double up = (scores[2 * i] - scores[scores.length - 1]) / STEP;
            double down = (scores[scores.length - 1] - scores[2 * i + 1]) / STEP;
            if (Math.abs(up - down) <= tolerance) {
                checked++;
                assertThat(reading.gradients().ravel().getDouble(positions[i]))
                        .as("tap %s, position %d", reading.tap(), positions[i])
                        .isCloseTo((up + down) / 2, within(tolerance));
            }
        }
        return checked;
    }
}
