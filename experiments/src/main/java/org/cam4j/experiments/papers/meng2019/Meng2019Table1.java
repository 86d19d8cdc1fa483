package org.cam4j.experiments.papers.meng2019;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.cam4j.experiments.papers.meng2019.pairs.HeadPairs;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.PaperTable;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Meng et al. 2019, table 1: Grad-CAM of a class against every other class, and the mean of the maps against the best k of them. Run: {@code cam4j reproduce
 * meng2019-table1}. Cost at small scale: SqueezeNet once over 10,500 images, then minutes a seed. The whole matrix is {@code pairs.csv} in the run's folder.
 *
 * <p>Differs: 1. printed shares are percent here. 2. "Best" looks at the masks of the measured images, which is marked; the rows {@code honest} rank on validation images.
 * 3. Maps are brought to 0 to 1 before their mean is taken. 4. At small scale: binary heads on a trunk that stays as it is, Tiny ImageNet, boxes as masks; at medium scale five classes. The table does
 * not name its network; full scale takes ResNet-152, whose baseline in table 2 is the same 27.24.
 */
public final class Meng2019Table1 implements Experiment {
    private static final String MEAN = "avg";
    private static final String KEY = "miou";
    private static final String PER_IMAGE = "miou_per_image"; // the images are compared in pairs
    private static final int MOST = 4;
    private static final List<String> CLASSES = List.of(
            "aeroplane",
            "bicycle",
            "bird",
            "boat",
            "bottle",
            "bus",
            "car",
            "cat",
            "chair",
            "cow",
            "diningtable",
            "dog",
            "horse",
            "motorbike",
            "person",
            "pottedplant",
            "sheep",
            "sofa",
            "train",
            "tvmonitor");

    @Override
    public String id() {
        return "meng2019-table1";
    }

    @Override
    public String paper() {
        return "Meng, Huang, Li, Wu: Class Activation Map Generation by Representative Class Selection and Multi-Layer Feature Fusion, 2019, table 1";
    }

    @Override
    public String description() {
        return "mIoU of Grad-CAM against every single other class, and of the mean of the best k such maps, ranked with the masks as the paper does, and honestly.";
    }

    @Override
    public PaperTable printed() {
        return PaperTable.load("meng-table1-voc-class-pairs");
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        if (scale == Scale.MEDIUM) {
            for (String backbone : MediumAnimals.BACKBONES) {
                RunSpec run = MediumAnimals.everyPair(backbone);
                means(plan, run, backbone + ", " + MEAN);
                networks(plan, run, backbone + ", " + MEAN);
                classes(plan, run, MediumAnimals.CLASSES, backbone + ", ");
                claims(plan, run, backbone + ": ");
            }
            MediumAnimals.remark(plan);
            plan.remark("With four other classes Top4 is All.");
        } else {
            RunSpec run = MengRuns.everyPair(scale);
            means(plan, run, MEAN);
            if (scale == Scale.FULL) {
                classes(plan, run, CLASSES, "");
            } else {
                networks(plan, run, MEAN);
                plan.cell("Binary heads, epochs", MEAN, network(run, HeadPairs.EPOCHS))
                        .cell("Binary heads, seconds for all pairs", MEAN, network(run, HeadPairs.SECONDS));
            }
            claims(plan, run, "");
        }
        return RepresentativeClasses.onlyLearned(plan)
                .remark(
                        "Table 1 and table 2 print the same baseline, but single pairs are above it in table 1 (31.5 on average) and Random+F below it in table 2 (25.7). Here both are one protocol: compare with meng2019-table2's run of the same network.");
    }

    private static void means(Plan plan, RunSpec run, String column) {
        plan.run(run)
                .cell("Grad-CAM", column, measure(run, EveryPair.BASELINE))
                .cell("All", column, measure(run, EveryPair.ALL));
        for (int k = 1; k <= MOST; k++) {
            plan.cell("Top" + k, column, measure(run, EveryPair.top(k)))
                    .cell("Top" + k + ", ranked on validation", column, measure(run, EveryPair.honest(k)));
        }
        plan.cell("Top k, ranked and chosen on validation", column, measure(run, EveryPair.HONEST))
                .cell("Single pairs, mean", column, measure(run, EveryPair.SINGLE));
    }

    private static void networks(Plan plan, RunSpec run, String column) {
        plan.cell("Networks of pairs, accuracy", column, network(run, HeadPairs.BINARY_ACCURACY))
                .cell("All classes at once, accuracy", column, network(run, HeadPairs.ACCURACY));
    }

    /** Every class in a column: against each other one, against the best k, against all. */
    private static void classes(Plan plan, RunSpec run, List<String> classes, String prefix) {
        for (String name : classes) {
            String key = KEY + "." + name;
            plan.cell("Grad-CAM", prefix + name, new MetricRef(run.name(), EveryPair.BASELINE, key))
                    .cell("All", prefix + name, new MetricRef(run.name(), EveryPair.ALL, key));
            for (int k = 1; k <= MOST; k++) {
                plan.cell("Top" + k, prefix + name, new MetricRef(run.name(), EveryPair.top(k), key));
            }
            for (String row : classes) {
                if (!row.equals(name)) {
                    plan.cell(row, prefix + name, new MetricRef(run.name(), EveryPair.against(row), key));
                }
            }
        }
    }

    private static void claims(Plan plan, RunSpec run, String of) {
        difference(
                plan,
                run,
                of + "The best three classes, ranked with the masks, beat Grad-CAM of all classes.",
                EveryPair.top(3));
        difference(
                plan,
                run,
                of + "The best three classes of the validation images beat Grad-CAM of all classes.",
                EveryPair.honest(3));
        difference(
                plan,
                run,
                of + "All pairs together beat Grad-CAM of all classes (table 1; table 2 has Random+F below it).",
                EveryPair.ALL);
        plan.claim(Claim.higher(
                        of + "A single other class does better than all classes at once, on average.",
                        measure(run, EveryPair.SINGLE),
                        measure(run, EveryPair.BASELINE)))
                .claim(Claim.higher(
                        of + "The best three beat the mean of all pairs, ranked with the masks (mean over images).",
                        new MetricRef(run.name(), EveryPair.top(3), PER_IMAGE),
                        new MetricRef(run.name(), EveryPair.ALL, PER_IMAGE)))
                .claim(Claim.higher(
                        of
                                + "The best three beat the mean of all pairs, ranked on validation images (mean over images).",
                        new MetricRef(run.name(), EveryPair.honest(3), PER_IMAGE),
                        new MetricRef(run.name(), EveryPair.ALL, PER_IMAGE)));
    }

    private static void difference(Plan plan, RunSpec run, String text, String method) {
        plan.claim(Claim.above(text, new MetricRef(run.name(), method, "miou.difference"), 0));
    }

    private static MetricRef measure(RunSpec run, String method) {
        return new MetricRef(run.name(), method, KEY);
    }

    private static MetricRef network(RunSpec run, String key) {
        return new MetricRef(run.name(), RepresentativeClasses.NETWORKS, key);
    }
}
