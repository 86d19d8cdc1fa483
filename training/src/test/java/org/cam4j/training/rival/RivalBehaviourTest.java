package org.cam4j.training.rival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.training.backbone.CamModel;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** That each method does what its paper says. */
class RivalBehaviourTest {
    private static final int CLASSES = 4;

    @TempDir
    private Path root;

    /** Noise that gets stronger from left to right, so that attention does too. */
    private static INDArray images(int count) {
        Nd4j.getRandom().setSeed(7);
        INDArray ramp = Nd4j.linspace(DataType.FLOAT, 0.1, 0.1, DrawnProblem.SIZE);
        return Nd4j.rand(DataType.FLOAT, count, 3, DrawnProblem.SIZE, DrawnProblem.SIZE)
                .addi(1)
                .mul(ramp.reshape(1, 1, 1, DrawnProblem.SIZE));
    }

    private static INDArray of(Map<String, INDArray> activations, String layer) {
        return Objects.requireNonNull(activations.get(layer), layer);
    }

    private static int[] labels(int count) {
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % CLASSES;
        }
        return labels;
    }

    private static float[][] targets(int[] labels) {
        return Feed.oneHot(labels, CLASSES).toFloatMatrix();
    }

    private static Training training(String choice) throws IOException {
        RivalChoice rival = RivalChoice.parse(choice);
        return rival.training(DrawnProblem.network(rival), 1);
    }

    private static Feed feed(Training training, INDArray images, long seed) {
        int[] labels = labels((int) images.size(0));
        return training.feed(images, labels, targets(labels), new Random(seed));
    }

    @Test
    void patchesThatHasHidesAreHiddenWholeAndTheRestIsLeft() throws IOException {
        INDArray given = images(40);
        INDArray hidden = feed(training("has"), given.dup(), 3).inputs().get(0);
        double share = 1 - hidden.neq(0).castTo(DataType.FLOAT).meanNumber().doubleValue();
        assertThat(share).isBetween(0.3, 0.5); // a half of four image kinds in five
        for (int i = 0; i < 40; i++) {
            INDArray kept = hidden.slice(i).neq(0).castTo(DataType.FLOAT);
            assertThat(hidden.slice(i)).isEqualTo(given.slice(i).mul(kept));
            assertThat(kept.slice(0)).isEqualTo(kept.slice(1)).isEqualTo(kept.slice(2));
        }
        assertThat(feed(training("has:p=0"), given.dup(), 3).inputs().get(0)).isEqualTo(given);
        INDArray all = feed(training("has:p=1"), given.dup(), 3).inputs().get(0);
        for (int i = 0; i < 40; i++) { // all or, without a grid, nothing
            assertThat(all.slice(i).neq(0).castTo(DataType.FLOAT).meanNumber().doubleValue())
                    .isIn(0.0, 1.0);
        }
        assertThat(HideAndSeek.side(44, 64)).isEqualTo(13);
    }

    @Test
    void cutMixMixesLabelsByTheAreaThatWasReplaced() throws IOException {
        int count = 8;
        Training training = training("cutmix");
        for (long seed = 0; seed < 20; seed++) {
            INDArray constant = Nd4j.zeros(DataType.FLOAT, count, 3, DrawnProblem.SIZE, DrawnProblem.SIZE);
            for (int i = 0; i < count; i++) {
                constant.slice(i).assign(i);
            }
            Feed feed = feed(training, constant, seed);
            for (int i = 0; i < count; i++) {
                double[] expected = new double[CLASSES];
                float[] pixels =
                        feed.inputs().get(0).slice(i).slice(0).dup('c').data().asFloat();
                for (float pixel : pixels) { // a pixel's value tells the image that it comes from
                    expected[(int) pixel % CLASSES] += 1.0 / pixels.length;
                }
                for (int k = 0; k < CLASSES; k++) {
                    assertThat((double) feed.targets()[i][k]).isCloseTo(expected[k], within(1e-5));
                }
            }
        }
    }

    @Test
    void theBetaDistributionHasItsMeanAndSpread() {
        Random random = new Random(1);
        for (double alpha : new double[] {0.3, 1, 3}) {
            double[] draws = random.longs(20_000)
                    .mapToDouble(seed -> CutMix.beta(alpha, new Random(seed)))
                    .toArray();
            assertThat(Nd4j.createFromArray(draws).meanNumber().doubleValue()).isCloseTo(0.5, within(0.01));
            assertThat(Nd4j.createFromArray(draws).varNumber().doubleValue())
                    .isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.003));
        }
    }

    @Test
    void adlDrawsOnceForTheWholeBatchAndIsTheIdentityInUse() throws IOException {
        Training training = training("adl:p=0.5");
        ComputationGraph graph = training.graph();
        INDArray images = images(6);
        boolean dropped = false;
        boolean weighted = false;
        for (int seed = 0; seed < 10; seed++) {
            Nd4j.getRandom().setSeed(seed);
            Map<String, INDArray> activations = graph.feedForward(new INDArray[] {images}, true, false);
            INDArray before = of(activations, "conv3_2");
            INDArray after = of(activations, "rival_adl_conv3_2");
            int whole = 0; // images of which positions with features became 0
            for (int i = 0; i < 6; i++) {
                INDArray erased = after.slice(i).sum(0).eq(0).castTo(DataType.FLOAT);
                whole += before.slice(i).sum(0).mul(erased).sumNumber().doubleValue() > 0 ? 1 : 0;
            }
            assertThat(whole).isIn(0, 6);
            dropped |= whole == 6;
            weighted |= whole == 0;
        }
        assertThat(dropped && weighted).isTrue();
        CamModel used = DrawnProblem.network(RivalChoice.parse("adl"));
        assertThat(graph.output(false, images)[0]).isEqualTo(used.graph().output(false, images)[0]);
    }

    @Test
    void theBranchesOfEilShareTheirWeights() throws IOException {
        for (String id : new String[] {"eil", "meil"}) {
            Training training = training(id);
            ComputationGraph graph = training.graph();
            CamModel used = DrawnProblem.network(RivalChoice.parse(id));
            assertThat(graph.params().length()).isEqualTo(used.graph().params().length());
            int branches = id.equals("eil") ? 2 : 3;
            INDArray images = images(4);
            INDArray before = graph.output(false, images)[0];
            assertThat(before.shape()).containsExactly(4L * branches, CLASSES);
            INDArray first = before.get(NDArrayIndex.interval(0, 4), NDArrayIndex.all());
            assertThat(first.sub(used.graph().output(false, images)[0])
                            .amaxNumber()
                            .doubleValue())
                    .isLessThan(1e-5);
            graph.getLayer("conv5_1").getParam("W").muli(1.5); // one weight, both branches
            INDArray after = graph.output(false, images)[0];
            for (int branch = 0; branch < branches; branch++) {
                INDArray rows = after.sub(before).get(NDArrayIndex.interval(4L * branch, 4L * branch + 4));
                assertThat(rows.amaxNumber().doubleValue()).isPositive();
            }
            Feed feed = feed(training, images, 1);
            assertThat(feed.labels().get(0).size(0)).isEqualTo(4L * branches);
        }
    }

    @Test
    void eilErasesTheMostAttendedPositionsOfTheCopyAlone() throws IOException {
        ComputationGraph graph = training("eil").graph();
        Map<String, INDArray> activations = graph.feedForward(new INDArray[] {images(3)}, false, false);
        INDArray features = of(activations, "pool3");
        INDArray stacked = of(activations, "rival_stack_pool3");
        for (int i = 0; i < 3; i++) {
            assertThat(stacked.slice(i)).isEqualTo(features.slice(i));
            INDArray attention = features.slice(i).mean(0);
            INDArray left =
                    attention.lt(attention.maxNumber().floatValue() * 0.7f).castTo(DataType.FLOAT);
            assertThat(left.sumNumber().doubleValue()).isBetween(1.0, left.length() - 1.0);
            for (int channel = 0; channel < features.size(1); channel++) {
                assertThat(stacked.slice(3 + i).slice(channel))
                        .isEqualTo(features.slice(i).slice(channel).mul(left));
            }
        }
    }

    @Test
    void theSecondHeadOfAcolDoesNotSeeWhereTheFirstOneSeesTheLabel() throws IOException {
        Training training = training("acol:units=8,threshold=0.6");
        INDArray images = images(4);
        Feed feed = feed(training, images, 1);
        Map<String, INDArray> activations =
                training.graph().feedForward(feed.inputs().toArray(INDArray[]::new), true, false);
        for (int i = 0; i < 4; i++) {
            INDArray map = of(activations, "rival_acol_a_maps").slice(i).slice(i % CLASSES);
            double low = map.minNumber().doubleValue();
            double range = map.maxNumber().doubleValue() - low;
            INDArray seen = of(activations, "conv5_1").slice(i);
            INDArray left = of(activations, "rival_acol_left").slice(i);
            for (int y = 0; y < map.size(0); y++) {
                for (int x = 0; x < map.size(1); x++) {
                    boolean erased = (map.getDouble(y, x) - low) / range >= 0.6;
                    for (int c = 0; c < seen.size(0); c++) {
                        assertThat(left.getDouble(c, y, x)).isEqualTo(erased ? 0 : seen.getDouble(c, y, x));
                    }
                }
            }
        }
    }

    @Test
    void theFirstHeadOfAcolScoresAndBothMakeTheMap() throws IOException {
        CamModel used = DrawnProblem.network(RivalChoice.parse("acol:units=8"));
        Map<String, INDArray> activations = used.graph().feedForward(new INDArray[] {images(3)}, false, false);
        INDArray first = of(activations, "rival_acol_a_maps");
        INDArray second = of(activations, "rival_acol_b_maps");
        INDArray joined = of(activations, "rival_acol");
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < CLASSES; k++) {
                INDArray map = joined.slice(i).slice(k);
                INDArray one = first.slice(i).slice(k);
                assertThat(map.meanNumber().doubleValue())
                        .isCloseTo(one.meanNumber().doubleValue(), within(1e-5));
                INDArray higher = Transforms.max(unit(one), unit(second.slice(i).slice(k)), true);
                assertThat(unit(map).equalsWithEps(unit(higher), 1e-4)).isTrue();
            }
        }
    }

    private static INDArray unit(INDArray map) {
        INDArray above = map.sub(map.minNumber());
        return above.div(above.maxNumber());
    }

    @Test
    void cbamAddsItsGatesAndKeepsTheParametersOfTheRest() throws IOException {
        CamModel plain = DrawnProblem.plain("gap");
        CamModel gated = RivalChoice.parse("cbam").network(plain, 1);
        assertThat(gated.graph().getLayer("conv4_1").getParam("W"))
                .isEqualTo(plain.graph().getLayer("conv4_1").getParam("W"));
        assertThat(gated.graph()
                        .getLayer("rival_cbam_conv5_1_hidden")
                        .getParam("W")
                        .shape())
                .containsExactly(192, 12);
        Map<String, INDArray> activations = gated.graph().feedForward(new INDArray[] {images(2)}, false, false);
        INDArray before = of(activations, "conv5_1");
        INDArray after = of(activations, "rival_cbam_conv5_1");
        assertThat(after.sub(before).maxNumber().doubleValue()).isNotPositive(); // gates are between 0 and 1
        assertThat(after.sumNumber().doubleValue()).isPositive();
        INDArray byChannel = of(activations, "rival_cbam_conv5_1_channels");
        assertThat(after.equalsWithEps(byChannel.mul(0.5), 1e-6)).isTrue(); // every position alike at first
        assertThat(of(activations, "pooling")).isEqualTo(after.mean(2, 3));
    }

    @Test
    void theMapsOfSpgLearnFromOneAnotherWhereTheyAreSure() throws IOException {
        Training training = training("spg:units=8");
        Feed feed = feed(training, images(4), 1);
        assertThat(feed.labels()).hasSize(4); // classes, B2, B1, C
        Map<String, INDArray> activations =
                training.graph().feedForward(feed.inputs().toArray(INDArray[]::new), true, false);
        INDArray attention = of(activations, "rival_spg_attention");
        INDArray first = of(activations, "rival_spg_b1");
        INDArray second = of(activations, "rival_spg_b2");
        INDArray both = first.add(second).muli(0.5);
        for (int i = 0; i < 4; i++) {
            assertThat(of(activations, "rival_spg_second").getDouble(i))
                    .isCloseTo(
                            guided(second.slice(i).slice(0), attention.slice(i).slice(0), 0.7, 0.05), within(1e-4));
            assertThat(of(activations, "rival_spg_first").getDouble(i))
                    .isCloseTo(guided(first.slice(i).slice(0), second.slice(i).slice(0), 0.5, 0.05), within(1e-4));
            INDArray third = of(activations, "rival_spg_c_masks").slice(i).slice(0);
            assertThat(of(activations, "rival_spg_third").getDouble(i))
                    .isCloseTo(guided(third, both.slice(i).slice(0), 0.7, 0.1), within(1e-4));
        }
    }

    /** The mean cross-entropy of a mask where a guide, read at the nearest position, is sure; its highest values are foreground in any case. */
    private static double guided(INDArray mask, INDArray guide, double high, double low) {
        double highest = guide.maxNumber().doubleValue();
        double limit = highest > high ? high : 0.7 * highest;
        double loss = 0;
        int count = 0;
        for (int y = 0; y < mask.size(0); y++) {
            for (int x = 0; x < mask.size(1); x++) {
                double g = guide.getDouble(y * guide.size(0) / mask.size(0), x * guide.size(1) / mask.size(1));
                double p = mask.getDouble(y, x);
                loss -= g < low ? Math.log(1 - p) : g > limit ? Math.log(p) : 0;
                count += g > limit || g < low ? 1 : 0;
            }
        }
        assertThat(count).isPositive();
        return loss / count;
    }

    @Test
    void theSidesOfSpgShareTheirLastLayers() throws IOException {
        ComputationGraph graph = training("spg:units=8").graph();
        Feed feed = feed(training("spg:units=8"), images(2), 1);
        INDArray[] inputs = feed.inputs().toArray(INDArray[]::new);
        Map<String, INDArray> before = graph.feedForward(inputs, false, false);
        graph.getLayer("rival_spg_b_2").getParam("W").muli(2);
        Map<String, INDArray> after = graph.feedForward(inputs, false, false);
        assertThat(of(after, "rival_spg_b1")).isNotEqualTo(of(before, "rival_spg_b1"));
        assertThat(of(after, "rival_spg_b2")).isNotEqualTo(of(before, "rival_spg_b2"));
        assertThat(of(after, "rival_spg_c_masks")).isEqualTo(of(before, "rival_spg_c_masks"));
    }

    @Test
    void danetComparesTheMapsOfTheLabelAlone() throws IOException {
        Training training = training("danet:maps=3");
        Feed feed = feed(training, images(4), 1);
        Map<String, INDArray> activations =
                training.graph().feedForward(feed.inputs().toArray(INDArray[]::new), true, false);
        INDArray maps = of(activations, "rival_danet_maps");
        for (int i = 0; i < 4; i++) {
            double cosines = 0;
            for (int[] pair : new int[][] {{0, 1}, {0, 2}, {1, 2}}) {
                INDArray one = maps.slice(i).slice(3 * i + pair[0]);
                INDArray other = maps.slice(i).slice(3 * i + pair[1]);
                cosines += one.mul(other).sumNumber().doubleValue()
                        / one.norm2Number().doubleValue()
                        / other.norm2Number().doubleValue();
            }
            assertThat(of(activations, "rival_danet_similarity").getDouble(i))
                    .isCloseTo(Math.abs(cosines / 3), within(1e-5));
        }
    }

    @Test
    void danetReadsItsTaxonomyAndAsksEarlierBlocksForItsGroups() throws IOException {
        Path file = root.resolve("taxonomy.csv");
        CamModel plain = DrawnProblem.plain("gap");
        List<String> names = plain.classNames();
        Files.write(
                file,
                List.of(
                        names.get(3) + ", b, all",
                        names.get(0) + ", a, all",
                        names.get(1) + ", b, all",
                        names.get(2) + ", c, all",
                        "another class, d, some"));
        RivalChoice choice = RivalChoice.parse("danet:maps=2,taxonomy=" + file);
        Training training = choice.training(choice.network(plain, 1), 1);
        Feed feed = training.feed(images(4), labels(4), targets(labels(4)), new Random(1));
        assertThat(feed.labels()).hasSize(4); // classes, families, orders, similarity
        assertThat(feed.labels().get(1).argMax(1).toIntVector()).containsExactly(1, 0, 2, 0);
        assertThat(feed.labels().get(2).shape()).containsExactly(4, 1);
        assertThat(training.graph()
                        .output(false, feed.inputs().toArray(INDArray[]::new))[1]
                        .shape())
                .containsExactly(4, 3);
        Files.write(file, List.of(names.get(0) + ",a,all", names.get(1) + ",a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> choice.training(choice.network(plain, 1), 1))
                .withMessageEndingWith(
                        "taxonomy.csv, line 2: found 1 groups, expected 2 (1 or more, in every line as many).");
        Files.write(file, List.of(names.get(0) + ",a,all"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> choice.training(choice.network(plain, 1), 1))
                .withMessageEndingWith("there is no line for class '" + names.get(1) + "'.");
    }

    @Test
    void i2cBringsImagesOfAClassTogetherAndItsCentresFollowThem() throws IOException {
        Training training = training("i2c");
        List<Sample> shuffled = new ArrayList<>(DrawnProblem.data().samples(Split.TRAIN));
        Collections.shuffle(shuffled, new Random(2));
        List<Sample> ordered = training.order(shuffled);
        assertThat(ordered).containsExactlyInAnyOrderElementsOf(shuffled);
        int pairs = 0;
        for (int i = 0; i + 1 < ordered.size(); i += 2) {
            pairs += ordered.get(i).label() == ordered.get(i + 1).label() ? 1 : 0;
        }
        assertThat(pairs).isGreaterThanOrEqualTo((ordered.size() - CLASSES) / 2);
        INDArray centres = Objects.requireNonNull(training.state());
        int channels = (int) centres.size(1) - 1;
        float[][] seen = new float[3][channels];
        Arrays.fill(seen[0], 1);
        Arrays.fill(seen[1], 3);
        Arrays.fill(seen[2], 7);
        training.after(List.<float[][]>of(seen), new int[] {2, 2, 0});
        assertThat(centres.getDouble(2, 0)).isEqualTo(2); // the mean of the pair, at once
        assertThat(centres.getDouble(0, 0)).isEqualTo(7);
        assertThat(centres.getRow(1).sumNumber().intValue()).isZero();
        training.after(List.<float[][]>of(new float[1][channels]), new int[] {2});
        assertThat(centres.getDouble(2, 0)).isCloseTo(2 * (1 - Math.exp(-0.002)), within(1e-6));
        assertThat(centres.getDouble(2, channels)).isEqualTo(2);
    }

    @Test
    void i2cComparesSeedsOneByOneAndTheirMeanWithTheCentre() throws IOException {
        Training training = training("i2c:local=0.01,global=0.005");
        int[] labels = {1, 2, 1, 2};
        INDArray centres = Objects.requireNonNull(training.state());
        int channels = (int) centres.size(1) - 1;
        centres.getRow(1).assign(1);
        Feed feed = training.feed(images(4), labels, targets(labels), new Random(1));
        Map<String, INDArray> activations =
                training.graph().feedForward(feed.inputs().toArray(INDArray[]::new), true, false);
        INDArray seeds = of(activations, "rival_i2c_seeds"); // [4, C, 3, 1]
        for (int i = 0; i < 4; i++) {
            INDArray mine = seeds.slice(i).reshape(channels, 3);
            INDArray other = seeds.slice((i + 2) % 4).reshape(channels, 3);
            double local = mine.sub(other).norm2(0).meanNumber().doubleValue();
            double global = mine.add(other).mean(1).div(2).sub(1).norm2Number().doubleValue();
            assertThat(of(activations, "rival_i2c").getDouble(i))
                    .isCloseTo(0.01 * local + (labels[i] == 1 ? 0.005 * global : 0), within(1e-5));
        }
    }
}
