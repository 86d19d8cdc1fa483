package org.cam4j.experiments.papers.kim2020;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cam4j.experiments.papers.frozen.LinearClassifier;
import org.cam4j.experiments.papers.shared.FrozenHeads.Fitted;
import org.cam4j.experiments.papers.shared.MediumRuns;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.papers.shared.WeightsFiles;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.recipe.TrainRecipe;

/** The networks that the experiments about Wide CAM share, so that each is trained once. */
final class KimRuns {
    /** What the head {@code gap} is read by. */
    static final String CAM = "cam";

    /** What the head {@code wide} is read by. */
    static final String WIDE = "wide-cam";

    /** Heads without parameters of their own on the maps of SqueezeNet 1.0, with the readings that each decides. */
    static final Map<String, List<String>> FROZEN_METHODS = Map.of(
            "gap", List.of(CAM),
            "wide", List.of(WIDE, "wide-cam@maps", "wide-cam@maps@probabilistic-sum", "wide-cam@bitwise-u8"),
            "wide@both", List.of(WIDE, "wide-cam@maps"),
            "wide@probabilistic-sum", List.of("wide-cam@probabilistic-sum"));

    private static final String SQUEEZENET = "squeezenet1_0";
    private static final int HEAD_EPOCHS = 4;

    private KimRuns() {}

    /**
     * The head of plain CAM. At full scale it is directly behind conv5_3, so that CAM has as many parameters as Wide CAM; the other backbones add no layers anyway.
     */
    static String camHead(Scale scale) {
        return scale == Scale.FULL ? "gap@plain" : "gap";
    }

    /** A head trained with its network: {@code mini}, SqueezeNet 1.1 on CUB-50 at medium scale, VGG-16 on ILSVRC at full scale. */
    static RunSpec trained(Scale scale, String head, RunTask measurement) {
        return switch (scale) {
            case SMOKE, SMALL -> SharedRuns.mini(scale, head, measurement);
            case MEDIUM -> MediumRuns.onCub("squeezenet1_1", head, measurement);
            case FULL ->
                new RunSpec(
                        "vgg16-" + head,
                        new NetworkChoice.Trained(
                                "vgg16",
                                head,
                                0,
                                Optional.of(WeightsFiles.imagenet("vgg16")),
                                TrainRecipe.fineTuning()),
                        SharedRuns.ilsvrc(),
                        measurement);
        };
    }

    /** A head on GoogLeNet's inception4e and 5b, which stay as they are, on ten classes of ILSVRC. */
    static RunSpec onGoogLeNet(String head, RunTask measurement) {
        return MediumRuns.headOf("googlenet-bvlc-5b", head, HEAD_EPOCHS, measurement);
    }

    /** The heads of {@link #FROZEN_METHODS} on CUB-50 and on ten classes of ILSVRC, by what the rows of a table call them. */
    static List<Map.Entry<String, RunSpec>> frozen() {
        return List.of(
                Map.entry("SqueezeNet 1.0 as it is, CUB-50", frozen(MediumRuns.cub())),
                Map.entry("SqueezeNet 1.0 as it is, ILSVRC-10", frozen(MediumRuns.tenClasses())));
    }

    private static RunSpec frozen(DataChoice data) {
        List<Fitted> heads = Stream.of("gap", "wide", "wide@both", "wide@probabilistic-sum")
                .map(KimRuns::fitted)
                .toList();
        return MediumRuns.linear(SQUEEZENET, data, MediumRuns.linearHeads(SQUEEZENET, heads));
    }

    /** A head of {@link #frozen}. */
    static Fitted fitted(String head) {
        return new Fitted(head, LinearClassifier.SOFTMAX, FROZEN_METHODS.getOrDefault(head, List.of()));
    }

    /** Remarks below every table of medium scale. */
    static void mediumRemarks(Plan plan) {
        plan.remark(MediumRuns.CUB_REMARK)
                .remark(MediumRuns.ILSVRC_REMARK)
                .remark("SqueezeNet 1.1: " + MediumRuns.RECIPE_REMARK)
                .remark(
                        "Its fire9 (13 x 13, 512 channels) is joined with fire5 (27 x 27, 256), which a 1 x 1 convolution brings to 512:"
                                + " Wide CAM has 131,584 weights more than CAM here.")
                .remark(
                        "SqueezeNet 1.0 as it is: fire9 (13 x 13) is joined with fire8 (27 x 27), both of 512 channels, and the linear"
                                + " layer alone is fitted, by softmax cross-entropy: CAM and Wide CAM have equally many parameters.");
    }
}
