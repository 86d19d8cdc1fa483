package org.cam4j.experiments.papers.meng2019;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cam4j.experiments.papers.Experiments;
import org.cam4j.experiments.papers.meng2019.pairs.FineTunedPairs;
import org.cam4j.experiments.papers.meng2019.pairs.PairScore;
import org.cam4j.experiments.papers.meng2019.selection.Selection;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.PaperTable;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.claim.SelectedRuns;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.optimizer.Schedule;
import org.cam4j.training.recipe.Recipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the experiments of Meng 2019 plan at medium and full scale. */
class MengPlansTest {
    private static List<String> claims(String experiment, Scale scale) {
        return Experiments.byId(experiment).plan(scale).claims().stream()
                .map(Claim::text)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"meng2019-table1", "meng2019-table2", "meng2019-table3", "meng2019-table4", "meng2019-table5"})
    void everyPrintedCellIsPlacedAtFullScale(String id) {
        Experiment experiment = Experiments.byId(id);
        Set<PaperTable.Place> placed = experiment.plan(Scale.FULL).places().stream()
                .map(place -> new PaperTable.Place(place.row(), place.column()))
                .collect(Collectors.toSet());
        assertThat(placed).containsAll(experiment.printed().values().keySet());
    }

    @Test
    void claimsHaveTheSignOfThePrintedNumbers() {
        assertThat(claims("meng2019-ablation", Scale.FULL))
                .contains("resnet101: S with F is below Grad-CAM, as printed for Res-101 (27.25 against 27.94).")
                .contains("resnet101: S with A and F is above Grad-CAM, as printed for Res-101 (33.43 against 27.94).")
                .contains(
                        "mobilenet_v2-after: S with A and F is below Grad-CAM, as printed for Mobilenet (22.74 against 25.54).");
        assertThat(claims("meng2019-table5", Scale.FULL))
                .contains(
                        "PASCAL-val: Our w/o fusion is below Grad-CAM, as printed for PASCAL-val (27.25 against 27.94).")
                .contains("COCO-val: Our w/o fusion is above Grad-CAM, as printed for COCO-val (12.85 against 11.82).");
    }

    @Test
    void whatAllRowsTogetherShowIsClaimedForEveryNetwork() {
        assertThat(claims("meng2019-table2", Scale.FULL))
                .contains("Res-50: A raises every row, as printed for Res-50 (mean over images).")
                .contains("Res-50: S-4+A+F is the best of all rows, as printed for Res-50 (mean over images).")
                .contains("Res-152: S-1+A+F is the best of all rows, as printed for Res-152 (mean over images).");
        assertThat(claims("meng2019-table4", Scale.FULL))
                .contains("Mobilenet: A lowers every row, as printed for Mobilenet (mean over images).")
                .contains("VGG-19: Rank-a+A+F is the best of all rows, as printed for VGG-19 (mean over images).");
        assertThat(claims("meng2019-table2", Scale.MEDIUM))
                .contains(
                        "squeezenet1_1: A raises every row, as printed for Res-50, Res-101, Res-152 (mean over images).");
    }

    @Test
    void onCocoOnlyNetworksOfTheNearestClassesAreTrained() {
        RunSpec coco = MengRuns.fullOnCoco("resnet101");
        assertThat(((RepresentativeClasses) coco.measurement()).extent().selections())
                .containsExactly(Selection.S_1);
        assertThat(Experiments.byId("meng2019-figure7").plan(Scale.FULL).runs()).containsExactly(coco);
        assertThat(coco.data().centerCrop()).isEqualTo(224);
    }

    @Test
    void theLogitDifferenceIsTheDefaultScoreAndTheOtherOneReadsTheSameNetworks() {
        FineTunedPairs pairs = new FineTunedPairs(
                "mini",
                "gap",
                32,
                Optional.empty(),
                Recipes.byId("meng2019-pairs").recipe(),
                95);
        assertThat(pairs.score()).isEqualTo(PairScore.LOGIT_DIFFERENCE);
        assertThat(pairs.identity().choices()).doesNotContainKey("score");
        assertThat(pairs.withScore(PairScore.CLASS_LOGIT).identity().choices()).containsEntry("score", "class-logit");
        assertThat(Recipes.byId("meng2019").recipe().schedule()).isEqualTo(Schedule.PLATEAU);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "meng2019-table1",
                "meng2019-table2",
                "meng2019-table3",
                "meng2019-table4",
                "meng2019-table5",
                "meng2019-ablation",
                "meng2019-figure1",
                "meng2019-figure3",
                "meng2019-figure5",
                "meng2019-figure6",
                "meng2019-figure7",
                "meng2019-figure8",
                "meng2019-figure9"
            })
    void atMediumScaleRunsAreOrderedByBackboneAndAbsentClassesAreNamed(String id) {
        Plan plan = Experiments.byId(id).plan(Scale.MEDIUM);
        List<String> names = plan.runs().stream().map(RunSpec::name).toList();
        assertThat(names.get(0)).startsWith("squeezenet1_1");
        for (String backbone : MediumAnimals.BACKBONES) {
            assertThat(names).anyMatch(name -> name.startsWith(backbone));
        }
        assertThat(plan.remarks()).anyMatch(remark -> remark.contains("other 15 classes are absent"));
        Set<String> known = Set.copyOf(names);
        assertThat(plan.places())
                .allMatch(place -> known.contains(place.measure().run()));
        assertThat(plan.claims())
                .allMatch(claim -> claim.measures().stream().allMatch(measure -> known.contains(measure.run())));
    }

    @Test
    void theRunsOfOneBackboneCanBeAskedForAlone() {
        Experiment table = new SelectedRuns(Experiments.byId("meng2019-table4"), List.of("mobilenet_v2"));
        Plan plan = table.plan(Scale.MEDIUM);
        assertThat(plan.runs()).extracting(RunSpec::name).containsExactly("mobilenet_v2", "mobilenet_v2-after");
        assertThat(plan.claims()).isNotEmpty();
        assertThat(plan.places()).allMatch(place -> place.measure().run().startsWith("mobilenet_v2"));
        assertThatThrownBy(() -> new SelectedRuns(table, List.of("vgg")).plan(Scale.MEDIUM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--runs vgg: meng2019-table4 has no such run at medium scale");
    }
}
