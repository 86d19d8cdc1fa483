package org.cam4j.experiments.papers.kim2020;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cam4j.experiments.papers.shared.MediumRuns;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.papers.shared.WeightsFiles;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.backbone.Backbones;

/**
 * Kim et al. 2020, figure 4: the feature maps of conv1_2, conv2_2, conv3_3, conv4_3 and conv5_3 of VGG-16, which get coarser with depth. Run: {@code cam4j reproduce
 * kim2020-figure4}. Cost: seconds; nothing is trained.
 *
 * <p>Differs: the images are taken at equal distances over the test images, and the mean over a layer's channels is drawn. Medium scale has the last layer of each
 * resolution of SqueezeNet 1.0 and GoogLeNet instead of VGG-16's, whose weights only full scale needs. Pictures alone: there is nothing to claim.
 */
public final class Kim2020Figure4 implements Experiment {
    private static final int IMAGES = 8;

    @Override
    public String id() {
        return "kim2020-figure4";
    }

    @Override
    public String paper() {
        return "Kim, Lee, Lee: Wide Class Activation Map for Generating Expanded Range of Activation Mapping, 2020,"
                + " figure 4";
    }

    @Override
    public String description() {
        return "The feature maps of a network, layer by layer, in their own resolution: pictures.";
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.of(Scale.SMOKE, Scale.MEDIUM, Scale.FULL);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        switch (scale) {
            case MEDIUM -> {
                for (String backbone : List.of("squeezenet1_0", "googlenet-bvlc-5b")) {
                    add(plan, backbone, MediumRuns.published(backbone, MediumRuns.ilsvrcSample(), sheet(backbone)));
                }
                plan.remark(MediumRuns.ILSVRC_REMARK);
            }
            case FULL ->
                add(
                        plan,
                        "vgg16",
                        new RunSpec(
                                "vgg16",
                                new NetworkChoice.Published("vgg16", WeightsFiles.imagenet("vgg16")),
                                SharedRuns.ilsvrcValidation(scale),
                                sheet("vgg16")));
            case SMOKE, SMALL -> add(plan, "mini", SharedRuns.mini(scale, "gap", sheet("mini")));
        }
        return plan.remark("Pictures: the mean of a layer's channels, from its lowest to its highest value.");
    }

    private static FeatureMapSheet sheet(String backbone) {
        return new FeatureMapSheet(Backbones.byId(backbone).blockTaps(), IMAGES);
    }

    private static void add(Plan plan, String backbone, RunSpec run) {
        plan.run(run);
        for (String layer : Backbones.byId(backbone).blockTaps()) {
            String row = String.format(Locale.ROOT, "%s, %s", backbone, layer);
            plan.cell(row, "rows of the map", new MetricRef(run.name(), layer, "rows"))
                    .cell(row, "channels", new MetricRef(run.name(), layer, "channels"));
        }
    }
}
