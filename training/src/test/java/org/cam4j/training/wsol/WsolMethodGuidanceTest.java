package org.cam4j.training.wsol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.cam4j.training.wsol.DrawnProblem.CLASSES;
import static org.cam4j.training.wsol.DrawnProblem.feed;
import static org.cam4j.training.wsol.DrawnProblem.images;
import static org.cam4j.training.wsol.DrawnProblem.labels;
import static org.cam4j.training.wsol.DrawnProblem.layer;
import static org.cam4j.training.wsol.DrawnProblem.targets;
import static org.cam4j.training.wsol.DrawnProblem.training;

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
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** That the methods with gates, guides and further losses do what their papers say. */
class WsolMethodGuidanceTest {
    @TempDir
    private Path root;

    @Test
    void cbamAddsItsGatesAndKeepsTheParametersOfTheRest() throws IOException {
        CamModel plain = DrawnProblem.plain("gap");
        CamModel gated = WsolConfig.parse("cbam").network(plain, 1);
        assertThat(gated.graph().getLayer("conv4_1").getParam("W"))
                .isEqualTo(plain.graph().getLayer("conv4_1").getParam("W"));
        assertThat(gated.graph()
                        .getLayer("rival_cbam_conv5_1_hidden")
                        .getParam("W")
                        .shape())
                .containsExactly(192, 12);
        Map<String, INDArray> activations = gated.graph().feedForward(new INDArray[] {images(2)}, false, false);
        INDArray before = layer(activations, "conv5_1");
        INDArray after = layer(activations, "rival_cbam_conv5_1");
        assertThat(after.sub(before).maxNumber().doubleValue()).isNotPositive(); // gates are between 0 and 1
        assertThat(after.sumNumber().doubleValue()).isPositive();
        INDArray byChannel = layer(activations, "rival_cbam_conv5_1_channels");
        assertThat(after.equalsWithEps(byChannel.mul(0.5), 1e-6)).isTrue(); // every position alike at first
        assertThat(layer(activations, "pooling")).isEqualTo(after.mean(2, 3));
    }

    @Test
    void theMapsOfSpgLearnFromOneAnotherWhereTheyAreSure() throws IOException {
        TrainingGraph training = training("spg:units=8");
        TrainingGraph.Inputs feed = feed(training, images(4), 1);
        assertThat(feed.labels()).hasSize(4); // classes, B2, B1, C
        Map<String, INDArray> activations =
                training.graph().feedForward(feed.inputs().toArray(INDArray[]::new), true, false);
        INDArray attention = layer(activations, "rival_spg_attention");
        INDArray first = layer(activations, "rival_spg_b1");
        INDArray second = layer(activations, "rival_spg_b2");
        INDArray both = first.add(second).muli(0.5);
        for (int i = 0; i < 4; i++) {
            assertThat(layer(activations, "rival_spg_second").getDouble(i))
                    .isCloseTo(
                            guided(second.slice(i).slice(0), attention.slice(i).slice(0), 0.7, 0.05), within(1e-4));
            assertThat(layer(activations, "rival_spg_first").getDouble(i))
                    .isCloseTo(guided(first.slice(i).slice(0), second.slice(i).slice(0), 0.5, 0.05), within(1e-4));
            INDArray third = layer(activations, "rival_spg_c_masks").slice(i).slice(0);
            assertThat(layer(activations, "rival_spg_third").getDouble(i))
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
        TrainingGraph.Inputs feed = feed(training("spg:units=8"), images(2), 1);
        INDArray[] inputs = feed.inputs().toArray(INDArray[]::new);
        Map<String, INDArray> before = graph.feedForward(inputs, false, false);
        graph.getLayer("rival_spg_b_2").getParam("W").muli(2);
        Map<String, INDArray> after = graph.feedForward(inputs, false, false);
        assertThat(layer(after, "rival_spg_b1")).isNotEqualTo(layer(before, "rival_spg_b1"));
        assertThat(layer(after, "rival_spg_b2")).isNotEqualTo(layer(before, "rival_spg_b2"));
        assertThat(layer(after, "rival_spg_c_masks")).isEqualTo(layer(before, "rival_spg_c_masks"));
    }

    @Test
    void danetComparesTheMapsOfTheLabelAlone() throws IOException {
        TrainingGraph training = training("danet:maps=3");
        TrainingGraph.Inputs feed = feed(training, images(4), 1);
        Map<String, INDArray> activations =
                training.graph().feedForward(feed.inputs().toArray(INDArray[]::new), true, false);
        INDArray maps = layer(activations, "rival_danet_maps");
        for (int i = 0; i < 4; i++) {
            double cosines = 0;
            for (int[] pair : new int[][] {{0, 1}, {0, 2}, {1, 2}}) {
                INDArray one = maps.slice(i).slice(3 * i + pair[0]);
                INDArray other = maps.slice(i).slice(3 * i + pair[1]);
                cosines += one.mul(other).sumNumber().doubleValue()
                        / one.norm2Number().doubleValue()
                        / other.norm2Number().doubleValue();
            }
            assertThat(layer(activations, "rival_danet_similarity").getDouble(i))
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
        WsolConfig choice = WsolConfig.parse("danet:maps=2,taxonomy=" + file);
        TrainingGraph training = choice.training(choice.network(plain, 1), 1);
        TrainingGraph.Inputs feed = training.feed(images(4), labels(4), targets(labels(4)), new Random(1));
        assertThat(feed.labels()).hasSize(4); // classes, families, orders, similarity
        assertThat(feed.labels().get(1).argMax(1).toIntVector()).containsExactly(1, 0, 2, 0);
        assertThat(feed.labels().get(2).shape()).containsExactly(4, 1);
        assertThat(training.graph()
                        .output(false, feed.inputs().toArray(INDArray[]::new))[1]
                        .shape())
                .containsExactly(4, 3);
        INDArray similarity = layer(
                training.graph().feedForward(feed.inputs().toArray(INDArray[]::new), true, false),
                "rival_danet_similarity");
        assertThat(similarity.minNumber().doubleValue()).isBetween(0.0, 1.0); // of 6 maps in three sizes
        INDArray before =
                training.graph().getLayer("rival_danet_level2_1").getParam("W").dup();
        training.graph()
                .fit(feed.inputs().toArray(INDArray[]::new), feed.labels().toArray(INDArray[]::new));
        assertThat(training.graph().score()).isFinite();
        assertThat(training.graph().getLayer("rival_danet_level2_1").getParam("W"))
                .isNotEqualTo(before);
        Files.write(file, List.of(names.get(0) + ",a,all", names.get(1) + ",a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Taxonomy.read(file, names))
                .withMessageEndingWith(
                        "taxonomy.csv, line 2: found 1 groups, expected 2 (1 or more, in every line as many).");
        Files.write(file, List.of(names.get(0) + ",a,all"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Taxonomy.read(file, names))
                .withMessageEndingWith("there is no line for class '" + names.get(1) + "'.");
    }

    @Test
    void aTaxonomyWithTabsHasNamesWithCommas() throws IOException {
        Path file = root.resolve("taxonomy.tsv");
        Files.write(file, List.of("hen, bird\tfowl, all\tbirds", "cock,fowl,all", "owl\towls\tbirds"));
        Taxonomy taxonomy = Taxonomy.read(file, List.of("owl", "hen, bird"));
        assertThat(taxonomy.groups()).containsExactly(2, 1);
        assertThat(taxonomy.levels().get(0)).containsExactly(1, 0);
        assertThat(taxonomy.levels().get(1)).containsExactly(0, 0);
    }

    @Test
    void theContentOfATaxonomyIsPartOfTheChoice() throws IOException {
        Path file = root.resolve("birds#1.csv");
        CamModel plain = DrawnProblem.plain("gap");
        String written = "danet:maps=2,taxonomy=" + file;
        assertThat(WsolConfig.parse(written).toString()).endsWith("birds#1.csv"); // there is no file yet
        Files.write(file, plain.classNames().stream().map(name -> name + ",a").toList());
        WsolConfig choice = WsolConfig.parse(written);
        assertThat(choice.toString()).matches(".*birds#1\\.csv#[0-9a-f]{8}");
        assertThat(WsolConfig.parse(choice.toString())).isEqualTo(choice);
        assertThat(choice.draw(new Random(1)::nextDouble).text("taxonomy")).isEqualTo(choice.text("taxonomy"));
        choice.training(choice.network(plain, 1), 1);
        Files.write(file, plain.classNames().stream().map(name -> name + ",b").toList());
        assertThat(WsolConfig.parse(written)).isNotEqualTo(choice);
        assertThat(WsolConfig.parse(choice.toString())).isEqualTo(choice);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> choice.training(choice.network(plain, 1), 1))
                .withMessageContaining("its content changed, found the stamp");
        Files.delete(file);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> choice.training(choice.network(plain, 1), 1))
                .withMessageContaining("expected a text file of at most");
        assertThat(WsolConfig.parse("danet").toString()).doesNotContain("taxonomy");
    }

    @Test
    void i2cBringsImagesOfAClassTogetherAndItsCentersFollowThem() throws IOException {
        TrainingGraph training = training("i2c");
        List<Sample> shuffled = new ArrayList<>(DrawnProblem.data().samples(Split.TRAIN));
        Collections.shuffle(shuffled, new Random(2));
        List<Sample> ordered = training.order(shuffled);
        assertThat(ordered).containsExactlyInAnyOrderElementsOf(shuffled);
        int pairs = 0;
        for (int i = 0; i + 1 < ordered.size(); i += 2) {
            pairs += ordered.get(i).label() == ordered.get(i + 1).label() ? 1 : 0;
        }
        assertThat(pairs).isGreaterThanOrEqualTo((ordered.size() - CLASSES) / 2);
        INDArray centers = Objects.requireNonNull(training.state());
        int channels = (int) centers.size(1) - 1;
        float[][] seen = new float[3][channels];
        Arrays.fill(seen[0], 1);
        Arrays.fill(seen[1], 3);
        Arrays.fill(seen[2], 7);
        training.after(List.<float[][]>of(seen), new int[] {2, 2, 0});
        assertThat(centers.getDouble(2, 0)).isEqualTo(2); // the mean of the pair, at once
        assertThat(centers.getDouble(0, 0)).isEqualTo(7);
        assertThat(centers.getRow(1).sumNumber().intValue()).isZero();
        training.after(List.<float[][]>of(new float[1][channels]), new int[] {2});
        assertThat(centers.getDouble(2, 0)).isCloseTo(2 * (1 - Math.exp(-0.002)), within(1e-6));
        assertThat(centers.getDouble(2, channels)).isEqualTo(2);
    }

    @Test
    void i2cComparesSeedsOneByOneAndTheirMeanWithTheCenter() throws IOException {
        TrainingGraph training = training("i2c:local=0.01,global=0.005");
        int[] labels = {1, 2, 1, 2};
        INDArray centers = Objects.requireNonNull(training.state());
        int channels = (int) centers.size(1) - 1;
        centers.getRow(1).assign(1);
        TrainingGraph.Inputs feed = training.feed(images(4), labels, targets(labels), new Random(1));
        Map<String, INDArray> activations =
                training.graph().feedForward(feed.inputs().toArray(INDArray[]::new), true, false);
        INDArray seeds = layer(activations, "rival_i2c_seeds"); // [4, C, 3, 1]
        for (int i = 0; i < 4; i++) {
            INDArray mine = seeds.slice(i).reshape(channels, 3);
            INDArray other = seeds.slice((i + 2) % 4).reshape(channels, 3);
            double local = mine.sub(other).norm2(0).meanNumber().doubleValue();
            double global = mine.add(other).mean(1).div(2).sub(1).norm2Number().doubleValue();
            assertThat(layer(activations, "rival_i2c").getDouble(i))
                    .isCloseTo(0.01 * local + (labels[i] == 1 ? 0.005 * global : 0), within(1e-5));
        }
    }
}
