package org.cam4j.training.wsol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.cam4j.training.wsol.DrawnProblem.CLASSES;
import static org.cam4j.training.wsol.DrawnProblem.feed;
import static org.cam4j.training.wsol.DrawnProblem.images;
import static org.cam4j.training.wsol.DrawnProblem.layer;
import static org.cam4j.training.wsol.DrawnProblem.training;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.cam4j.training.internal.batch.BatchMixing;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** That each method does what its paper says. */
class WsolMethodBehaviorTest {
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
        TrainingGraph training = training("cutmix");
        for (long seed = 0; seed < 20; seed++) {
            INDArray constant = Nd4j.zeros(DataType.FLOAT, count, 3, DrawnProblem.SIZE, DrawnProblem.SIZE);
            for (int i = 0; i < count; i++) {
                constant.slice(i).assign(i);
            }
            TrainingGraph.Inputs feed = feed(training, constant, seed);
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
                    .mapToDouble(seed -> BatchMixing.beta(alpha, new Random(seed)))
                    .toArray();
            assertThat(Nd4j.createFromArray(draws).meanNumber().doubleValue()).isCloseTo(0.5, within(0.01));
            assertThat(Nd4j.createFromArray(draws).varNumber().doubleValue())
                    .isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.003));
        }
    }

    @Test
    void adlDrawsOnceForTheWholeBatchAndIsTheIdentityInUse() throws IOException {
        TrainingGraph training = training("adl:p=0.5");
        ComputationGraph graph = training.graph();
        INDArray images = images(6);
        boolean dropped = false;
        boolean weighted = false;
        for (int seed = 0; seed < 10; seed++) {
            Nd4j.getRandom().setSeed(seed);
            Map<String, INDArray> activations = graph.feedForward(new INDArray[] {images}, true, false);
            INDArray before = layer(activations, "conv3_2");
            INDArray after = layer(activations, "rival_adl_conv3_2");
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
        CamModel used = DrawnProblem.network(WsolConfig.parse("adl"));
        assertThat(graph.output(false, images)[0]).isEqualTo(used.graph().output(false, images)[0]);
    }

    @Test
    void theBranchesOfEilShareTheirWeights() throws IOException {
        for (String id : new String[] {"eil", "meil"}) {
            TrainingGraph training = training(id);
            ComputationGraph graph = training.graph();
            CamModel used = DrawnProblem.network(WsolConfig.parse(id));
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
            TrainingGraph.Inputs feed = feed(training, images, 1);
            assertThat(feed.labels().get(0).size(0)).isEqualTo(4L * branches);
        }
    }

    @Test
    void eilErasesTheMostAttendedPositionsOfTheCopyAlone() throws IOException {
        ComputationGraph graph = training("eil").graph();
        Map<String, INDArray> activations = graph.feedForward(new INDArray[] {images(3)}, false, false);
        INDArray features = layer(activations, "pool3");
        INDArray stacked = layer(activations, "rival_stack_pool3");
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
        TrainingGraph training = training("acol:units=8,threshold=0.6");
        INDArray images = images(4);
        TrainingGraph.Inputs feed = feed(training, images, 1);
        Map<String, INDArray> activations =
                training.graph().feedForward(feed.inputs().toArray(INDArray[]::new), true, false);
        for (int i = 0; i < 4; i++) {
            INDArray map = layer(activations, "rival_acol_a_maps").slice(i).slice(i % CLASSES);
            double low = map.minNumber().doubleValue();
            double range = map.maxNumber().doubleValue() - low;
            INDArray seen = layer(activations, "conv5_1").slice(i);
            INDArray left = layer(activations, "rival_acol_left").slice(i);
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
        CamModel used = DrawnProblem.network(WsolConfig.parse("acol:units=8"));
        Map<String, INDArray> activations = used.graph().feedForward(new INDArray[] {images(3)}, false, false);
        INDArray first = layer(activations, "rival_acol_a_maps");
        INDArray second = layer(activations, "rival_acol_b_maps");
        INDArray joined = layer(activations, "rival_acol");
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
}
