package org.cam4j.experiments.papers.zhang2022;

import java.util.Locale;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Zhang et al. 2022, equation 1: what WGAP's softmax does on the features of pretrained networks, from which the paper's training starts. Run: {@code cam4j reproduce
 * zhang2022-wgap}. Cost at small scale: one pass of MobileNetV2 over 200 images.
 *
 * <p>Differs: the paper does not look at this. Where the features are large, the softmax puts all weight on one position, and WGAP is max pooling.
 */
public final class Zhang2022Wgap implements Experiment {
    private static final int IMAGES = 200;
    private static final double HALF = 50;

    @Override
    public String id() {
        return "zhang2022-wgap";
    }

    @Override
    public String paper() {
        return "Zhang, Chang, Bui: Improving Class Activation Map for Weakly Supervised Object Localization, 2022, equation 1";
    }

    @Override
    public String description() {
        return "Over how many positions WGAP's softmax spreads the weight of a feature map: one is max pooling, all of them average pooling.";
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        RunSpec run = SharedRuns.withClassWeights(scale, new EffectivePositions(IMAGES));
        plan.run(run);
        plan.cell(run.name(), "positions of a map", measure(run, "positions"));
        plan.cell(run.name(), "effective positions, mean", measure(run, "effective_positions"));
        plan.cell(run.name(), "channels below 2 positions, percent", measure(run, "collapsed_channels"));
        plan.claim(Claim.below(
                String.format(
                        Locale.ROOT,
                        "WGAP is not max pooling: fewer than half of the channels put their weight on one position (%s).",
                        run.name()),
                measure(run, "collapsed_channels"),
                HALF));

        return plan;
    }

    private static MetricRef measure(RunSpec run, String key) {
        return new MetricRef(run.name(), EffectivePositions.METHOD, key);
    }
}
