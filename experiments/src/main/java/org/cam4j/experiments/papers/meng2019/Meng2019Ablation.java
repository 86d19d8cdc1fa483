package org.cam4j.experiments.papers.meng2019;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.cam4j.datasets.Split;
import org.cam4j.experiments.papers.meng2019.pairs.FineTunedPairs;
import org.cam4j.experiments.papers.meng2019.pairs.HeadPairs;
import org.cam4j.experiments.papers.meng2019.selection.Selection;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.PaperTable;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Meng et al. 2019, sections 3 and 4.4.2: S, A and F each alone and together, and the readings that the text leaves open. Run: {@code cam4j reproduce
 * meng2019-ablation}. Cost at small scale: that of tables 2 and 5, whose runs these are, and the binary heads once more, trained on.
 *
 * <p>Readings: maps brought to 0 to 1 or not before their mean (F) and before their sum (A); the sum alone; binary heads stopped as the paper does or trained on; with networks of
 * pairs also the logit of the class instead of the difference of the two, and with MobileNets the layers after each down-sampling.
 *
 * <p>Claims have the sign that the paper prints, for MobileNets in table 4, else for ResNet-101 in table 2. That A alone is above Grad-CAM is printed nowhere.
 */
public final class Meng2019Ablation implements Experiment {
    private static final String KEY = "miou";
    private static final String BASELINE = "Baseline";
    private static final String DIFFERENCE = "miou.difference";

    @Override
    public String id() {
        return "meng2019-ablation";
    }

    @Override
    public String paper() {
        return "Meng, Huang, Li, Wu: Class Activation Map Generation by Representative Class Selection and Multi-Layer Feature Fusion, 2019, sections 3 and 4.4";
    }

    @Override
    public String description() {
        return "Selection, fusion of blocks and mean over pairs, each alone and together, in the readings that the text allows.";
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        List<RunSpec> selections = MengRuns.selections(scale, Split.TEST);
        selections.forEach(run -> steps(plan, run));
        MengRuns.blocks(scale).forEach(run -> readings(plan, run));
        switch (scale) {
            case SMOKE, SMALL -> {
                RunSpec longer = MengRuns.trainedOn(scale);
                steps(plan, longer);
                for (RunSpec run : List.of(selections.get(selections.size() - 1), longer)) {
                    for (String key : List.of(
                            HeadPairs.BINARY_ACCURACY, HeadPairs.EPOCHS, HeadPairs.SECONDS, HeadPairs.ACCURACY)) {
                        network(plan, run, key);
                    }
                }
            }
            case MEDIUM -> {
                MediumAnimals.BACKBONES.forEach(backbone -> score(plan, MediumAnimals.classLogit(backbone)));
                MediumAnimals.MOBILE_NETS.forEach(backbone -> steps(plan, MediumAnimals.afterDownsampling(backbone)));
                selections.forEach(run -> {
                    network(plan, run, FineTunedPairs.BINARY_ACCURACY);
                    network(plan, run, FineTunedPairs.ACCURACY);
                });
                MediumAnimals.remark(plan);
            }
            case FULL -> {
                score(plan, MengRuns.fullClassLogit("resnet101"));
                steps(plan, MengRuns.fullAfterDownsampling("mobilenet_v2"));
            }
        }
        return RepresentativeClasses.onlyLearned(plan);
    }

    private static void network(Plan plan, RunSpec run, String key) {
        plan.cell(key, run.name(), new MetricRef(run.name(), RepresentativeClasses.NETWORKS, key));
    }

    /** S alone by the other score of a pair. */
    private static void score(Plan plan, RunSpec run) {
        plan.run(run)
                .cell("S + F", run.name(), MengRuns.measure(run, Selection.S_1, false, KEY))
                .cell("S + A + F", run.name(), MengRuns.measure(run, Selection.S_1, true, KEY));
        printed(plan, run);
    }

    private static void steps(Plan plan, RunSpec run) {
        plan.run(run);
        plan.cell("none: Grad-CAM", run.name(), new MetricRef(run.name(), RepresentativeClasses.BASELINE, KEY))
                .cell("A", run.name(), new MetricRef(run.name(), RepresentativeClasses.FUSION, KEY))
                .cell("random + F", run.name(), MengRuns.measure(run, Selection.RANDOM, false, KEY))
                .cell("random + A + F", run.name(), MengRuns.measure(run, Selection.RANDOM, true, KEY))
                .cell("S + F", run.name(), MengRuns.measure(run, Selection.S_1, false, KEY))
                .cell("S + F, maps as they are", run.name(), new MetricRef(run.name(), RepresentativeClasses.RAW, KEY))
                .cell("S + A + F", run.name(), MengRuns.measure(run, Selection.S_1, true, KEY));
        above(
                plan,
                run,
                "A alone is above Grad-CAM.",
                new MetricRef(run.name(), RepresentativeClasses.FUSION, DIFFERENCE));
        printed(plan, run);
        plan.claim(PrintedSigns.ofValues(
                sign(run, "S-1+A+F", "Random+A+F"),
                run.name(),
                "S",
                "random classes, with A and F (mean over images)",
                MengRuns.measure(run, Selection.S_1, true, "miou_per_image"),
                MengRuns.measure(run, Selection.RANDOM, true, "miou_per_image")));
    }

    /** S and F, and S, A and F, against Grad-CAM. */
    private static void printed(Plan plan, RunSpec run) {
        plan.claim(PrintedSigns.ofDifference(
                        sign(run, "S-1+F", BASELINE),
                        run.name(),
                        "S with F",
                        "Grad-CAM",
                        MengRuns.measure(run, Selection.S_1, false, DIFFERENCE)))
                .claim(PrintedSigns.ofDifference(
                        sign(run, "S-1+A+F", BASELINE),
                        run.name(),
                        "S with A and F",
                        "Grad-CAM",
                        MengRuns.measure(run, Selection.S_1, true, DIFFERENCE)));
    }

    private static PrintedSigns.Pair sign(RunSpec run, String row, String other) {
        boolean mobile = run.name().startsWith("mobilenet");
        PaperTable table = PaperTable.load(mobile ? "meng-table4-voc-val-small-networks" : "meng-table2-voc-val");
        String column = mobile ? "Mobilenet" : "Res-101";
        return new PrintedSigns.Pair(
                Objects.requireNonNull(table.value(row, column), row),
                Objects.requireNonNull(table.value(other, column), other),
                column);
    }

    private static void readings(Plan plan, RunSpec run) {
        plan.run(run);
        plan.cell("none: Grad-CAM", run.name(), new MetricRef(run.name(), BlockFusion.BASELINE, KEY))
                .cell("A", run.name(), new MetricRef(run.name(), BlockFusion.FUSION, KEY))
                .cell("A, blocks as they are", run.name(), new MetricRef(run.name(), BlockFusion.RAW, KEY))
                .cell("A, sum alone", run.name(), new MetricRef(run.name(), BlockFusion.SUM, KEY));
        above(plan, run, "A alone is above Grad-CAM.", new MetricRef(run.name(), BlockFusion.FUSION, DIFFERENCE));
        above(
                plan,
                run,
                "A with blocks as they are is above Grad-CAM.",
                new MetricRef(run.name(), BlockFusion.RAW, DIFFERENCE));
    }

    private static void above(Plan plan, RunSpec run, String text, MetricRef difference) {
        plan.claim(Claim.above(String.format(Locale.ROOT, "%s: %s", run.name(), text), difference, 0));
    }
}
