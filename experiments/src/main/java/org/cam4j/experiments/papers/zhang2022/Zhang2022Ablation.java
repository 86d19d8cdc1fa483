package org.cam4j.experiments.papers.zhang2022;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.MediumRuns;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Zhang et al. 2022, section 4: WGAP, recombined weights and the automatic threshold, each alone and together. Run: {@code cam4j reproduce zhang2022-ablation}.
 * Cost at small scale: nine networks {@code mini}, about four minutes each on two idle cores, shared with the other experiments.
 *
 * <p>Differs: the paper prints no ablation. Its open points are rows: WGAP's factor 1 or 1/(WH), and the map built from the plain maps P or the weighted maps P S.
 * Full scale is that of table 1.
 */
public final class Zhang2022Ablation implements Experiment {
    private static final String FIXED = "fixed-0.20";
    private static final String AUTOMATIC = "automatic";
    private static final String GT_KNOWN = "gt_known_loc.";
    private static final List<String> HEADS = List.of("gap", "wgap", "wgap-area");
    /** Points within which a classification counts as kept. */
    private static final double KEPT = 2;

    /** A combination: which head, which map, which threshold. */
    private record Variant(String row, String head, String method, String policy) {
        MetricRef measure(String backbone, String metric) {
            return new MetricRef(backbone + head, method, metric + policy);
        }

        MetricRef accuracy(String backbone) {
            return new MetricRef(backbone + head, method, MetricKey.TOP1_CLS);
        }
    }

    private static final Variant PLAIN = new Variant("CAM: GAP, plain, fixed 0.20", "gap", "cam", FIXED);
    private static final Variant POOLING = new Variant("WGAP alone", "wgap", "cam", FIXED);
    private static final Variant RECOMBINED = new Variant("recombination alone", "gap", "cam-recombined", FIXED);
    private static final Variant THRESHOLD = new Variant("automatic threshold alone", "gap", "cam", AUTOMATIC);
    private static final Variant ALL = new Variant("all three", "wgap", "cam-recombined", AUTOMATIC);
    private static final List<Variant> VARIANTS = List.of(
            PLAIN,
            POOLING,
            new Variant("WGAP alone, 1/(WH)", "wgap-area", "cam", FIXED),
            new Variant("WGAP alone, weighted maps", "wgap", "cam-weighted", FIXED),
            RECOMBINED,
            THRESHOLD,
            new Variant("WGAP and recombination", "wgap", "cam-recombined", FIXED),
            new Variant("WGAP and automatic threshold", "wgap", "cam", AUTOMATIC),
            new Variant("recombination and automatic threshold", "gap", "cam-recombined", AUTOMATIC),
            ALL,
            new Variant("all three, 1/(WH)", "wgap-area", "cam-recombined", AUTOMATIC),
            new Variant("all three, weighted maps", "wgap", "cam-weighted-recombined", AUTOMATIC),
            new Variant("all three, 1/(WH), weighted maps", "wgap-area", "cam-weighted-recombined", AUTOMATIC),
            new Variant("no map: center box", "gap", "centre-box", FIXED));

    @Override
    public String id() {
        return "zhang2022-ablation";
    }

    @Override
    public String paper() {
        return "Zhang, Chang, Bui: Improving Class Activation Map for Weakly Supervised Object Localization, 2022,"
                + " section 4";
    }

    @Override
    public String description() {
        return "WGAP, recombined weights and the automatic threshold, each alone and together, in every reading that"
                + " the text allows.";
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        if (scale == Scale.MEDIUM) {
            for (String backbone : MediumRuns.backbones()) {
                HEADS.forEach(head -> plan.run(MediumRuns.onCub(backbone, head, SharedRuns.ofHeads())));
                compare(plan, backbone + "-", backbone + ": ", " (" + backbone + ")");
            }
            return plan.remark(MediumRuns.CUB_REMARK).remark(MediumRuns.RECIPE_REMARK);
        }
        HEADS.forEach(head -> plan.run(SharedRuns.zhang(scale, head, SharedRuns.ofHeads())));
        compare(plan, "", "", "");
        return plan;
    }

    /**
     * The rows and claims of one backbone.
     *
     * @param run what the names of its runs begin with, before the head
     * @param row what its rows begin with
     * @param where what its claims end with
     */
    private static void compare(Plan plan, String run, String row, String where) {
        for (Variant variant : VARIANTS) {
            plan.cell(row + variant.row(), "Top-1 Cls", variant.accuracy(run));
            plan.cell(row + variant.row(), "GT-known Loc", variant.measure(run, GT_KNOWN));
            plan.cell(row + variant.row(), "Top-1 Loc", variant.measure(run, "top1_loc."));
        }
        List<Better> claims = List.of(
                new Better("WGAP alone localizes better than CAM", POOLING, PLAIN),
                new Better("Recombined weights alone localize better than CAM", RECOMBINED, PLAIN),
                new Better("The automatic threshold alone localizes better than CAM", THRESHOLD, PLAIN),
                new Better("All three together localize better than CAM", ALL, PLAIN),
                new Better("All three together localize better than WGAP alone", ALL, POOLING),
                new Better("All three together localize better than recombined weights alone", ALL, RECOMBINED),
                new Better("All three together localize better than the automatic threshold alone", ALL, THRESHOLD));
        for (Better claim : claims) {
            plan.claim(Claim.higher(
                    claim.text() + where + ".",
                    claim.better().measure(run, GT_KNOWN),
                    claim.worse().measure(run, GT_KNOWN)));
        }
        for (String head : List.of("wgap", "wgap-area")) {
            plan.claim(Claim.similar(
                    String.format(Locale.ROOT, "The network with %s classifies as well as with GAP%s.", head, where),
                    PLAIN.accuracy(run),
                    new MetricRef(run + head, "cam", MetricKey.TOP1_CLS),
                    KEPT));
        }
    }

    private record Better(String text, Variant better, Variant worse) {}
}
