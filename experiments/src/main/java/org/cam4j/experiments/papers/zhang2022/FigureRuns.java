package org.cam4j.experiments.papers.zhang2022;

import java.util.List;
import java.util.stream.Stream;
import org.cam4j.experiments.papers.shared.LocalizationTask;
import org.cam4j.experiments.papers.shared.MediumRuns;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * The networks whose maps and thresholds the figures show, all measured alike, so that each is trained and measured once for all figures: published networks at small
 * scale; SqueezeNet 1.1 with GAP and with WGAP on CUB-50, and published networks on ILSVRC images, at medium scale; VGG-16 of table 1 and published networks at full scale.
 */
final class FigureRuns {
    private static final LocalizationTask MEASUREMENT = SharedRuns.ofPublished();
    private static final String BACKBONE = "squeezenet1_1";

    private FigureRuns() {}

    /** The network with the plain head; that of {@link #ours} where the scale has no other. */
    static RunSpec plain(Scale scale) {
        return switch (scale) {
            case SMOKE, SMALL -> SharedRuns.withClassWeights(scale, MEASUREMENT);
            case MEDIUM -> MediumRuns.onCub(BACKBONE, "gap", MEASUREMENT);
            case FULL -> SharedRuns.zhang(scale, "gap", MEASUREMENT);
        };
    }

    /** The network with the paper's head; at small scale there is none, and it is {@link #plain}. */
    static RunSpec ours(Scale scale) {
        return switch (scale) {
            case SMOKE, SMALL -> plain(scale);
            case MEDIUM -> MediumRuns.onCub(BACKBONE, "wgap", MEASUREMENT);
            case FULL -> SharedRuns.zhang(scale, "wgap-area", MEASUREMENT);
        };
    }

    /** Networks whose classes weigh shared feature maps. */
    static List<RunSpec> withClassWeights(Scale scale) {
        Stream<RunSpec> published = switch (scale) {
            case SMOKE, SMALL -> Stream.empty();
            case MEDIUM -> Stream.of(publishedOnSample("mobilenet_v2"));
            case FULL -> Stream.of(SharedRuns.mobileNet(scale, MEASUREMENT));
        };
        return Stream.concat(Stream.of(plain(scale), ours(scale)), published)
                .distinct()
                .toList();
    }

    /** Networks for questions about the threshold alone. */
    static List<RunSpec> all(Scale scale) {
        return switch (scale) {
            case SMOKE, SMALL -> SharedRuns.published(scale, MEASUREMENT);
            case MEDIUM ->
                List.of(
                        plain(scale),
                        ours(scale),
                        publishedOnSample("mobilenet_v2"),
                        publishedOnSample("squeezenet1_1"),
                        publishedOnSample("googlenet-bvlc"));
            case FULL ->
                Stream.concat(Stream.of(plain(scale), ours(scale)), SharedRuns.published(scale, MEASUREMENT).stream())
                        .toList();
        };
    }

    /** Remarks below every table of medium scale. */
    static void remarks(Plan plan, Scale scale) {
        if (scale == Scale.MEDIUM) {
            plan.remark(MediumRuns.CUB_REMARK)
                    .remark(MediumRuns.RECIPE_REMARK)
                    .remark(MediumRuns.ILSVRC_REMARK)
                    .remark(
                            "Published networks keep their classifiers, GAP and a linear layer; SqueezeNet's has no linear layer.");
        }
    }

    private static RunSpec publishedOnSample(String backbone) {
        return MediumRuns.published(backbone, MediumRuns.ilsvrcSample(), MEASUREMENT);
    }
}
