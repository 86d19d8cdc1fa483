package org.cam4j.experiments.papers.zhang2022;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

/**
 * Zhang et al. 2022, equation 1: what WGAP's softmax does on the features of pretrained networks, from which the paper's training starts. Run: {@code cam4j reproduce
 * zhang2022-wgap}. Cost at small scale: one pass of MobileNetV2 and of SqueezeNet over 200 images; at medium scale of five networks.
 *
 * <p>Differs: the paper does not look at this. Where the features are large, the softmax puts all weight on one position, and WGAP is max pooling.
 */
public final class Zhang2022Wgap implements Experiment {
    private static final int IMAGES = 200;
    private static final double HALF = 50;
    /** SqueezeNet's last map with features; conv10, which follows, has one map for each class. */
    private static final String FIRE_9 = "fire9";

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
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        for (RunSpec run : runs(scale)) {
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
        }
        if (scale == Scale.MEDIUM) {
            plan.remark(MediumRuns.ILSVRC_REMARK);
        }
        return plan.remark(
                "The answer is each network's own: MobileNetV2's and MobileNetV1's ReLU6 bounds features by 6, and"
                        + " batch normalization keeps them small; SqueezeNet, GoogLeNet and the paper's VGG-16 have neither.");
    }

    private static List<RunSpec> runs(Scale scale) {
        EffectivePositions task = new EffectivePositions(IMAGES, Optional.empty());
        EffectivePositions ofFire9 = new EffectivePositions(IMAGES, Optional.of(FIRE_9));
        return switch (scale) {
            case SMOKE -> List.of(SharedRuns.withClassWeights(scale, task));
            case SMALL -> List.of(SharedRuns.mobileNet(scale, task), SharedRuns.squeezeNet(scale, ofFire9));
            case MEDIUM ->
                Stream.of("mobilenet_v2", "mobilenet_v1-0.75", "squeezenet1_1", "squeezenet1_0", "googlenet-bvlc")
                        .map(backbone -> MediumRuns.published(
                                backbone,
                                MediumRuns.ilsvrcSample(),
                                backbone.startsWith("squeezenet") ? ofFire9 : task))
                        .toList();
            case FULL ->
                List.of(
                        new RunSpec(
                                "vgg16",
                                new NetworkChoice.Published("vgg16", WeightsFiles.imagenet("vgg16")),
                                SharedRuns.ilsvrcValidation(scale),
                                task),
                        SharedRuns.mobileNet(scale, task),
                        SharedRuns.squeezeNet(scale, ofFire9));
        };
    }

    private static MetricRef measure(RunSpec run, String key) {
        return new MetricRef(run.name(), EffectivePositions.METHOD, key);
    }
}
