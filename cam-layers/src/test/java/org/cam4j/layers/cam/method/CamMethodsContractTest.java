package org.cam4j.layers.cam.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.internal.maps.MapScaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

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
        INDArray map = method.combine(reading(method.needs(), row, gradients.reshape(C, 1, H * W)));
        assertThat(map.shape()).containsExactly(1, H * W);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void zeroActivationsGiveAZeroMap(CamMethod method) {
        INDArray map = method.combine(reading(method.needs(), Nd4j.zeros(DataType.DOUBLE, C, H, W)));
        assertThat(map.ameanNumber().doubleValue()).isZero();
    }

    /** A softmax over positions depends on the scale of the activations: WGAP's weights are not of one degree, by definition. */
    static List<CamMethod> methodsOfOneDegree() {
        return CamMethods.all().stream()
                .filter(method -> !method.id().startsWith("cam-weighted"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("methodsOfOneDegree")
    void scaledActivationsKeepTheOrderOfPositions(CamMethod method) {
        // Twice the activations of the same linear function have half its gradients.
        TapReading doubled = reading(method.needs(), activations.mul(2), gradients.mul(0.5));
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
        assertThat(method.id()).matches("[a-z][a-z0-9+-]*"); // '@' begins a variant
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

    @ParameterizedTest
    @MethodSource("methods")
    void mirroringAveragesTheMapsOfBothImages(CamMethod method) {
        CamMethod mirrored = CamMethods.byId(method.id() + "@flip");
        assertThat(mirrored.id()).isEqualTo(method.id() + "@flip");
        assertThat(mirrored.description()).endsWith("Averaged over 2 views.");
        INDArray found = mirrored.combine(reading(mirrored.needs(), activations));
        INDArray plain = MapScaling.minMax(method.combine(reading(method.needs(), activations)));
        INDArray other = MapScaling.minMax(method.combine(reading(method.needs(), mirror(activations))));
        assertThat(found.shape()).containsExactly(H, W);
        for (int i = 0; i < H; i++) {
            for (int j = 0; j < W; j++) {
                double expected = (plain.getDouble(i, j) + other.getDouble(i, W - 1 - j)) / 2;
                assertThat(found.getDouble(i, j)).isCloseTo(expected, within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void scalesGiveAMapOfTheLargestView(CamMethod method) {
        CamMethod scaled = CamMethods.byId(method.id() + "@scale0.5@scale2");
        assertThat(scaled.id()).isEqualTo(method.id() + "@scale0.5@scale2.0");
        INDArray map = scaled.combine(reading(scaled.needs(), activations));
        assertThat(map.shape()).containsExactly(2 * H, 2 * W);
        assertThat(map.minNumber().doubleValue()).isBetween(0.0, 1.0);
        assertThat(map.maxNumber().doubleValue()).isBetween(0.0, 1.0);
    }

    @Test
    void fewerChannelsLeaveTheWeakestOut() {
        int weakest = -1;
        double least = Double.MAX_VALUE;
        for (int c = 0; c < C; c++) {
            double energy = activations.slice(c).norm2Number().doubleValue();
            if (energy < least) {
                least = energy;
                weakest = c;
            }
        }
        INDArray without = activations.dup();
        without.slice(weakest).assign(0);
        CamMethod limited = CamMethods.byId("ablation-cam@channels" + (C - 1));
        assertThat(limited.id()).isEqualTo("ablation-cam@channels3");
        assertThat(limited.combine(reading(limited.needs(), activations)).shape())
                .containsExactly(H, W);
        CamMethod all = CamMethods.byId("ablation-cam@channels100");
        INDArray scale = all.combine(reading(all.needs(), without)).muli(Math.abs(score(without)));
        INDArray found = limited.combine(reading(limited.needs(), activations)).muli(Math.abs(score(activations)));
        assertThat(found.sub(scale).amaxNumber().doubleValue()).isLessThan(1e-9);
        assertThat(CamMethods.byId("score-cam@channels2@flip").id()).isEqualTo("score-cam@channels2@flip");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cam@flop",
                "cam@scale",
                "cam@scale0",
                "cam@scale-1",
                "cam@",
                "score-cam@channels0",
                "cam@maps",
                "wide-cam@map",
                "cam@channels8"
            })
    void anUnknownVariantIsNamed(String id) {
        assertThatThrownBy(() -> CamMethods.byId(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@" + id.substring(id.indexOf('@') + 1));
    }

    /** By loops, on what {@link LinearNetwork} joins: the tap, and its negative at half the brightness. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "wide-cam@maps",
                "wide-cam@probabilistic-sum",
                "wide-cam@maps@probabilistic-sum",
                "wide-cam@bitwise-u8",
                "wide-cam@deep",
                "wide-cam@fine"
            })
    void readingsOfWideCamAgreeWithLoops(String id) {
        CamMethod method = CamMethods.byId(id);
        assertThat(method.id()).isEqualTo(id);
        INDArray map = method.combine(reading(method.needs(), activations));
        double[] sums = new double[H * W];
        double[] products = new double[H * W];
        for (int p = 0; p < H * W; p++) {
            for (int c = 0; c < C; c++) {
                double a = activations.getDouble(c, p / W, p % W);
                sums[p] += classWeights.getDouble(c) * a;
                products[p] += classWeights.getDouble(c) * (a - 0.5 * a + 0.5 * a * a);
            }
        }
        double lowest = Arrays.stream(sums).min().orElseThrow();
        double range = Arrays.stream(sums).max().orElseThrow() - lowest;
        for (int p = 0; p < H * W; p++) {
            double unit = (sums[p] - lowest) / range; // the negative map's is one less
            double expected = switch (id) {
                case "wide-cam@maps" -> Math.max(sums[p], -0.5 * sums[p]);
                case "wide-cam@probabilistic-sum" -> products[p];
                case "wide-cam@deep" -> -0.5 * sums[p];
                case "wide-cam@fine" -> sums[p];
                case "wide-cam@maps@probabilistic-sum" -> 1 - unit * (1 - unit);
                default -> Math.round(255 * unit) | Math.round(255 * (1 - unit));
            };
            assertThat(map.getDouble(p / W, p % W)).as("%s at %d", id, p).isCloseTo(expected, within(1e-9));
        }
    }

    private TapReading reading(Set<Signal> needs, INDArray maps) {
        return reading(needs, maps, gradients);
    }

    private TapReading reading(Set<Signal> needs, INDArray maps, INDArray slopes) {
        return LinearNetwork.reading("tap", needs, maps, slopes, classWeights);
    }

    private double score(INDArray maps) {
        return LinearNetwork.scores(maps.reshape(1, C, H, W), gradients).getDouble(0);
    }

    private static INDArray mirror(INDArray maps) {
        INDArray mirrored = maps.dup();
        for (int j = 0; j < W; j++) {
            mirrored.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(j))
                    .assign(maps.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(W - 1 - j)));
        }
        return mirrored;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multi-layer-fusion@raw",
                "multi-layer-fusion@sum",
                "multi-layer-fusion@raw@sum",
                "multi-layer-fusion@layer1",
                "multi-layer-fusion@raw@layer1"
            })
    void readingsOfMultiLayerFusionBuildTheFusedMap(String id) {
        CamMethod method = CamMethods.byId(id);
        assertThat(method.id()).isEqualTo(id);
        TapReading reading = reading(method.needs(), activations);
        INDArray sum = CamMethods.byId(id.contains("raw") ? "multi-layer-fusion@raw@sum" : "multi-layer-fusion@sum")
                .combine(reading);
        INDArray fused = CamMethods.byId(id.contains("raw") ? "multi-layer-fusion@raw" : "multi-layer-fusion")
                .combine(reading);
        int last = reading.blocks().size();
        String part = (id.contains("raw") ? "multi-layer-fusion@raw" : "multi-layer-fusion") + "@layer" + last;
        INDArray ofLast = CamMethods.byId(part).combine(reading);
        INDArray enlarged = MapScaling.resize(
                        ofLast.reshape(1, ofLast.size(0), ofLast.size(1)), sum.size(0), sum.size(1))
                .reshape(sum.shape());
        assertThat(fused.equalsWithEps(enlarged.mul(sum), 1e-9)).isTrue();
        assertThat(method.combine(reading).minNumber().doubleValue()).isNotNegative();
        assertThatThrownBy(() -> CamMethods.byId("multi-layer-fusion@layer9").combine(reading))
                .hasMessageContaining("expected a layer from 1 to " + last);
    }

    private double loop(String id, int i, int j) {
        if (id.startsWith("eigen")) {
            return component(id)[i * W + j];
        }
        if (id.equals("multi-layer-fusion")) {
            return fusion(i, j);
        }
        if (id.equals("representative-classes")) {
            return against(1, i, j) / 2 + against(-1, i, j) / 2;
        }
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
                case "wide-cam" -> w * Math.max(a, -0.5 * a);
                case "cam-softmax" -> Math.exp(w) / powers * a;
                case "cam-weighted" -> w * a * share(c, a);
                case "cam-weighted-recombined" -> Math.abs(w) * a * share(c, a);
                case "grad-cam" -> mean(c) * a;
                case "grad-cam++", "smooth-grad-cam++" -> plusPlus(c) * a; // noise leaves constant gradients alone
                case "xgrad-cam" -> axiom(c) * a;
                case "layer-cam" -> Math.max(g, 0) * a;
                case "grad-cam-element-wise" -> Math.max(g * a, 0);
                case "fem" -> unusual(c, i, j);
                case "hires-cam" -> g * a;
                case "score-cam" -> masked(c) * a;
                case "ablation-cam" -> product(c) / Math.abs(score(activations)) * a;
                default -> throw new IllegalStateException("Write the loop for '%s' here.".formatted(id));
            };
        }
        return id.startsWith("cam") || id.equals("wide-cam") ? sum : Math.max(sum, 0);
    }

    /** Grad-CAM at a position, of the score or of its negative, as a share of the map's range. */
    private double against(int sign, int row, int column) {
        double lowest = Double.MAX_VALUE;
        double highest = 0;
        double own = 0;
        for (int i = 0; i < H; i++) {
            for (int j = 0; j < W; j++) {
                double sum = 0;
                for (int c = 0; c < C; c++) {
                    sum += sign * mean(c) * activations.getDouble(c, i, j);
                }
                sum = Math.max(sum, 0);
                lowest = Math.min(lowest, sum);
                highest = Math.max(highest, sum);
                own = i == row && j == column ? sum : own;
            }
        }
        return highest > lowest ? (own - lowest) / (highest - lowest) : 0;
    }

    /** The channel's mean where the channel exceeds it by two standard deviations. */
    private double unusual(int channel, int i, int j) {
        double mean = activations.slice(channel).meanNumber().doubleValue();
        double variance = 0;
        for (int p = 0; p < H * W; p++) {
            variance += Math.pow(activations.getDouble(channel, p / W, p % W) - mean, 2) / (H * W);
        }
        return activations.getDouble(channel, i, j) > mean + 2 * Math.sqrt(variance) ? mean : 0;
    }

    /** Softmax over the channels of the score of the image times the channel, which is scaled to 0..1. */
    private double masked(int channel) {
        double own = 0;
        double sum = 0;
        for (int c = 0; c < C; c++) {
            double lowest = activations.slice(c).minNumber().doubleValue();
            double highest = activations.slice(c).maxNumber().doubleValue();
            double score = 0;
            for (int k = 0; k < C; k++) {
                for (int i = 0; i < H; i++) {
                    for (int j = 0; j < W; j++) {
                        double mask = (activations.getDouble(c, i, j) - lowest) / (highest - lowest);
                        score += gradients.getDouble(k, i, j) * activations.getDouble(k, i, j) * mask;
                    }
                }
            }
            sum += Math.exp(score);
            own = c == channel ? Math.exp(score) : own;
        }
        return own / sum;
    }

    /** The projection on the first principal direction, found by power iteration. */
    private double[] component(String id) {
        double[][] centered = new double[H * W][C];
        for (int c = 0; c < C; c++) {
            double mean = 0;
            for (int p = 0; p < H * W; p++) {
                double a = activations.getDouble(c, p / W, p % W);
                centered[p][c] = id.equals("eigen-cam") ? a : a * gradients.getDouble(c, p / W, p % W);
                mean += centered[p][c] / (H * W);
            }
            for (int p = 0; p < H * W; p++) {
                centered[p][c] -= mean;
            }
        }
        double[] direction = {1, 0.3, -0.2, 0.1};
        double[] projection = new double[H * W];
        for (int round = 0; round < 5000; round++) {
            double[] next = new double[C];
            double length = 0;
            for (int p = 0; p < H * W; p++) {
                projection[p] = 0;
                for (int c = 0; c < C; c++) {
                    projection[p] += centered[p][c] * direction[c];
                }
                for (int c = 0; c < C; c++) {
                    next[c] += projection[p] * centered[p][c];
                }
            }
            for (int c = 0; c < C; c++) {
                length += next[c] * next[c];
            }
            for (int c = 0; c < C; c++) {
                direction[c] = next[c] / Math.sqrt(length);
            }
        }
        double lowest = Arrays.stream(projection).min().orElseThrow();
        double highest = Arrays.stream(projection).max().orElseThrow();
        double sign = -lowest > highest ? -1 : 1;
        return Arrays.stream(projection).map(value -> sign * value).toArray();
    }

    /** The blocks of {@link LinearNetwork}: the tap at half the brightness of its negative, then the tap itself. */
    private double fusion(int i, int j) {
        double[][] maps = new double[2][H * W];
        for (int p = 0; p < H * W; p++) {
            for (int c = 0; c < C; c++) {
                double term = mean(c) * activations.getDouble(c, p / W, p % W);
                maps[0][p] -= 0.5 * term;
                maps[1][p] += term;
            }
            maps[0][p] = Math.max(maps[0][p], 0);
            maps[1][p] = Math.max(maps[1][p], 0);
        }
        double[] at = new double[2];
        for (int block = 0; block < 2; block++) {
            double lowest = Arrays.stream(maps[block]).min().orElseThrow();
            double highest = Arrays.stream(maps[block]).max().orElseThrow();
            at[block] = (maps[block][i * W + j] - lowest) / (highest - lowest);
        }
        return at[1] * (at[0] + at[1]);
    }

    private double product(int c) {
        double sum = 0;
        for (int i = 0; i < H; i++) {
            for (int j = 0; j < W; j++) {
                sum += gradients.getDouble(c, i, j) * activations.getDouble(c, i, j);
            }
        }
        return sum;
    }

    /** The softmax of a channel's values over positions. */
    private double share(int c, double a) {
        double sum = 0;
        for (int i = 0; i < H; i++) {
            for (int j = 0; j < W; j++) {
                sum += Math.exp(activations.getDouble(c, i, j));
            }
        }
        return Math.exp(a) / sum;
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
        return product(c) / (activationSum(c) + 1e-7);
    }

    private static INDArray random(long seed, long... shape) {
        Random random = new Random(seed);
        double[] values = random.doubles(Nd4j.zeros(shape).length(), -1, 1).toArray();
        return Nd4j.create(values, shape, DataType.DOUBLE);
    }

    @Test
    void theOrderOfChoicesAndViewsIsFree() {
        assertThat(CamMethods.byId("representative-classes@flip@blocks").id())
                .isEqualTo("representative-classes@blocks@flip");
    }
}
