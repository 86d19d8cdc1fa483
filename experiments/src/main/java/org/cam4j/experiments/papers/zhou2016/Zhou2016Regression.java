package org.cam4j.experiments.papers.zhou2016;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.papers.shared.WeightsFiles;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Zhou et al. 2016, section 2: "the same technique can be applied to regression and other losses". A network that
 * predicts area and place of the object, and its class activation maps. Run: {@code cam4j reproduce
 * zhou2016-regression}. Cost at small scale: SqueezeNet once over the images, seconds a seed.
 *
 * <p>Differs: the paper reports no numbers. The backbone is SqueezeNet with published weights, 227x227; the linear
 * layer is the closed solution of the squared loss; at medium scale another one is also trained end to end by gradient,
 * in about ten minutes. The airplanes are nearly centered, so that nothing here is a claim about localization; Tiny
 * ImageNet's objects vary more. There is no full scale.
 */
public final class Zhou2016Regression implements Experiment {
    private static final int FOLDS = 5;
    private static final String BACKBONE = "squeezenet1_1";
    private static final int SIZE = 224;
    private static final int EPOCHS = 10;

    @Override
    public String id() {
        return "zhou2016-regression";
    }

    @Override
    public String paper() {
        return "Zhou, Khosla, Lapedriza, Oliva, Torralba: Learning Deep Features for Discriminative Localization,"
                + " 2016, section 2";
    }

    @Override
    public String description() {
        return "Class activation maps of a network that predicts the object's area and center: its error, and where"
                + " the maps are high.";
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.of(Scale.SMOKE, Scale.SMALL, Scale.MEDIUM);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        if (scale == Scale.SMOKE) {
            add(
                    plan,
                    new RunSpec(
                            "parts",
                            SharedRuns.mini(scale, "gap"),
                            SharedRuns.smokeData(),
                            new BoxRegression("mini", Optional.empty(), 32, 4)));
            add(
                    plan,
                    new RunSpec(
                            "parts-end-to-end",
                            new NetworkChoice.None(),
                            SharedRuns.smokeData(),
                            new TrainedBoxRegression("mini", Optional.empty(), 32, 2, 4)));
            return plan;
        }
        if (scale == Scale.MEDIUM) {
            return medium(plan);
        }
        NetworkChoice squeezeNet = new NetworkChoice.Published("squeezenet1_0", WeightsFiles.SQUEEZENET);
        for (Map.Entry<DataChoice, Integer> data : List.of(
                Map.entry(DataChoice.of("caltech101-airplanes").folds(FOLDS), 227),
                Map.entry(SharedRuns.smallData(), 120))) {
            add(
                    plan,
                    new RunSpec(
                            data.getKey().id(),
                            squeezeNet,
                            data.getKey(),
                            new BoxRegression(
                                    "squeezenet1_0", Optional.of(WeightsFiles.SQUEEZENET), data.getValue(), 12)));
        }
        return plan;
    }

    private static Plan medium(Plan plan) {
        Optional<String> weights = Optional.of(WeightsFiles.classifier(BACKBONE));
        NetworkChoice published = new NetworkChoice.Published(BACKBONE, weights.get());
        DataChoice airplanes = DataChoice.of("caltech101-airplanes").folds(FOLDS);
        add(plan, new RunSpec("linear-layer", published, airplanes, new BoxRegression(BACKBONE, weights, SIZE, 12)));
        add(
                plan,
                new RunSpec(
                        "end-to-end",
                        published,
                        airplanes,
                        new TrainedBoxRegression(BACKBONE, weights, SIZE, EPOCHS, 12)));
        return plan.remark(
                "SqueezeNet 1.1 on the 500 airplanes of Caltech-101, cross-validated. linear-layer: the closed solution on the"
                        + " published maps; end-to-end: all layers trained by gradient, for ten epochs.");
    }

    private static void add(Plan plan, RunSpec run) {
        plan.run(run);
        for (String target : BoxPredictions.TARGETS) {
            MetricRef explained = new MetricRef(run.name(), target, "r2");
            MetricRef mean = new MetricRef(run.name(), BoxPredictions.MEAN + target, "r2");
            String row = String.format(Locale.ROOT, "%s, %s", run.name(), target);
            plan.cell(row, "variance explained (%)", explained)
                    .cell(row, "mean absolute error (%)", new MetricRef(run.name(), target, "error"))
                    .cell(
                            row,
                            "error of the mean (%)",
                            new MetricRef(run.name(), BoxPredictions.MEAN + target, "error"))
                    .cell(row, "map higher inside the box (% of images)", new MetricRef(run.name(), target, "inside"))
                    .claim(Claim.higher(
                            String.format(
                                    Locale.ROOT,
                                    "The pooled features predict the %s better than its mean does (%s).",
                                    target,
                                    run.name()),
                            explained,
                            mean));
        }
    }
}
