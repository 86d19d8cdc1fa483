package org.cam4j.experiments.papers.meng2019;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cam4j.datasets.Split;
import org.cam4j.experiments.papers.meng2019.selection.Selection;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Meng et al. 2019, figures 1, 3 and 5 to 9, with the numbers behind them. Run: {@code cam4j reproduce meng2019-figure1}. Cost: that of the tables, whose runs these
 * are. Pictures: {@code maps.png} (figures 1, 5 and 9: image, object, maps against the representative classes, Grad-CAM, mean without and with all blocks), {@code
 * similarity.png} with {@code ranking.csv} (figure 3), {@code blocks.png} (figures 6 and 7: every block, their sum, the fused map; of CAM, ACoL and CBAM in their own runs' folders, of the same images), {@code classes.png} (figure 8).
 *
 * <p>Differs: 1. images are taken at equal distances, not chosen by hand, and the networks are those of the tables. 2. At small scale figures 7 and 8 show step A alone, and neither
 * ACoL nor CBAM: no network was trained on segmented images.
 */
public final class Meng2019Figures implements Experiment {
    /** What a figure shows. */
    private enum Kind {
        MAPS,
        SIMILARITY,
        BLOCKS,
        CLASSES
    }

    private static final int MOST_BLOCKS = 5;
    private static final int ON_COCO = 7;
    private static final int WITH_RIVALS = 9;
    private static final String KEY = "miou";

    private final int number;
    private final Kind kind;
    private final String description;

    private Meng2019Figures(int number, Kind kind, String description) {
        this.number = number;
        this.kind = kind;
        this.description = description;
    }

    /** Every figure but the drawings 2 and 4. */
    public static List<Experiment> all() {
        return List.of(
                new Meng2019Figures(1, Kind.MAPS, "Maps of a class against one class after the other, and their mean."),
                new Meng2019Figures(
                        3, Kind.SIMILARITY, "Classes ranked by similarity, and the clusters they fall into."),
                new Meng2019Figures(5, Kind.MAPS, "Maps against the representative classes, their mean, and Grad-CAM."),
                new Meng2019Figures(6, Kind.BLOCKS, "Maps of every block and their fusion."),
                new Meng2019Figures(7, Kind.BLOCKS, "Maps of every block, their sum and their fusion, on COCO."),
                new Meng2019Figures(8, Kind.CLASSES, "mIoU of every class on COCO."),
                new Meng2019Figures(
                        9, Kind.MAPS, "Maps of the paper's method without and with fusion beside Grad-CAM."));
    }

    @Override
    public String id() {
        return "meng2019-figure" + number;
    }

    @Override
    public String paper() {
        return "Meng, Huang, Li, Wu: Class Activation Map Generation by Representative Class Selection and Multi-Layer Feature Fusion, 2019, figure "
                + number;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        boolean trained = scale == Scale.MEDIUM || scale == Scale.FULL;
        switch (kind) {
            case MAPS -> {
                MengRuns.selections(scale, Split.TEST).forEach(run -> maps(plan, run));
                if (number == WITH_RIVALS && trained) {
                    ExistingMethod.of(scale, "PASCAL-val").forEach((row, value) -> existing(plan, row, value));
                }
            }
            case SIMILARITY -> {
                MengRuns.selections(scale, Split.TEST).forEach(run -> similarity(plan, run));
                plan.remark(
                        "objective: mean similarity of a class to its own cluster, lowest and highest of ten seeds; excess: by how many percent it exceeds that of random partitions; agreement: adjusted Rand index between seeds, times 100; circles: percent of the seeds whose rounds did not settle.");
            }
            case BLOCKS -> {
                if (number == ON_COCO && trained) {
                    onCoco(scale).forEach(run -> pairBlocks(plan, run));
                } else {
                    blocks(scale).forEach(run -> blocks(plan, run));
                }
            }
            case CLASSES -> {
                if (trained) {
                    onCoco(scale).forEach(run -> classesOfPairs(plan, scale, run));
                    ExistingMethod.of(scale, "COCO-val").forEach((row, value) -> {
                        existing(plan, row, value);
                        ofClasses(plan, scale, row, value.run(), value.method());
                    });
                } else {
                    MengRuns.blocks(scale).forEach(run -> classes(plan, run));
                }
            }
        }
        if (scale == Scale.MEDIUM) {
            MediumAnimals.remark(plan);
        }
        return RepresentativeClasses.onlyLearned(plan);
    }

    /** At full scale figure 6 is about PASCAL VOC alone. */
    private static List<RunSpec> blocks(Scale scale) {
        return scale == Scale.FULL ? List.of(MengRuns.fullBlocks("voc", Split.TEST)) : MengRuns.blocks(scale);
    }

    private static List<RunSpec> onCoco(Scale scale) {
        return scale == Scale.FULL
                ? List.of(MengRuns.fullOnCoco("resnet101"))
                : MediumAnimals.BACKBONES.stream().map(MediumAnimals::onCoco).toList();
    }

    private static void existing(Plan plan, String row, ExistingMethod value) {
        if (plan.runs().stream().noneMatch(run -> run.name().equals(value.run().name()))) {
            plan.run(value.run());
        }
        plan.cell(row, value.run().name(), new MetricRef(value.run().name(), value.method(), KEY));
    }

    /** Bars of figure 8; at full scale the 80 classes stand in the runs' own tables. */
    private static void ofClasses(Plan plan, Scale scale, String row, RunSpec run, String method) {
        if (scale == Scale.MEDIUM) {
            for (String name : MediumAnimals.CLASSES) {
                plan.cell(row, run.name() + ", " + name, new MetricRef(run.name(), method, KEY + "." + name));
            }
        }
    }

    private static void classesOfPairs(Plan plan, Scale scale, RunSpec run) {
        maps(plan, run);
        ofClasses(plan, scale, "Grad-CAM", run, RepresentativeClasses.BASELINE);
        ofClasses(plan, scale, "w/o Fusion (S-1+F)", run, RepresentativeClasses.method(Selection.S_1, false));
        ofClasses(plan, scale, "Fusion (S-1+A+F)", run, RepresentativeClasses.method(Selection.S_1, true));
        remarkOfClasses(plan, run);
    }

    private static void remarkOfClasses(Plan plan, RunSpec run) {
        plan.remark(
                String.format(Locale.ROOT, "%s: every class is in the run's table and in classes.png.", run.name()));
    }

    /** Every block's map, averaged over the classes of S-1. */
    private static void pairBlocks(Plan plan, RunSpec run) {
        plan.run(run);
        for (int block = 1; block <= MOST_BLOCKS; block++) {
            plan.cell(
                    "Layer" + block,
                    run.name(),
                    new MetricRef(run.name(), RepresentativeClasses.blockMethod(block), KEY));
        }
        plan.cell("Adding", run.name(), new MetricRef(run.name(), RepresentativeClasses.blockMethod(0), KEY))
                .cell("Fusion", run.name(), MengRuns.measure(run, Selection.S_1, true, KEY))
                .cell("Grad-CAM", run.name(), new MetricRef(run.name(), RepresentativeClasses.BASELINE, KEY))
                .claim(Claim.above(
                        String.format(
                                Locale.ROOT,
                                "%s: the fused map (S-1+A+F) is better than Grad-CAM of the last layer.",
                                run.name()),
                        MengRuns.measure(run, Selection.S_1, true, "miou.difference"),
                        0))
                .claim(Claim.higher(
                        String.format(Locale.ROOT, "%s: the fused map (S-1+A+F) is better than the sum.", run.name()),
                        MengRuns.measure(run, Selection.S_1, true, "miou_per_image"),
                        new MetricRef(run.name(), RepresentativeClasses.blockMethod(0), "miou_per_image")));
    }

    private static void maps(Plan plan, RunSpec run) {
        plan.run(run);
        plan.cell("Grad-CAM", run.name(), new MetricRef(run.name(), RepresentativeClasses.BASELINE, KEY))
                .cell("w/o Fusion (S-1+F)", run.name(), MengRuns.measure(run, Selection.S_1, false, KEY))
                .cell("Fusion (S-1+A+F)", run.name(), MengRuns.measure(run, Selection.S_1, true, KEY));
    }

    private static void similarity(Plan plan, RunSpec run) {
        plan.run(run);
        for (String key : List.of(
                "objective", "random_partitions", "excess", "agreement", "agreement_of_random", "circles", "classes")) {
            plan.cell(key, run.name(), new MetricRef(run.name(), "clusters", key));
        }
        plan.claim(Claim.above(
                        String.format(
                                Locale.ROOT,
                                "%s: the clusters of every seed beat random partitions of the same sizes.",
                                run.name()),
                        new MetricRef(run.name(), "clusters", "excess"),
                        0))
                .claim(Claim.above(
                        String.format(
                                Locale.ROOT,
                                "%s: the clusters of different seeds agree (adjusted Rand index above 0.5).",
                                run.name()),
                        new MetricRef(run.name(), "clusters", "agreement"),
                        50));
    }

    private static void blocks(Plan plan, RunSpec run) {
        plan.run(run);
        for (int block = 1; block <= MOST_BLOCKS; block++) {
            plan.cell("Layer" + block, run.name(), new MetricRef(run.name(), BlockFusion.layer(block), KEY));
        }
        MetricRef fusion = new MetricRef(run.name(), BlockFusion.FUSION, KEY);
        plan.cell("Adding", run.name(), new MetricRef(run.name(), BlockFusion.SUM, KEY))
                .cell("Fusion", run.name(), fusion)
                .cell("Grad-CAM", run.name(), new MetricRef(run.name(), BlockFusion.BASELINE, KEY))
                .claim(Claim.above(
                        String.format(
                                Locale.ROOT,
                                "%s: the fused map is better than Grad-CAM of the last layer.",
                                run.name()),
                        new MetricRef(run.name(), BlockFusion.FUSION, "miou.difference"),
                        0))
                .claim(Claim.higher(
                        String.format(Locale.ROOT, "%s: the fused map is better than the sum.", run.name()),
                        new MetricRef(run.name(), BlockFusion.FUSION, "miou_per_image"),
                        new MetricRef(run.name(), BlockFusion.SUM, "miou_per_image")));
    }

    private static void classes(Plan plan, RunSpec run) {
        plan.run(run);
        plan.cell("Grad-CAM", run.name(), new MetricRef(run.name(), BlockFusion.BASELINE, KEY))
                .cell("Fusion", run.name(), new MetricRef(run.name(), BlockFusion.FUSION, KEY));
        remarkOfClasses(plan, run);
    }
}
