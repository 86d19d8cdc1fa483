package org.cam4j.experiments.papers.zhang2022;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Zhang et al. 2022, section 4.3: the automatic threshold against every other policy, on the same maps. Run: {@code cam4j reproduce zhang2022-threshold}. Cost at
 * small scale: two passes of published networks over 800 images, about three minutes; nothing is trained.
 *
 * <p>Differs: the paper does not measure the threshold alone. Its open points are rows of their own: the first candidate or the one of the largest difference, pixels
 * on the image's edge counted or not. Full scale has VGG-16 of table 1, with GAP and WGAP, besides the same two networks on the whole ILSVRC validation set.
 */
public final class Zhang2022Threshold implements Experiment {
    private static final String CAM = "cam";
    /** Rows and the policies behind them. */
    private static final List<Map.Entry<String, String>> POLICIES = List.of(
            Map.entry("automatic, first candidate, edge pixels counted (default)", "automatic"),
            Map.entry("automatic, first candidate, edge pixels left out", "automatic-inner"),
            Map.entry("automatic, largest difference, edge pixels counted", "automatic-largest"),
            Map.entry("automatic, largest difference, edge pixels left out", "automatic-largest-inner"),
            Map.entry("fixed 0.20", "fixed-0.20"),
            Map.entry("fixed 0.15", "fixed-0.15"),
            Map.entry("chosen on other images", "validation"),
            Map.entry("best for the measured images", "best"),
            Map.entry("best for each image", "oracle"));

    /** A point and a half, the difference between the two best rows of the paper's table 1. */
    private static final double SIMILAR = 1.5;

    @Override
    public String id() {
        return "zhang2022-threshold";
    }

    @Override
    public String paper() {
        return "Zhang, Chang, Bui: Improving Class Activation Map for Weakly Supervised Object Localization, 2022,"
                + " section 4.3";
    }

    @Override
    public String description() {
        return "GT-known localization of the same class activation maps at the automatic threshold, in each of its"
                + " readings, and at every other policy.";
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        for (RunSpec run : FigureRuns.all(scale)) {
            plan.run(run);
            POLICIES.forEach(row -> plan.cell(row.getKey(), run.name(), gtKnown(run, row.getValue())));
            plan.claim(Claim.higher(
                    String.format(
                            Locale.ROOT, "The automatic threshold localizes better than fixed 0.20 (%s).", run.name()),
                    gtKnown(run, "automatic"),
                    gtKnown(run, "fixed-0.20")));
            plan.claim(Claim.higher(
                    String.format(
                            Locale.ROOT,
                            "The automatic threshold localizes better than one chosen on other images (%s).",
                            run.name()),
                    gtKnown(run, "automatic"),
                    gtKnown(run, "validation")));
            plan.claim(Claim.higher(
                    String.format(
                            Locale.ROOT,
                            "Two stages localize better than the single stage, the largest difference (%s).",
                            run.name()),
                    gtKnown(run, "automatic"),
                    gtKnown(run, "automatic-largest")));
            plan.claim(Claim.similar(
                    String.format(Locale.ROOT, "The single stage is \"very similar to CAM\" at 0.20 (%s).", run.name()),
                    gtKnown(run, "automatic-largest"),
                    gtKnown(run, "fixed-0.20"),
                    SIMILAR));
            plan.claim(Claim.similar(
                    String.format(
                            Locale.ROOT,
                            "It makes no difference whether pixels on the image's edge count (%s).",
                            run.name()),
                    gtKnown(run, "automatic"),
                    gtKnown(run, "automatic-inner"),
                    SIMILAR));
        }
        FigureRuns.remarks(plan, scale);
        return plan;
    }

    private static MetricRef gtKnown(RunSpec run, String policy) {
        return new MetricRef(run.name(), CAM, MetricKey.gtKnown(policy));
    }
}
