package org.cam4j.layers.cam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CamMethodsContractTest {
    private static final int C = 4;
    private static final int H = 3;
    private static final int W = 5;

    private final INDArray activations = random(1, C, H, W).addi(0.6); // mostly, not only, positive
    private final INDArray gradients = random(2, C, H, W);
    private final INDArray classWeights = random(3, C);

    static List<CamMethod> methods() {
        return CamMethods.all();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void mapHasTheTapsSizeAndFiniteValues(CamMethod method) {
        INDArray map = method.combine(reading(method.needs(), activations));
        assertThat(map.shape()).containsExactly(H, W);
        assertThat(map.ravel().toDoubleVector()).doesNotContain(Double.NaN);
        assertThat(map.amaxNumber().doubleValue()).isFinite();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void mapsOfOneRowStaySo(CamMethod method) {
        INDArray row = activations.reshape(C, 1, H * W);
        INDArray map = method.combine(new TapReading("signal", row, gradients.reshape(C, 1, H * W), classWeights));
        assertThat(map.shape()).containsExactly(1, H * W);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void zeroActivationsGiveAZeroMap(CamMethod method) {
        INDArray map = method.combine(reading(method.needs(), Nd4j.zeros(DataType.DOUBLE, C, H, W)));
        assertThat(map.ameanNumber().doubleValue()).isZero();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void scaledActivationsKeepTheOrderOfPositions(CamMethod method) {
        // Twice the activations of the same linear function have half its gradients.
        TapReading doubled = new TapReading("tap", activations.mul(2), gradients.mul(0.5), classWeights);
        INDArray map = method.combine(reading(method.needs(), activations));
        INDArray scaled = method.combine(doubled);
        double factor = scaled.maxNumber().doubleValue() / map.maxNumber().doubleValue();
        assertThat(scaled.sub(map.mul(factor)).amaxNumber().doubleValue())
                .isCloseTo(0, within(1e-4 * Math.abs(scaled.maxNumber().doubleValue())));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theReadingIsLeftAsItIsAndTheMapIsNew(CamMethod method) {
        INDArray before = activations.dup();
        INDArray gradientsBefore = gradients.dup();
        INDArray weightsBefore = classWeights.dup();
        INDArray first = method.combine(reading(method.needs(), activations));
        INDArray copy = first.dup();
        INDArray second = method.combine(reading(method.needs(), activations));
        second.addi(1);
        assertThat(first).isEqualTo(copy);
        assertThat(activations).isEqualTo(before);
        assertThat(gradients).isEqualTo(gradientsBefore);
        assertThat(classWeights).isEqualTo(weightsBefore);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void agreesWithALoopImplementation(CamMethod method) {
        INDArray map = method.combine(reading(method.needs(), activations));
        for (int i = 0; i < H; i++) {
            for (int j = 0; j < W; j++) {
                assertThat(map.getDouble(i, j))
                        .as("%s at %d, %d", method.id(), i, j)
                        .isCloseTo(loop(method.id(), i, j), within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void isDescribedAndFoundByItsId(CamMethod method) {
        assertThat(method.id()).matches("[a-z][a-z0-9+-]*");
        assertThat(method.description()).endsWith(".");
        assertThat(method.needs()).contains(Signal.ACTIVATIONS);
        assertThat(CamMethods.byId(method.id())).isSameAs(method);
    }

    @Test
    void idsAreUnique() {
        assertThat(CamMethods.all().stream().map(CamMethod::id)).doesNotHaveDuplicates();
    }

    @Test
    void anUnknownIdNamesTheNearestAndAll() {
        assertThatThrownBy(() -> CamMethods.byId("gradcam"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'gradcam'")
                .hasMessageContaining("did you mean 'grad-cam'?")
                .hasMessageContaining("cam-recombined, ");
    }

    private TapReading reading(Set<Signal> needs, INDArray maps) {
        return new TapReading(
                "tap",
                maps,
                needs.contains(Signal.GRADIENTS) ? gradients : null,
                needs.contains(Signal.CLASS_WEIGHTS) ? classWeights : null);
    }

    private double loop(String id, int i, int j) {
        double sum = 0;
        double powers = 0;
        for (int c = 0; c < C; c++) {
            powers += Math.exp(classWeights.getDouble(c));
        }
        for (int c = 0; c < C; c++) {
            double a = activations.getDouble(c, i, j);
            double g = gradients.getDouble(c, i, j);
            double w = classWeights.getDouble(c);
            sum += switch (id) {
                case "cam" -> w * a;
                case "cam-recombined" -> Math.abs(w) * a;
                case "cam-clamped", "cam-positive" -> Math.max(w, 0) * a;
                case "cam-negative" -> Math.max(-w, 0) * a;
                case "cam-softmax" -> Math.exp(w) / powers * a;
                case "grad-cam" -> mean(c) * a;
                case "grad-cam++" -> plusPlus(c) * a;
                case "xgrad-cam" -> axiom(c) * a;
                case "layer-cam" -> Math.max(g, 0) * a;
                case "hires-cam" -> g * a;
                default -> throw new IllegalStateException("Write the loop for '%s' here.".formatted(id));
            };
        }
        return id.startsWith("cam") ? sum : Math.max(sum, 0);
    }

    private double mean(int c) {
        double sum = 0;
        for (int i = 0; i < H; i++) {
            for (int j = 0; j < W; j++) {
                sum += gradients.getDouble(c, i, j);
            }
        }
        return sum / (H * W);
    }

    private double activationSum(int c) {
        double sum = 0;
        for (int i = 0; i < H; i++) {
            for (int j = 0; j < W; j++) {
                sum += activations.getDouble(c, i, j);
            }
        }
        return sum;
    }

    private double plusPlus(int c) {
        double weight = 0;
        for (int i = 0; i < H; i++) {
            for (int j = 0; j < W; j++) {
                double g = gradients.getDouble(c, i, j);
                double alpha = g * g / (2 * g * g + activationSum(c) * g * g * g + 1e-6);
                weight += Math.max(g, 0) * alpha;
            }
        }
        return weight;
    }

    private double axiom(int c) {
        double sum = 0;
        for (int i = 0; i < H; i++) {
            for (int j = 0; j < W; j++) {
                sum += gradients.getDouble(c, i, j) * activations.getDouble(c, i, j);
            }
        }
        return sum / (activationSum(c) + 1e-7);
    }

    private static INDArray random(long seed, long... shape) {
        Random random = new Random(seed);
        double[] values = random.doubles(Nd4j.zeros(shape).length(), -1, 1).toArray();
        return Nd4j.create(values, shape, DataType.DOUBLE);
    }
}
