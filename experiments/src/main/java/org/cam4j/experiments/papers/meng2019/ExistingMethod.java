package org.cam4j.experiments.papers.meng2019;

import java.util.LinkedHashMap;
import java.util.Map;
import org.cam4j.datasets.Split;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.wsol.WsolMethod;
import org.cam4j.training.wsol.WsolMethods;

/**
 * A method that table 5 and figures 8 and 9 compare with. The paper does not say how it reads them: ACoL is read by its own map here, CBAM by Grad-CAM.
 *
 * @param run its network on images with masks
 * @param method of the run
 */
record ExistingMethod(RunSpec run, String method) {
    /** CAM, ACoL and CBAM in a printed column of table 5, at medium or full scale. */
    static Map<String, ExistingMethod> of(Scale scale, String column) {
        WsolMethod acol = WsolMethods.byId("acol");
        WsolMethod cbam = WsolMethods.byId("cbam");
        Map<String, ExistingMethod> rows = new LinkedHashMap<>();
        if (scale == Scale.MEDIUM) {
            MediumAnimals.Place place = MediumAnimals.Place.of(column);
            rows.put("CAM", new ExistingMethod(MediumAnimals.blocks(MediumAnimals.OF_METHODS, place), BlockFusion.CAM));
            rows.put("ACoL", new ExistingMethod(MediumAnimals.ofMethod(acol, place), BlockFusion.CAM));
            rows.put("CBAM", new ExistingMethod(MediumAnimals.ofMethod(cbam, place), BlockFusion.BASELINE));
        } else {
            String data = column.startsWith("COCO") ? "coco" : "voc";
            Split split = column.equals("PASCAL-train") ? Split.TRAIN : Split.TEST;
            rows.put("CAM", new ExistingMethod(MengRuns.fullBlocks(data, split), BlockFusion.CAM));
            rows.put("ACoL", new ExistingMethod(MengRuns.fullMethod("vgg19", data, split, acol), BlockFusion.CAM));
            rows.put(
                    "CBAM",
                    new ExistingMethod(MengRuns.fullMethod("resnet50", data, split, cbam), BlockFusion.BASELINE));
        }
        return rows;
    }
}
