package org.cam4j.experiments.papers.meng2019;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.cam4j.datasets.Split;
import org.cam4j.experiments.papers.meng2019.selection.Selection;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.PaperTable;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.wsol.WsolMethods;

/**
 * Meng et al. 2019, table 5: CAM, Grad-CAM and the paper's maps on PASCAL VOC and COCO. Run: {@code cam4j reproduce
 * meng2019-table5}. Cost at small scale: one pass of two networks over 100 images.
 *
 * <p>Differs: 1. at small scale step A alone: the available networks have no pair networks for COCO's classes;
 * MobileNetV2 explains those of its ILSVRC classes that stand for one of COCO's, the person network persons. 2. ACoL
 * and CBAM are trained at medium and full scale alone, on the images' classes; ACoL is read by its own map, CBAM by
 * Grad-CAM. 3. At medium scale all rows are of one network each, ACoL and CBAM of the first, and the networks of VOC's
 * animals are measured on COCO.
 */
public final class Meng2019Table5 implements Experiment {
    private static final String KEY = "miou";
    private static final String PER_IMAGE = "miou_per_image"; // the images are compared in pairs

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
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        switch (scale) {
            case SMOKE -> {
                for (String row : List.of("ACoL", "CBAM")) {
                    RunSpec run = MengRuns.smokeMethod(WsolMethods.byId(row.toLowerCase(Locale.ROOT)));
                    String method = row.equals("ACoL") ? BlockFusion.CAM : BlockFusion.BASELINE;
                    plan.run(run).cell(row, run.name(), new MetricRef(run.name(), method, KEY));
                }
                MengRuns.blocks(scale).forEach(run -> stepA(plan, run));
            }
            case SMALL -> {
                for (String row : List.of("ACoL", "CBAM")) {
                    plan.notRun(row, "no segmented training images are available");
                }
                MengRuns.blocks(scale).forEach(run -> stepA(plan, run));
            }
            case MEDIUM -> {
                for (String backbone : MediumAnimals.BACKBONES) {
                    for (String column : printed().columns()) {
                        medium(plan, backbone, column);
                    }
                }
                MediumAnimals.remark(plan);
                plan.remark(
                        "PASCAL-train: CAM, ACoL and CBAM on all training images, Grad-CAM and ours on 400 of them. COCO: all of the 288 images that show one of the five animals, about 30 samples, on the networks trained on VOC.");
            }
            case FULL -> {
                for (String column : printed().columns()) {
                    ExistingMethod.of(scale, column)
                            .forEach((row, value) -> plan.run(value.run())
                                    .cell(row, column, new MetricRef(value.run().name(), value.method(), KEY)));
                    ours(plan, full(column), column, column, ExistingMethod.of(scale, column));
                }
            }
        }
        return RepresentativeClasses.onlyLearned(plan)
                .remark(
                        "On COCO only images that hold a class count for it. Classes without an output of the network are left out and counted among the skipped.");
    }

    private static RunSpec full(String column) {
        return column.startsWith("COCO")
                ? MengRuns.fullOnCoco("resnet101")
                : MengRuns.full("resnet101", column.equals("PASCAL-train") ? Split.TRAIN : Split.TEST);
    }

    private void medium(Plan plan, String backbone, String column) {
        MediumAnimals.Place place = MediumAnimals.Place.of(column);
        String at = backbone + ", " + column;
        Map<String, ExistingMethod> existing = new LinkedHashMap<>();
        if (backbone.equals(MediumAnimals.OF_METHODS)) {
            existing.putAll(ExistingMethod.of(Scale.MEDIUM, column));
        } else {
            existing.put("CAM", new ExistingMethod(MediumAnimals.blocks(backbone, place), BlockFusion.CAM));
        }
        existing.forEach((row, value) ->
                plan.run(value.run()).cell(row, at, new MetricRef(value.run().name(), value.method(), KEY)));
        RunSpec ours = switch (place) {
            case VAL -> MediumAnimals.selections(backbone, Split.TEST);
            case TRAIN -> MediumAnimals.selections(backbone, Split.TRAIN);
            case COCO -> MediumAnimals.onCoco(backbone);
        };
        ours(plan, ours, column, at, existing);
    }

    /** Step A alone on the network of all classes. */
    private static void stepA(Plan plan, RunSpec run) {
        plan.run(run);
        String column = run.name();
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

    /** The paper's maps against Grad-CAM and the existing methods, by the sign of the printed numbers of a column. */
    private void ours(Plan plan, RunSpec run, String column, String at, Map<String, ExistingMethod> existing) {
        plan.run(run).cell("Grad-CAM", at, new MetricRef(run.name(), RepresentativeClasses.BASELINE, KEY));
        for (String row : List.of("Our w/o fusion", "Our")) {
            boolean fused = row.equals("Our");
            plan.cell(row, at, MengRuns.measure(run, Selection.S_1, fused, KEY))
                    .claim(PrintedSigns.ofDifference(
                            sign(row, "Grad-CAM", column),
                            at,
                            row,
                            "Grad-CAM",
                            MengRuns.measure(run, Selection.S_1, fused, "miou.difference")));
        }
        existing.forEach((row, value) -> plan.claim(PrintedSigns.ofValues(
                sign("Our", row, column),
                at,
                "Our",
                row + " (mean over images)",
                MengRuns.measure(run, Selection.S_1, true, PER_IMAGE),
                new MetricRef(value.run().name(), value.method(), PER_IMAGE))));
    }

    private PrintedSigns.Pair sign(String row, String other, String column) {
        PaperTable table = printed();
        return new PrintedSigns.Pair(
                Objects.requireNonNull(table.value(row, column), row),
                Objects.requireNonNull(table.value(other, column), other),
                column);
    }
}
