package org.cam4j.experiments.papers.zhou2016;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.LocalizationTask;
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
 * <p>Differs: at small scale the network is {@code mini} on 20 classes of Tiny ImageNet, whose objects fill the image: the center box stands beside it. At full scale it
 * is GoogLeNet with the paper's last layers, fine-tuned by our recipe, since the paper does not print its own.
 */
public final class Zhou2016GapGmp implements Experiment {
    private static final String CAM = "cam";
    /** The paper's "similar": GoogLeNet-GAP and -GMP differ by less. */
    private static final double SIMILAR = 2;
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
        return "One network with global average and with global max pooling: classification and localisation.";
    }

    @Override
    public Plan plan(Scale scale) {
        RunSpec gap = run(scale, "gap");
        RunSpec gmp = run(scale, "gmp");
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
            plan.cell(run.name(), "Top-1 localisation", located(run, CAM, MetricKey.TOP1_LOC_VALIDATION.id()));
        }
        plan.cell("centre box", "MaxBoxAcc 0.7", located(gap, "centre-box", MetricKey.MAX_BOX_ACC_70.id()));
        plan.cell("centre box", "GT-known, 0.20", located(gap, "centre-box", MetricKey.GT_KNOWN_20.id()));
        MetricRef classified = new MetricRef(gap.name(), CAM, MetricKey.TOP1_CLS);
        plan.claim(Claim.similar(
                        "GMP classifies like GAP.",
                        new MetricRef(gmp.name(), CAM, MetricKey.TOP1_CLS),
                        classified,
                        SIMILAR));
        for (String key : List.of(
                MetricKey.GT_KNOWN_VALIDATION.id(), MetricKey.GT_KNOWN_20.id(), MetricKey.MAX_BOX_ACC_70.id())) {
            plan.claim(Claim.higher(
                            String.format(Locale.ROOT, "GAP localises better than GMP (%s).", key),
                            located(gap, CAM, key),
                            located(gmp, CAM, key)));
        }
        return plan;
    }

    private static RunSpec run(Scale scale, String head) {
        LocalizationTask measurement = SharedRuns.ofHeads(); // shared with other experiments
        if (scale != Scale.FULL) {
            return SharedRuns.mini(scale, head, measurement);
        }
        NetworkChoice network = new NetworkChoice.Trained(
                "googlenet", head, 0, Optional.of(WeightsFiles.imagenet("googlenet")), TrainRecipe.fineTuning());
        return new RunSpec("googlenet-" + head, network, SharedRuns.ilsvrc(), measurement);
    }

    private static MetricRef located(RunSpec run, String method, String key) {
        return new MetricRef(run.name(), method, key);
    }
}
