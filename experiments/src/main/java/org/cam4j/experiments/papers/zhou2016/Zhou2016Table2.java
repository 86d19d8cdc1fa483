package org.cam4j.experiments.papers.zhou2016;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.FrozenHeads;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.papers.shared.WeightsFiles;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.PaperTable;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.recipe.TrainRecipe;

/**
 * Zhou et al. 2016, table 2: localization errors of the CAMs of -GAP networks, of a GMP network, of a network of low mapping resolution, and of saliency by
 * backpropagation. Run: {@code cam4j reproduce zhou2016-table2}. Cost at small scale: three networks trained for each seed, two published ones on 800 images.
 *
 * <p>Differs: a map is made for the right class alone, which decides top-5 as well, since a box of another class is never right. The rows of backpropagation and GMP
 * are in the paper, but not in our copy of its numbers. Small scale: GoogLeNet at 64 x 64 from random numbers on 10 classes of Tiny ImageNet (maps of 2 x 2 and 4 x 4, as 7 x 7 and 14 x 14 in the
 * paper), and published SqueezeNet and MobileNetV2, which end in GAP. Medium scale: new classifiers on the published GoogLeNet, see {@link GoogLeNetRuns}.
 */
public final class Zhou2016Table2 implements Experiment {
    private static final String CAM = "cam";
    private static final String CLASSIFIED = MetricKey.TOP1_CLS.id();
    private static final String PLAIN = "GoogLeNet-GAP without the added layer";
    private static final String PLAIN_GMP = "GoogLeNet-GMP without the added layer";

    private static final String TOP_1 = MetricKey.TOP1_LOC_20.id();
    private static final String TOP_5 = MetricKey.TOP5_LOC_20.id();
    private static final String GT_KNOWN = MetricKey.GT_KNOWN_20.id();

    @Override
    public String id() {
        return "zhou2016-table2";
    }

    @Override
    public String paper() {
        return "Zhou, Khosla, Lapedriza, Oliva, Torralba: Learning Deep Features for Discriminative Localization, CVPR"
                + " 2016, table 2";
    }

    @Override
    public String description() {
        return "Localization errors of CAM on -GAP networks, against GMP, low mapping resolution and saliency by"
                + " backpropagation.";
    }

    @Override
    public PaperTable printed() {
        return PaperTable.load("zhou-ilsvrc-published");
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        Map<String, Row> rows = scale == Scale.MEDIUM ? medium() : rows(scale);
        rows.values().stream().map(Row::run).distinct().forEach(plan::run);
        rows.forEach((row, network) -> {
            cells(plan, row, network, CAM);
            cells(plan, "Backpropagation on " + row, network, ErrorRates.SALIENCY);
            plan.claim(ErrorRates.providedLearned(
                    Claim.lower(
                            String.format(Locale.ROOT, "CAM localizes better than backpropagation (%s).", row),
                            network.error(CAM, GT_KNOWN),
                            network.error(ErrorRates.SALIENCY, GT_KNOWN)),
                    network.error(CAM, CLASSIFIED)));
        });
        claim(
                plan,
                rows,
                "GoogLeNet-GAP",
                "GoogLeNet",
                "The wider map of GoogLeNet-GAP localizes better than GoogLeNet's.");
        claim(
                plan,
                rows,
                PLAIN,
                "GoogLeNet",
                "The wider map of GoogLeNet-GAP without the added layer localizes better than GoogLeNet's.");
        claim(plan, rows, "GoogLeNet-GAP", "GoogLeNet-GMP", "GAP localizes better than GMP.");
        claim(plan, rows, PLAIN, PLAIN_GMP, "GAP localizes better than GMP, without the added layer.");
        switch (scale) {
            case SMOKE -> {}
            case SMALL ->
                plan.notRun("VGGnet-GAP", "its maps vanish at the 64 x 64 pixels of small scale")
                        .notRun("AlexNet-GAP", "its maps vanish at the 64 x 64 pixels of small scale");
            case MEDIUM -> GoogLeNetRuns.remarks(plan);
            case FULL -> plan.remark(GoogLeNetRuns.ALEXNET_STAR);
        }
        return plan;
    }

    /**
     * A network.
     *
     * @param prefix of its methods in the run
     */
    private record Row(RunSpec run, String prefix) {
        MetricRef error(String method, String accuracy) {
            return ErrorRates.measure(run, prefix + method, accuracy);
        }
    }

    private static Map<String, Row> medium() {
        RunSpec cut = GoogLeNetRuns.cutByErrors();
        Map<String, Row> rows = new LinkedHashMap<>();
        rows.put("GoogLeNet as published, 1,000 classes", new Row(GoogLeNetRuns.publishedByErrors(), ""));
        rows.put("GoogLeNet", row(GoogLeNetRuns.wholeByErrors(), GoogLeNetRuns.ON_5B));
        rows.put("GoogLeNet-GAP", new Row(GoogLeNetRuns.gapByErrors(), ""));
        rows.put(PLAIN, row(cut, GoogLeNetRuns.GAP_ON_4E));
        rows.put(PLAIN_GMP, row(cut, GoogLeNetRuns.GMP_ON_4E));
        return rows;
    }

    private static Row row(RunSpec run, FrozenHeads.Fitted head) {
        return new Row(run, head.name() + " ");
    }

    private static Map<String, Row> rows(Scale scale) {
        Map<String, Row> rows = new LinkedHashMap<>();
        networks(scale).forEach((row, run) -> rows.put(row, new Row(run, "")));
        return rows;
    }

    private static Map<String, RunSpec> networks(Scale scale) {
        Map<String, RunSpec> rows = new LinkedHashMap<>();
        if (scale == Scale.SMOKE) {
            rows.put("GoogLeNet-GAP", SharedRuns.mini(scale, "gap", ErrorRates.standard()));
            rows.put("GoogLeNet-GMP", SharedRuns.mini(scale, "gmp", ErrorRates.standard()));
            return rows;
        }
        for (String head : List.of("original", "gap", "gmp")) {
            rows.put(
                    "GoogLeNet" + (head.equals("original") ? "" : "-" + head.toUpperCase(Locale.ROOT)),
                    googleNet(scale, head));
        }
        if (scale == Scale.FULL) {
            rows.put("VGGnet-GAP", fineTuned("vgg16"));
            rows.put("AlexNet-GAP", fineTuned("alexnet"));
        } else {
            rows.put("SqueezeNet 1.0", published(scale, "squeezenet1_0", WeightsFiles.SQUEEZENET));
            rows.put("MobileNetV2", published(scale, "mobilenet_v2", WeightsFiles.MOBILENET));
        }
        return rows;
    }

    private static RunSpec googleNet(Scale scale, String head) {
        if (scale == Scale.SMALL) {
            return run("googlenet-" + head, SharedRuns.googleNet(head), SharedRuns.halfOfSmallData());
        }
        return head.equals("original")
                ? published(scale, "googlenet", WeightsFiles.imagenet("googlenet"))
                : run("googlenet-" + head, tuned("googlenet", head), SharedRuns.ilsvrc());
    }

    private static RunSpec fineTuned(String backbone) {
        return run(backbone + "-gap", tuned(backbone, "gap"), SharedRuns.ilsvrc());
    }

    private static NetworkChoice tuned(String backbone, String head) {
        return new NetworkChoice.Trained(
                backbone, head, 0, Optional.of(WeightsFiles.imagenet(backbone)), TrainRecipe.fineTuning());
    }

    private static RunSpec published(Scale scale, String backbone, String weights) {
        return run(
                backbone + "-original",
                new NetworkChoice.Published(backbone, weights),
                SharedRuns.ilsvrcValidation(scale));
    }

    private static RunSpec run(String name, NetworkChoice network, DataChoice data) {
        return new RunSpec(name, network, data, ErrorRates.standard());
    }

    private static void cells(Plan plan, String row, Row network, String method) {
        plan.cell(row, "Loc top-1 error", network.error(method, TOP_1));
        plan.cell(row, "Loc top-5 error", network.error(method, TOP_5));
        plan.cell(row, "GT-known error", network.error(method, GT_KNOWN));
        if (method.equals(CAM)) {
            plan.cell(row, "Cls top-1 error", network.error(method, CLASSIFIED));
        }
    }

    private static void claim(Plan plan, Map<String, Row> rows, String better, String worse, String text) {
        Row low = rows.get(better);
        Row high = rows.get(worse);
        if (low != null && high != null) {
            plan.claim(ErrorRates.providedLearned(
                    Claim.lower(text, low.error(CAM, GT_KNOWN), high.error(CAM, GT_KNOWN)),
                    low.error(CAM, CLASSIFIED),
                    high.error(CAM, CLASSIFIED)));
        }
    }
}
