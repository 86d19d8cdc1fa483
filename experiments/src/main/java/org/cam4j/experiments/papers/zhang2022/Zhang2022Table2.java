package org.cam4j.experiments.papers.zhang2022;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.LocalizationTask;
import org.cam4j.experiments.papers.shared.MediumRuns;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.PaperTable;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.wsol.WsolMethod;
import org.cam4j.training.wsol.WsolMethods;

/**
 * Zhang et al. 2022, table 2: ILSVRC. Run: {@code cam4j reproduce zhang2022-table2 --data DIR} with the ILSVRC training
 * and validation images and {@code weights/} of VGG-16 and Inception-v3 in it. Expected: CAM 66.6, 42.8, 59.0 and
 * theirs 68.32, 50.1, 65.4 (top-1, top-1 localization, GT-known).
 *
 * <p>Differs: as table 1. At small scale nothing is trained: MobileNetV2 with its published weights on the available
 * validation images. Its head is GAP, so "Ours" there is recombined weights and the automatic threshold without WGAP.
 */
public final class Zhang2022Table2 implements Experiment {
    private static final String CAM = "cam";
    private static final String RECOMBINED = "cam-recombined";

    @Override
    public String id() {
        return "zhang2022-table2";
    }

    @Override
    public String paper() {
        return "Zhang, Chang, Bui: Improving Class Activation Map for Weakly Supervised Object Localization, 2022,"
                + " table 2";
    }

    @Override
    public String description() {
        return "CAM, other WSOL methods and the paper's pipeline (WGAP, recombined weights, automatic threshold) on"
                + " ILSVRC.";
    }

    @Override
    public PaperTable printed() {
        return PaperTable.load("zhang-table2-ilsvrc");
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        return scale == Scale.MEDIUM ? medium() : trained(scale);
    }

    /** Published networks on both excerpts: nothing is trained. SqueezeNet's classifier gives one map a class, so that there is nothing to recombine. */
    private static Plan medium() {
        Plan plan = new Plan();
        for (DataChoice excerpt : List.of(MediumRuns.ilsvrcSample(), MediumRuns.ilsvrcOfTenClasses())) {
            for (String backbone : List.of("googlenet-bvlc", "mobilenet_v2", "mobilenet_v1-0.75")) {
                RunSpec run = MediumRuns.published(backbone, excerpt, SharedRuns.ofPublished());
                plan.run(run);
                row(plan, run.name() + ": CAM", "", run.name(), CAM, "fixed-0.20");
                row(plan, run.name() + ": CAM, threshold of the other half", "", run.name(), CAM, "validation");
                row(plan, run.name() + ": recombined", "", run.name(), RECOMBINED, "fixed-0.20");
                row(plan, run.name() + ": CAM, automatic threshold", "", run.name(), CAM, "automatic");
                row(plan, run.name() + ": ours without WGAP", "", run.name(), RECOMBINED, "automatic");
                claims(plan, " (" + run.name() + ", without WGAP)", run, run);
            }
            for (String backbone : List.of("squeezenet1_0", "squeezenet1_1")) {
                RunSpec run = MediumRuns.published(backbone, excerpt, LocalizationTask.of(CAM));
                plan.run(run);
                row(plan, run.name() + ": CAM", "", run.name(), CAM, "fixed-0.20");
                row(plan, run.name() + ": CAM, threshold of the other half", "", run.name(), CAM, "validation");
                row(plan, run.name() + ": CAM, automatic threshold", "", run.name(), CAM, "automatic");
            }
            String any = "squeezenet1_1-" + excerpt.folder();
            row(plan, "no network: center box, " + excerpt.folder(), "", any, "centre-box", "fixed-0.20");
        }
        return plan.remark(MediumRuns.ILSVRC_REMARK)
                .remark(
                        "'Ours' here is recombined weights and the automatic threshold; the published networks have no WGAP.")
                .remark("Every network has seen the whole ILSVRC training set in its publisher's training.");
    }

    private static Plan trained(Scale scale) {
        Plan plan = new Plan();
        if (scale == Scale.FULL) {
            RunSpec plain = fineTuned("vgg16", "gap");
            RunSpec ours = fineTuned("vgg16", "wgap-area");
            RunSpec inception = fineTuned("inception_v3", "gap");
            plan.run(plain).run(ours).run(inception);
            row(plan, "VGG-CAM", "", plain.name(), CAM, "fixed-0.20");
            row(plan, "InceptionV3-CAM", "", inception.name(), CAM, "fixed-0.20");
            row(plan, "Ours", "", ours.name(), RECOMBINED, "automatic");
            claims(plan, "", plain, ours);
            RunSpec rcam = new RunSpec(
                    "vgg16-rcam",
                    SharedRuns.fineTuned("vgg16", "tap"),
                    SharedRuns.ilsvrc(),
                    LocalizationTask.of("cam-clamped").by("rcam"));
            plan.run(rcam);
            row(plan, "VGG-RCAM", "", rcam.name(), "cam-clamped", "fixed-0.35");
        } else {
            RunSpec run = SharedRuns.withClassWeights(scale, SharedRuns.ofPublished());
            plan.run(run);
            row(plan, "VGG-CAM", ", " + run.name(), run.name(), CAM, "fixed-0.20");
            row(plan, "Ours", ", " + run.name(), run.name(), RECOMBINED, "automatic");
            claims(plan, " (" + run.name() + ", without WGAP)", run, run);

            plan.notRun("VGG-RCAM", "trained at full scale alone; wsol-fair has the method on a small network");
            plan.remark("'Ours' here is recombined weights and the automatic threshold; the published network has no"
                    + " WGAP.");
        }
        for (String method : List.of("ADL", "ACoL", "CutMix", "I2C", "MEIL")) {
            method(plan, scale, "VGG-" + method, "vgg16", method);
        }
        for (String method : List.of("ADL", "ACoL")) {
            method(plan, scale, "InceptionV3-" + method, "inception_v3", method);
        }
        plan.notRun("VGG-ICL", "no program of the method is public");
        return plan;
    }

    private static void method(Plan plan, Scale scale, String row, String backbone, String name) {
        if (scale != Scale.FULL) {
            plan.notRun(row, "trained at full scale alone; wsol-fair has the method on a small network");
            return;
        }
        WsolMethod method = WsolMethods.byId(name.toLowerCase(Locale.ROOT));
        RunSpec run = SharedRuns.wsolOnIlsvrc(backbone, method);
        plan.run(run);
        row(plan, row, "", run.name(), method.camMethod(), "fixed-0.20");
    }

    private static void claims(Plan plan, String where, RunSpec plain, RunSpec ours) {
        plan.claim(Claim.higher(
                String.format(Locale.ROOT, "The pipeline localizes better than CAM, the class known%s.", where),
                new MetricRef(ours.name(), RECOMBINED, MetricKey.GT_KNOWN_AUTOMATIC),
                new MetricRef(plain.name(), CAM, MetricKey.GT_KNOWN_20)));
        plan.claim(Claim.higher(
                String.format(Locale.ROOT, "The pipeline has a higher top-1 localization than CAM%s.", where),
                new MetricRef(ours.name(), RECOMBINED, MetricKey.TOP1_LOC_AUTOMATIC),
                new MetricRef(plain.name(), CAM, MetricKey.TOP1_LOC_20)));
    }

    private static RunSpec fineTuned(String backbone, String head) {
        return new RunSpec(
                backbone + "-" + head, SharedRuns.fineTuned(backbone, head), SharedRuns.ilsvrc(), SharedRuns.ofHeads());
    }

    /** Fills a row; a suffix sets the columns of a network apart that is not the paper's. */
    private static void row(Plan plan, String row, String suffix, String run, String method, String policy) {
        plan.cell(row, "Top-1 Cls" + suffix, new MetricRef(run, method, MetricKey.TOP1_CLS));
        plan.cell(row, "Top-1 Loc" + suffix, new MetricRef(run, method, MetricKey.topLoc(1, policy)));
        plan.cell(row, "GT-known Loc" + suffix, new MetricRef(run, method, MetricKey.gtKnown(policy)));
    }
}
