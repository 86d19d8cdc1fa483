package org.cam4j.experiments.papers.zhou2016;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

/**
 * Zhou et al. 2016, section 3: "the localization ability of the networks improved when the last convolutional layer before GAP had a higher spatial resolution, which
 * we term the mapping resolution". Run: {@code cam4j reproduce zhou2016-mapping-resolution}. Cost at small scale: six passes over 800 images; nothing is trained.
 *
 * <p>Differs: the paper removes layers and trains again. Here the published networks see the image at one, one and a half, and two times their size, which widens the
 * map, but enlarges the objects as well: the classification error stands beside. The forms that widen the map alone, by dilation, are in {@code zhou2016-questions};
 * networks trained with a wider map, in {@code zhou2016-table2}.
 */
public final class Zhou2016MappingResolution implements Experiment {
    private static final String CAM = "cam";
    private static final String VALIDATION = MetricKey.GT_KNOWN_VALIDATION.id();

    /** A network, its weights, and input sizes with the rows of the map that they give. */
    private record Network(String row, String backbone, String weights, List<Map.Entry<Integer, Integer>> sizes) {}

    private static final List<Network> NETWORKS = List.of(
            new Network(
                    "SqueezeNet 1.0",
                    "squeezenet1_0",
                    WeightsFiles.SQUEEZENET,
                    List.of(Map.entry(227, 13), Map.entry(323, 19), Map.entry(451, 27))),
            new Network(
                    "MobileNetV2",
                    "mobilenet_v2",
                    WeightsFiles.MOBILENET,
                    List.of(Map.entry(224, 7), Map.entry(320, 10), Map.entry(448, 14))));

    @Override
    public String id() {
        return "zhou2016-mapping-resolution";
    }

    @Override
    public String paper() {
        return "Zhou, Khosla, Lapedriza, Oliva, Torralba: Learning Deep Features for Discriminative Localization, CVPR"
                + " 2016, section 3";
    }

    @Override
    public String description() {
        return "The same networks with maps of several resolutions: classification and localisation.";
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        if (scale == Scale.SMOKE) {
            RunSpec run = SharedRuns.mini(scale, "gap", LocalizationTask.of(CAM));
            plan.run(run);
            cells(plan, "mini, 4 x 4", run);
            return plan;
        }
        for (Network network : NETWORKS) {
            List<RunSpec> runs = new ArrayList<>();
            for (Map.Entry<Integer, Integer> size : network.sizes()) {
                RunSpec run = new RunSpec(
                        network.backbone() + "-" + size.getKey(),
                        new NetworkChoice.Published(network.backbone(), network.weights(), size.getKey()),
                        SharedRuns.ilsvrcValidation(scale),
                        LocalizationTask.of(CAM));
                runs.add(run);
                plan.run(run);
                cells(
                        plan,
                        String.format(Locale.ROOT, "%s, %d x %d", network.row(), size.getValue(), size.getValue()),
                        run);
            }
            for (RunSpec wider : runs.subList(1, runs.size())) {
                plan.claim(Claim.higher(
                        String.format(
                                Locale.ROOT,
                                "A higher mapping resolution localises better (%s against %s).",
                                wider.name(),
                                runs.get(0).name()),
                        new MetricRef(wider.name(), CAM, VALIDATION),
                        new MetricRef(runs.get(0).name(), CAM, VALIDATION)));
            }
        }
        return plan;
    }

    private static void cells(Plan plan, String row, RunSpec run) {
        plan.cell(row, "Top-1", new MetricRef(run.name(), CAM, MetricKey.TOP1_CLS));
        plan.cell(row, "GT-known, threshold of the other half", new MetricRef(run.name(), CAM, VALIDATION));
        plan.cell(row, "GT-known, automatic", new MetricRef(run.name(), CAM, MetricKey.GT_KNOWN_AUTOMATIC));
        plan.cell(row, "MaxBoxAcc 0.7", new MetricRef(run.name(), CAM, MetricKey.MAX_BOX_ACC_70));
        plan.cell(row, "Top-1 localisation", new MetricRef(run.name(), CAM, MetricKey.TOP1_LOC_VALIDATION));
    }
}
