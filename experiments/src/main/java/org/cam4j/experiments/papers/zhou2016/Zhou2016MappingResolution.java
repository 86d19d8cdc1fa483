package org.cam4j.experiments.papers.zhou2016;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Zhou et al. 2016, section 3: "the localization ability of the networks improved when the last convolutional layer before GAP had a higher spatial resolution, which
 * we term the mapping resolution". Run: {@code cam4j reproduce zhou2016-mapping-resolution}. Cost at small scale: six passes over 800 images; nothing is trained.
 *
 * <p>Differs: the paper removes layers and trains again. Here the published networks see the image at one, one and a half, and two times their size, which widens the
 * map, but enlarges the objects as well: the classification error stands beside. At medium scale GoogLeNet is cut as in the paper, and a linear layer is fitted to its maps. The forms that widen the map alone, by dilation, are in {@code zhou2016-questions};
 * networks trained with a wider map, in {@code zhou2016-table2}.
 */
public final class Zhou2016MappingResolution implements Experiment {
    private static final String CAM = "cam";
    private static final String V2 = MetricKey.MAX_BOX_ACC_V2.id();
    private static final Map<String, String> COLUMNS = columns();
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
        return "The same networks with maps of several resolutions: classification and localization.";
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
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
        if (scale == Scale.MEDIUM) {
            return bySurgery(plan);
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
                                "A higher mapping resolution localizes better (%s against %s).",
                                wider.name(),
                                runs.get(0).name()),
                        new MetricRef(wider.name(), CAM, VALIDATION),
                        new MetricRef(runs.get(0).name(), CAM, VALIDATION)));
            }
        }
        return plan;
    }

    /** One network, cut behind inception4e or not, with a linear layer on its maps. */
    private static Plan bySurgery(Plan plan) {
        for (Map.Entry<String, DataChoice> data :
                List.of(Map.entry("ILSVRC-10", MediumRuns.tenClasses()), Map.entry("CUB-50", MediumRuns.cub()))) {
            RunSpec whole = GoogLeNetRuns.whole(data.getValue());
            RunSpec cut = GoogLeNetRuns.cut(data.getValue());
            plan.run(whole).run(cut);
            COLUMNS.forEach((column, key) -> plan.cell(
                            "GoogLeNet, inception5b, 7 x 7, " + data.getKey(),
                            column,
                            GoogLeNetRuns.ON_5B.measure(whole, CAM, key))
                    .cell(
                            "GoogLeNet, inception4e, 14 x 14, " + data.getKey(),
                            column,
                            GoogLeNetRuns.GAP_ON_4E.measure(cut, CAM, key)));
            for (String key : List.of(MetricKey.GT_KNOWN_20.id(), MetricKey.GT_KNOWN_AUTOMATIC.id(), V2)) {
                plan.claim(Claim.higher(
                        String.format(
                                Locale.ROOT,
                                "A higher mapping resolution localizes better (GoogLeNet, %s, %s).",
                                data.getKey(),
                                key),
                        GoogLeNetRuns.GAP_ON_4E.measure(cut, CAM, key),
                        GoogLeNetRuns.ON_5B.measure(whole, CAM, key)));
            }
        }
        return plan.remark(MediumRuns.ILSVRC_REMARK)
                .remark(MediumRuns.CUB_REMARK)
                .remark(
                        "The published GoogLeNet stays as it is: a linear layer behind GAP is fitted to the maps of inception5b or, with the"
                                + " later layers removed, of inception4e. The paper adds a convolution to the latter and trains all layers.");
    }

    private static void cells(Plan plan, String row, RunSpec run) {
        plan.cell(row, "Top-1", new MetricRef(run.name(), CAM, MetricKey.TOP1_CLS));
        plan.cell(row, "GT-known, threshold of the other half", new MetricRef(run.name(), CAM, VALIDATION));
        plan.cell(row, "GT-known, automatic", new MetricRef(run.name(), CAM, MetricKey.GT_KNOWN_AUTOMATIC));
        plan.cell(row, "MaxBoxAcc 0.7", new MetricRef(run.name(), CAM, MetricKey.MAX_BOX_ACC_70));
        plan.cell(row, "Top-1 localization", new MetricRef(run.name(), CAM, MetricKey.TOP1_LOC_VALIDATION));
    }

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("Top-1", MetricKey.TOP1_CLS.id());
        columns.put("GT-known, 0.20", MetricKey.GT_KNOWN_20.id());
        columns.put("GT-known, automatic", MetricKey.GT_KNOWN_AUTOMATIC.id());
        columns.put("MaxBoxAccV2", V2);
        columns.put("Top-1 localization, 0.20", MetricKey.TOP1_LOC_20.id());
        return columns;
    }
}
