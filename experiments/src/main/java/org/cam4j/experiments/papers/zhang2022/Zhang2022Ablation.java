package org.cam4j.experiments.papers.zhang2022;

import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.metric.MetricKey;
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
    /** Points within which a classification counts as kept. */
    private static final double KEPT = 2;

    /** A combination: which network, which map, which threshold. */
    private record Variant(String row, String run, String method, String policy) {
        MetricRef measure(String metric) {
            return new MetricRef(run, method, metric + policy);
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
            new Variant("no map: centre box", "gap", "centre-box", FIXED));

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
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        for (String head : List.of("gap", "wgap", "wgap-area")) {
            plan.run(SharedRuns.zhang(scale, head, SharedRuns.ofHeads()));
        }
        for (Variant variant : VARIANTS) {
            plan.cell(variant.row(), "Top-1 Cls", new MetricRef(variant.run(), variant.method(), MetricKey.TOP1_CLS));
            plan.cell(variant.row(), "GT-known Loc", variant.measure(GT_KNOWN));
            plan.cell(variant.row(), "Top-1 Loc", variant.measure("top1_loc."));
        }
        better(plan, "WGAP alone localises better than CAM.", POOLING, PLAIN);
        better(plan, "Recombined weights alone localise better than CAM.", RECOMBINED, PLAIN);
        better(plan, "The automatic threshold alone localises better than CAM.", THRESHOLD, PLAIN);
        better(plan, "All three together localise better than CAM.", ALL, PLAIN);
        better(plan, "All three together localise better than WGAP alone.", ALL, POOLING);
        better(plan, "All three together localise better than recombined weights alone.", ALL, RECOMBINED);
        better(plan, "All three together localise better than the automatic threshold alone.", ALL, THRESHOLD);
        for (String head : List.of("wgap", "wgap-area")) {
            plan.claim(Claim.similar(
                            String.format(Locale.ROOT, "The network with %s classifies as well as with GAP.", head),
                            new MetricRef("gap", "cam", MetricKey.TOP1_CLS),
                            new MetricRef(head, "cam", MetricKey.TOP1_CLS),
                            KEPT));
        }
        return plan;
    }

    private static void better(Plan plan, String text, Variant better, Variant worse) {
        plan.claim(Claim.higher(text, better.measure(GT_KNOWN), worse.measure(GT_KNOWN)));
    }
}
