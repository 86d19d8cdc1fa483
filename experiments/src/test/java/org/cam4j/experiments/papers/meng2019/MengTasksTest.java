package org.cam4j.experiments.papers.meng2019;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.experiments.papers.frozen.BinaryHead;
import org.cam4j.experiments.papers.meng2019.pairs.FineTunedPairs;
import org.cam4j.experiments.papers.meng2019.pairs.HeadPairs;
import org.cam4j.experiments.papers.meng2019.pairs.LogitPairs;
import org.cam4j.experiments.papers.meng2019.pairs.PairScore;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.DataFolder;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.recipe.TrainRecipe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measurements of Meng 2019 on a network that has learned nothing, on drawn images. */
@Tag("long")
class MengTasksTest {
    private static final Set<String> METHODS = Set.of(
            "grad-cam",
            "multi-layer-fusion",
            "random+F",
            "random+A+F",
            "rank-a+F",
            "rank-a+A+F",
            "rank-b+F",
            "rank-b+A+F",
            "s-1+F",
            "s-1+A+F",
            "s-2+F",
            "s-2+A+F",
            "s-3+F",
            "s-3+A+F",
            "s-4+F",
            "s-4+A+F",
            "s-1+F raw");

    @TempDir
    private Path folder;

    private RunContext context(int classes) throws IOException {
        Dataset data = Parts.open(new Parts.Options(classes, 32, 0.45, 1, 5, 8 * classes, 4 * classes, 10), 1);
        NetworkSpec spec = NetworkSpec.of("mini", "gap", data.classNames()).size(32, 32);
        return new RunContext(
                Optional.of(Networks.create(spec)),
                data,
                1,
                1,
                folder.resolve("runs/own"), // what runs share lies beside 'runs'
                new DataFolder(Optional.empty()),
                Progress.NONE);
    }

    @Test
    void everySelectionIsMeasuredByLogitsAlone() throws IOException {
        RunOutput measured = new RepresentativeClasses(new LogitPairs(), Split.TEST, 0, true, 1).run(context(5));
        assertThat(measured.methods().keySet()).containsAll(METHODS).contains(ClusterQuality.METHOD);
        for (String method : METHODS) {
            assertThat(value(measured, method, "miou").value()).isBetween(0.0, 100.0);
            assertThat(value(measured, method, "miou.validation")).isNotNull();
        }
        assertThat(measured.texts()).containsOnlyKeys("ranking.csv", "similarity.csv");
        assertThat(measured.pictures()).containsKeys("maps.png", "similarity.png");
        assertThat(value(measured, "clusters", "agreement").value()).isLessThanOrEqualTo(100);
    }

    @Test
    void fewerThanFiveClassesAreRefusedInOneLine() {
        assertThatThrownBy(() -> new RepresentativeClasses(new LogitPairs(), Split.TEST, 0, false, 0).run(context(4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 classes with images of one label")
                .hasMessageContaining("expected 5 or more")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void topClassesRankedWithTheMasksAreMarkedAndAtLeastAsGoodAsHonestOnesForTheBest() throws IOException {
        HeadPairs heads = new HeadPairs("mini", Optional.empty(), 32, BinaryHead.Recipe.PAPER);
        RunOutput measured = new EveryPair(heads, 0).run(context(5));
        MetricValue ranked = value(measured, "top-1", "miou");
        MetricValue honest = value(measured, "top-1 honest", "miou");
        assertThat(ranked.usesTestLabels()).isTrue();
        assertThat(honest.usesTestLabels()).isFalse();
        assertThat(ranked.value()).isGreaterThanOrEqualTo(honest.value());
        assertThat(Objects.requireNonNull(measured.texts().get("pairs.csv")).lines())
                .hasSize(6);
        assertThat(value(measured, RepresentativeClasses.NETWORKS, HeadPairs.EPOCHS)
                        .value())
                .isBetween(1.0, 10.0);
    }

    @Test
    void everyPairIsANetworkOfItsOwnThatStopsWhenItIsAccurateAndIsKept() throws IOException {
        TrainRecipe recipe = TrainRecipe.fromScratch().epochs(3).batchSize(8);
        FineTunedPairs pairs = new FineTunedPairs("mini", "gap", 32, Optional.empty(), recipe, -1);
        RunOutput measured = new RepresentativeClasses(pairs, Split.TEST, 4, false, 0).run(context(5));
        assertThat(measured.methods().keySet()).containsAll(METHODS);
        Path shared = folder.resolve("shared/pairs");
        try (Stream<Path> networks = Files.list(shared)) {
            List<Path> all = networks.toList();
            assertThat(all).hasSizeBetween(4, 10);
            for (Path network : all) {
                assertThat(network.resolve("history.csv")).content().hasLineCount(2);
            }
            long before =
                    Files.getLastModifiedTime(all.get(0).resolve("run.json")).toMillis();
            new RepresentativeClasses(pairs, Split.TEST, 4, false, 0).run(context(5));
            assertThat(Files.getLastModifiedTime(all.get(0).resolve("run.json")).toMillis())
                    .isEqualTo(before);
        }
    }

    @Test
    void aScoreOfTheClassAloneReadsTheNetworksThatAreThere() throws IOException {
        TrainRecipe recipe = TrainRecipe.fromScratch().epochs(1).batchSize(8);
        FineTunedPairs pairs = new FineTunedPairs("mini", "gap", 32, Optional.empty(), recipe, 101);
        Extent nearest = Extent.WHOLE.nearestOnly().withBlocks();
        RunOutput difference = new RepresentativeClasses(pairs, Split.TEST, 0, true, 1, nearest).run(context(5));
        RunOutput logit = new RepresentativeClasses(
                        pairs.withScore(PairScore.CLASS_LOGIT), Split.TEST, 0, true, 1, nearest)
                .run(context(5));
        try (Stream<Path> networks = Files.list(folder.resolve("shared/pairs"))) {
            assertThat(networks).hasSizeLessThanOrEqualTo(10);
        }
        assertThat(difference.methods().keySet())
                .contains("s-1+layer1+F", "s-1+layer4+F", "s-1+sum+F", "s-1+A+F")
                .doesNotContain("random+F", "s-2+F");
        assertThat(difference.pictures()).containsKeys("maps.png", "blocks.png", "classes.png");
        assertThat(value(difference, "grad-cam", "miou")).isEqualTo(value(logit, "grad-cam", "miou"));
        assertThat(value(difference, "s-1+F", "miou")).isNotEqualTo(value(logit, "s-1+F", "miou"));
        assertThat(value(difference, "s-1+F", FineTunedPairs.ACCURACY).value()).isBetween(0.0, 100.0);
        assertThat(value(difference, RepresentativeClasses.NETWORKS, FineTunedPairs.BINARY_ACCURACY)
                        .value())
                .isBetween(0.0, 100.0);
    }

    @Test
    void blocksOfOneNetworkAreMeasuredAlone() throws IOException {
        RunOutput measured = new BlockFusion(BlockFusion.Outputs.OWN, 2).run(context(5));
        assertThat(measured.methods().keySet())
                .contains("multi-layer-fusion@layer1", "multi-layer-fusion@layer4", "multi-layer-fusion@sum", "cam");
        assertThat(measured.pictures()).containsKeys("blocks.png", "classes.png");
        assertThat(BlockFusion.Outputs.PERSON.of(List.of("dog", "person"))).containsOnlyKeys(1);
        assertThat(BlockFusion.Outputs.IMAGENET_FOR_COCO
                        .of(List.of("person", "zebra"))
                        .get(1))
                .containsExactly(340);
    }

    @Test
    void boxesStandForMasksWhereThereAreNone() throws IOException {
        Sample drawn = context(5).data().samples(Split.TEST).get(0);
        assertThat(ObjectMask.of(drawn)).isSameAs(drawn);
        Sample boxed = new Sample(
                drawn.id(), drawn.label(), 32, 32, List.of(new Box(2, 3, 4, 32)), Optional.empty(), drawn.image());
        byte[] pixels = ObjectMask.of(boxed).mask().orElseThrow().get().pixels();
        int inside = 0;
        for (byte pixel : pixels) {
            inside += pixel;
        }
        assertThat(inside).as("columns 2 to 4, rows 3 to the last").isEqualTo(3 * 29);
    }

    @Test
    void drawnImagesAreReadInAnotherSetsLayout() throws IOException {
        DataChoice choice = DataChoice.written("voc", new Parts.Options(5, 32, 0.45, 1, 5, 20, 10, 10));
        Dataset data = choice.open(new DataFolder(Optional.empty()), folder, 1);
        assertThat(data.id()).isEqualTo("voc");
        assertThat(data.samples(Split.TEST))
                .hasSize(10)
                .allSatisfy(sample -> assertThat(sample.mask()).isPresent());
        assertThat(choice.open(new DataFolder(Optional.empty()), folder, 1).fingerprint())
                .isEqualTo(data.fingerprint());
    }

    private static MetricValue value(RunOutput measured, String method, String key) {
        return Objects.requireNonNull(
                Objects.requireNonNull(measured.methods().get(method)).metrics().get(key), key);
    }
}
