package org.cam4j.experiments.papers.kim2020;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.FrozenHeads.Fitted;
import org.cam4j.experiments.papers.shared.LocalizationTask;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.PaperTable;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Kim et al. 2020, figure 11: top-1 and top-5 error of CAM (GAP behind the last map) and Wide CAM. Run: {@code cam4j reproduce kim2020-figure11}. Cost at small scale:
 * two networks of four minutes a seed; at medium scale about ten minutes in all.
 *
 * <p>Differs: 1. the paper's 160 classes, optimizer and epochs are unpublished: full scale is VGG-16 on all 1,000 classes, fine-tuned from published weights. CAM is GAP
 * directly behind conv5_3, so that both have 14.7 million weights and one of each channel and class; with the layer conv6 that Zhou et al. (2016) add, CAM has
 * 4.7 million weights and 512 channels more, and is a row of its own. 2. Small scale is {@code mini} on Tiny ImageNet from random numbers, its last map of 8x8 joined
 * with one of 16x16; and SqueezeNet's fire9 (7x7 at 120x120) joined with fire8 (14x14), where the linear layer alone learns, and whose pretraining has seen these
 * classes. 3. Medium scale: see its remarks. 4. The paper prints the change of the errors alone.
 */
public final class Kim2020Figure11 implements Experiment {
    private static final String CAM = KimRuns.CAM;
    private static final String WIDE = KimRuns.WIDE;
    private static final String PRINTED = "Wide CAM minus CAM";
    private static final List<Map.Entry<String, String>> KEYS =
            List.of(Map.entry("Top-1", MetricKey.TOP1_CLS.id()), Map.entry("Top-5", MetricKey.TOP5_CLS.id()));

    @Override
    public String id() {
        return "kim2020-figure11";
    }

    @Override
    public String paper() {
        return "Kim, Lee, Lee: Wide Class Activation Map for Generating Expanded Range of Activation Mapping, 2020,"
                + " figure 11";
    }

    @Override
    public String description() {
        return "Top-1 and top-5 error of a network with a GAP head and of one with a Wide CAM head.";
    }

    @Override
    public PaperTable printed() {
        return PaperTable.load("kim-fig11");
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        if (scale == Scale.SMALL) {
            frozen(plan);
        }
        RunSpec cam = KimRuns.trained(scale, KimRuns.camHead(scale), camTask(scale));
        RunSpec wide = KimRuns.trained(scale, "wide", LocalizationTask.of(WIDE));
        plan.run(cam).run(wide);
        for (Map.Entry<String, String> key : KEYS) {
            MetricRef ofCam = new MetricRef(cam.name(), CAM, key.getValue());
            MetricRef ofWide = new MetricRef(wide.name(), WIDE, key.getValue());
            compare(plan, key.getKey(), "", ofCam, ofWide);
            plan.difference(PRINTED, key.getKey() + " error change (points)", ofCam, ofWide); // errors: the signs turn
        }
        if (scale == Scale.MEDIUM) {
            medium(plan);
        }
        if (scale == Scale.FULL) {
            RunSpec conv6 = KimRuns.trained(scale, "gap", LocalizationTask.of(CAM));
            plan.run(conv6);
            KEYS.forEach(key -> plan.cell(
                    "CAM with conv6 (Zhou 2016)",
                    key.getKey() + " accuracy",
                    new MetricRef(conv6.name(), CAM, key.getValue())));
        }
        return plan;
    }

    /** At medium scale that of Zhang's table 1, whose network and measurement this is. */
    private static LocalizationTask camTask(Scale scale) {
        return scale == Scale.MEDIUM ? SharedRuns.ofHeads() : LocalizationTask.of(CAM);
    }

    private static void medium(Plan plan) {
        for (Map.Entry<String, RunSpec> frozen : KimRuns.frozen()) {
            RunSpec run = frozen.getValue();
            plan.run(run);
            KEYS.forEach(key -> compare(
                    plan,
                    key.getKey(),
                    frozen.getKey(),
                    KimRuns.fitted("gap").measure(run, CAM, key.getValue()),
                    KimRuns.fitted("wide").measure(run, WIDE, key.getValue())));
        }
        RunSpec cam = KimRuns.onGoogLeNet("gap", LocalizationTask.of(CAM));
        RunSpec wide = KimRuns.onGoogLeNet("wide", LocalizationTask.of(WIDE));
        plan.run(cam).run(wide);
        KEYS.forEach(key -> compare(
                plan,
                key.getKey(),
                "GoogLeNet as it is, ILSVRC-10",
                new MetricRef(cam.name(), CAM, key.getValue()),
                new MetricRef(wide.name(), WIDE, key.getValue())));
        KimRuns.mediumRemarks(plan);
        plan.remark(
                "GoogLeNet as it is: inception5b (7 x 7, 1,024 channels) is joined with inception4e (14 x 14, 832), which a 1 x 1"
                        + " convolution brings to 1,024; the new layers alone are trained, for four epochs.");
    }

    /** Rows and claim of one network; it has no name where there is but one. */
    private static void compare(Plan plan, String key, String network, MetricRef cam, MetricRef wide) {
        String row = network.isEmpty() ? "" : ", " + network;
        plan.cell("CAM" + row, key + " accuracy", cam)
                .cell("Wide CAM" + row, key + " accuracy", wide)
                .claim(Claim.higher(
                        String.format(
                                Locale.ROOT,
                                "Wide CAM lowers the %s error%s.",
                                key,
                                network.isEmpty() ? "" : " (" + network + ")"),
                        wide,
                        cam));
    }

    private static void frozen(Plan plan) {
        RunSpec run = SharedRuns.frozenHeads();
        plan.run(run);
        Fitted cam = SharedRuns.frozen("gap");
        Fitted wide = SharedRuns.frozen("wide");
        for (Map.Entry<String, String> key : KEYS) {
            MetricRef ofCam = cam.measure(run, "cam", key.getValue());
            MetricRef ofWide = wide.measure(run, "wide-cam", key.getValue());
            plan.cell("CAM, SqueezeNet as it is", key.getKey() + " accuracy", ofCam)
                    .cell("Wide CAM, SqueezeNet as it is", key.getKey() + " accuracy", ofWide)
                    .claim(Claim.higher(
                            String.format(
                                    Locale.ROOT,
                                    "Wide CAM lowers the %s error on SqueezeNet's maps, which do not learn"
                                            + " with it.",
                                    key.getKey()),
                            ofWide,
                            ofCam));
            for (String head : List.of("gmp", "wgap", "tap")) {
                plan.cell(
                        head.toUpperCase(Locale.ROOT) + ", SqueezeNet as it is",
                        key.getKey() + " accuracy",
                        SharedRuns.frozen(head).measure(run, "cam", key.getValue()));
            }
        }
    }
}
