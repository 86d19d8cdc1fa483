package org.cam4j.experiments.papers.zhou2016;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.LocalizationTask;
import org.cam4j.experiments.papers.shared.MediumRuns;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.papers.shared.WeightsFiles;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.recipe.TrainRecipe;

/**
 * Zhou et al. 2016, sections 2 and 3.2: "GMP achieves similar classification performance to GAP" and "GAP outperforms GMP for localization". Run: {@code cam4j
 * reproduce zhou2016-gap-gmp}. Cost at small scale: two networks trained for each seed, four minutes each; other experiments share them.
 *
 * <p>Differs: at small scale the network is {@code mini} on 20 classes of Tiny ImageNet, whose objects fill the image: the center box stands beside it; at medium scale
 * MobileNetV2 on 50 classes of CUB. At full scale it is GoogLeNet with the paper's last layers, fine-tuned by our recipe, since the paper does not print its own.
 */
public final class Zhou2016GapGmp implements Experiment {
    private static final String CAM = "cam";
    /** The paper's "similar": GoogLeNet-GAP and -GMP differ by less. */
    private static final double SIMILAR = 2;

    private static final LocalizationTask PAPER_RULE =
            LocalizationTask.of(CAM).by("zhou2016").withoutTrivial();
    private static final String RULE = "-zhou2016";

    @Override
    public String id() {
        return "zhou2016-gap-gmp";
    }

    @Override
    public String paper() {
        return "Zhou, Khosla, Lapedriza, Oliva, Torralba: Learning Deep Features for Discriminative Localization, CVPR"
                + " 2016, sections 2 and 3.2";
    }

    @Override
    public String description() {
        return "One network with global average and with global max pooling: classification and localization.";
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        RunSpec gap = run(scale, "gap", SharedRuns.ofHeads()); // shared with other experiments
        RunSpec gmp = run(scale, "gmp", SharedRuns.ofHeads());
        Plan plan = new Plan().run(gap).run(gmp);
        for (RunSpec run : List.of(gap, gmp)) {
            plan.cell(run.name(), "Top-1", new MetricRef(run.name(), CAM, MetricKey.TOP1_CLS));
            plan.cell(
                    run.name(),
                    "GT-known, validation threshold",
                    located(run, CAM, MetricKey.GT_KNOWN_VALIDATION.id()));
            plan.cell(run.name(), "GT-known, 0.20", located(run, CAM, MetricKey.GT_KNOWN_20.id()));
            plan.cell(run.name(), "MaxBoxAccV2", located(run, CAM, MetricKey.MAX_BOX_ACC_V2.id()));
            plan.cell(run.name(), "MaxBoxAcc 0.7", located(run, CAM, MetricKey.MAX_BOX_ACC_70.id()));
            plan.cell(run.name(), "Top-1 localization", located(run, CAM, MetricKey.TOP1_LOC_VALIDATION.id()));
        }
        plan.cell("center box", "MaxBoxAcc 0.7", located(gap, "centre-box", MetricKey.MAX_BOX_ACC_70.id()));
        plan.cell("center box", "GT-known, 0.20", located(gap, "centre-box", MetricKey.GT_KNOWN_20.id()));
        MetricRef classified = new MetricRef(gap.name(), CAM, MetricKey.TOP1_CLS);
        plan.claim(Claim.similar(
                "GMP classifies like GAP.", new MetricRef(gmp.name(), CAM, MetricKey.TOP1_CLS), classified, SIMILAR));
        for (String key : List.of(
                MetricKey.GT_KNOWN_VALIDATION.id(), MetricKey.GT_KNOWN_20.id(), MetricKey.MAX_BOX_ACC_70.id())) {
            plan.claim(Claim.higher(
                    String.format(Locale.ROOT, "GAP localizes better than GMP (%s).", key),
                    located(gap, CAM, key),
                    located(gmp, CAM, key)));
        }
        if (scale == Scale.MEDIUM || scale == Scale.FULL) {
            byThePaperRule(plan, scale);
        }
        if (scale == Scale.MEDIUM) {
            plan.remark(MediumRuns.CUB_REMARK).remark("MobileNetV2. " + MediumRuns.RECIPE_REMARK);
        }
        return plan;
    }

    /** The same networks by the paper's own protocol: 20 % of the map's maximum, the box around the largest component. */
    private static void byThePaperRule(Plan plan, Scale scale) {
        RunSpec gap = run(scale, "gap", PAPER_RULE);
        RunSpec gmp = run(scale, "gmp", PAPER_RULE);
        for (RunSpec run : List.of(gap, gmp)) {
            RunSpec named = new RunSpec(run.name() + RULE, run.network(), run.data(), run.measurement());
            plan.run(named)
                    .cell(
                            run.name(),
                            "GT-known, 20 % rule of the paper",
                            located(named, CAM, MetricKey.GT_KNOWN_20.id()));
        }
        String key = MetricKey.GT_KNOWN_20.id();
        plan.claim(Claim.higher(
                "GAP localizes better than GMP by the 20 % rule of the paper.",
                new MetricRef(gap.name() + RULE, CAM, key), new MetricRef(gmp.name() + RULE, CAM, key)));
    }

    private static RunSpec run(Scale scale, String head, LocalizationTask measurement) {
        return switch (scale) {
            case SMOKE, SMALL -> SharedRuns.mini(scale, head, measurement);
            case MEDIUM -> MediumRuns.onCub(MediumRuns.BOUNDED, head, measurement);
            case FULL ->
                new RunSpec(
                        "googlenet-" + head,
                        new NetworkChoice.Trained(
                                "googlenet",
                                head,
                                0,
                                Optional.of(WeightsFiles.imagenet("googlenet")),
                                TrainRecipe.fineTuning()),
                        SharedRuns.ilsvrc(),
                        measurement);
        };
    }

    private static MetricRef located(RunSpec run, String method, String key) {
        return new MetricRef(run.name(), method, key);
    }
}
