package org.cam4j.experiments.papers.meng2019;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.datasets.Split;
import org.cam4j.experiments.papers.meng2019.selection.Selection;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.PaperTable;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.wsol.WsolMethod;
import org.cam4j.training.wsol.WsolMethods;

/**
 * Meng et al. 2019, table 5: CAM, Grad-CAM and the paper's maps on PASCAL VOC and COCO. Run: {@code cam4j reproduce meng2019-table5}. Cost at small scale: one pass of
 * two networks over 100 images.
 *
 * <p>Differs: 1. at small scale step A alone: the networks at hand have no pair networks for COCO's classes; MobileNetV2 explains those of its ILSVRC classes that stand
 * for one of COCO's, the person network persons. 2. ACoL and CBAM are trained at full scale alone, on the images' classes; ACoL is read by its own map, CBAM by Grad-CAM.
 */
public final class Meng2019Table5 implements Experiment {
    private static final String KEY = "miou";
    private static final Map<String, Split> PASCAL = Map.of("PASCAL-val", Split.TEST, "PASCAL-train", Split.TRAIN);

    @Override
    public String id() {
        return "meng2019-table5";
    }

    @Override
    public String paper() {
        return "Meng, Huang, Li, Wu: Class Activation Map Generation by Representative Class Selection and Multi-Layer Feature Fusion, 2019, table 5";
    }

    @Override
    public String description() {
        return "mIoU of CAM, Grad-CAM and the fusion of all blocks on images with segmentations.";
    }

    @Override
    public PaperTable printed() {
        return PaperTable.load("meng-table5-existing-methods");
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        if (scale == Scale.SMALL) {
            for (String row : List.of("ACoL", "CBAM")) {
                plan.notRun(row, "there are no segmented training images at hand");
            }
        } else {
            rival(plan, scale, "ACoL", "vgg19", BlockFusion.CAM);
            rival(plan, scale, "CBAM", "resnet50", BlockFusion.BASELINE);
        }
        for (RunSpec run : MengRuns.blocks(scale)) {
            plan.run(run);
            String column = scale == Scale.FULL ? run.name().contains("coco") ? "COCO-val" : "PASCAL-val" : run.name();
            plan.cell("CAM", column, new MetricRef(run.name(), BlockFusion.CAM, KEY))
                    .cell("Grad-CAM", column, new MetricRef(run.name(), BlockFusion.BASELINE, KEY))
                    .cell("Grad-CAM, all blocks fused", column, new MetricRef(run.name(), BlockFusion.FUSION, KEY))
                    .cell(
                            "Grad-CAM, all blocks fused",
                            column + ", mean over images",
                            new MetricRef(run.name(), BlockFusion.FUSION, "miou_per_image"))
                    .cell(
                            "Grad-CAM",
                            column + ", mean over images",
                            new MetricRef(run.name(), BlockFusion.BASELINE, "miou_per_image"))
                    .cell(
                            "Grad-CAM",
                            column + ", best threshold",
                            new MetricRef(run.name(), BlockFusion.BASELINE, "miou.best"))
                    .cell(
                            "Grad-CAM, all blocks fused",
                            column + ", best threshold",
                            new MetricRef(run.name(), BlockFusion.FUSION, "miou.best"));
            plan.claim(Claim.above(
                    String.format(
                            Locale.ROOT,
                            "%s: the fusion of all blocks is above Grad-CAM, as printed for ResNet-101 on COCO (15.41 against 11.82).",
                            run.name()),
                    new MetricRef(run.name(), BlockFusion.FUSION, "miou.difference"),
                    0));
        }
        if (scale == Scale.FULL) {
            PASCAL.forEach((column, split) -> ours(plan, MengRuns.full("resnet101", "voc", split), column));
            ours(plan, MengRuns.full("resnet101", "coco", Split.TEST), "COCO-val");
        }
        return plan.remark(
                "On COCO only images that hold a class count for it. Classes without an output of the network are left out and counted among the skipped.");
    }

    /** The paper does not say how it reads the rivals: ACoL by its own map, CBAM by Grad-CAM. */
    private static void rival(Plan plan, Scale scale, String row, String backbone, String method) {
        WsolMethod rival = WsolMethods.byId(row.toLowerCase(Locale.ROOT));
        for (String data : scale == Scale.FULL ? List.of("voc", "coco") : List.of("voc")) {
            RunSpec run = MengRuns.rival(scale, backbone, data, rival);
            String column = scale == Scale.SMOKE ? run.name() : data.equals("voc") ? "PASCAL-val" : "COCO-val";
            plan.run(run).cell(row, column, new MetricRef(run.name(), method, KEY));
        }
    }

    private static void ours(Plan plan, RunSpec run, String column) {
        plan.run(run)
                .cell("Our w/o fusion", column, MengRuns.measure(run, Selection.S_1, false, KEY))
                .cell("Our", column, MengRuns.measure(run, Selection.S_1, true, KEY));
        if (column.equals("PASCAL-train")) {
            plan.cell("Grad-CAM", column, new MetricRef(run.name(), RepresentativeClasses.BASELINE, KEY));
        }
        for (String row : List.of("Our w/o fusion", "Our")) {
            plan.claim(Claim.above(
                    String.format(Locale.ROOT, "%s, %s: above Grad-CAM.", column, row),
                    MengRuns.measure(run, Selection.S_1, row.equals("Our"), "miou.difference"),
                    0));
        }
    }
}
