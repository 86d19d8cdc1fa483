package org.cam4j.experiments.papers.kim2020;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.FrozenHeads.Fitted;
import org.cam4j.experiments.papers.shared.LocalizationTask;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.papers.shared.WeightsFiles;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.PaperTable;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.recipe.TrainRecipe;

/**
 * Kim et al. 2020, figure 11: top-1 and top-5 error of CAM (GAP behind the last map) and Wide CAM. Run: {@code cam4j reproduce kim2020-figure11}. Cost at small scale:
 * two networks of four minutes a seed.
 *
 * <p>Differs: 1. the paper's 160 classes, optimizer and epochs are unpublished: full scale is VGG-16 on all 1,000 classes, fine-tuned from published weights. 2. Small
 * scale is {@code mini} on Tiny ImageNet from random numbers, its last map of 8x8 joined with one of 16x16;
 * and SqueezeNet's fire9 (7x7 at 120x120) joined with fire8 (14x14), where the linear layer alone learns, and whose pretraining has seen these classes. 3. The paper prints the change of the errors alone.
 */
public final class Kim2020Figure11 implements Experiment {
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
    public Plan plan(Scale scale) {
        RunSpec cam = run(scale, "gap", "cam");
        RunSpec wide = run(scale, "wide", "wide-cam");
        Plan plan = new Plan();
        if (scale == Scale.SMALL) {
            frozen(plan);
        }
        plan.run(cam).run(wide);
        for (Map.Entry<String, String> key : KEYS) {
            MetricRef ofCam = new MetricRef(cam.name(), "cam", key.getValue());
            MetricRef ofWide = new MetricRef(wide.name(), "wide-cam", key.getValue());
            plan.cell("CAM", key.getKey() + " accuracy", ofCam)
                    .cell("Wide CAM", key.getKey() + " accuracy", ofWide)
                    .difference(
                            PRINTED, key.getKey() + " error change (points)", ofCam, ofWide) // errors: the signs turn
                    .claim(Claim.higher(
                                    String.format(Locale.ROOT, "Wide CAM lowers the %s error.", key.getKey()),
                                    ofWide,
                                    ofCam));
        }
        return plan;
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

    private static RunSpec run(Scale scale, String head, String method) {
        LocalizationTask measurement = LocalizationTask.of(method);
        if (scale != Scale.FULL) {
            return SharedRuns.mini(scale, head, measurement);
        }
        return new RunSpec(
                "vgg16-" + head,
                new NetworkChoice.Trained(
                        "vgg16", head, 224, Optional.of(WeightsFiles.imagenet("vgg16")), TrainRecipe.fineTuning()),
                SharedRuns.ilsvrc(),
                measurement);
    }
}
