package org.cam4j.experiments.papers.kim2020;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.ResponseMaps;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Kim et al. 2020, figures 5 and 7 to 10: response maps of CAM and Wide CAM, and a number for "wider": how much of the object is inside the map, and how much of the
 * map outside the object, at every threshold; at medium and full scale also one for "smoother", the map's total variation. Run: {@code cam4j reproduce kim2020-figures}.
 * Cost: that of kim2020-figure11, whose networks these are, and at medium scale six minutes of measuring.
 *
 * <p>The pictures {@code maps.png} have one row an image, the same images for both networks: in that of Wide CAM the parts of figure 5 alone (the deconvolved last map,
 * the finer map), then their OR. Differs: the paper shows pictures only; the images are the first of each class, not chosen by hand: Tiny ImageNet's, CUB-50's at medium
 * scale, ILSVRC's 1,000 classes at full scale, since the paper's classes are unpublished.
 */
public final class Kim2020Figures implements Experiment {
    private static final List<Double> THRESHOLDS = List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8);
    private static final double LEARNED = 50;
    private static final String CAM = KimRuns.CAM;
    private static final String WIDE = KimRuns.WIDE;
    private static final int SMOOTHNESS_IMAGES = 500;
    private static final String DEEP = "wide-cam@deep";
    private static final String FINE = "wide-cam@fine";

    @Override
    public String id() {
        return "kim2020-figures";
    }

    @Override
    public String paper() {
        return "Kim, Lee, Lee: Wide Class Activation Map for Generating Expanded Range of Activation Mapping, 2020,"
                + " figures 5 and 7 to 10";
    }

    @Override
    public String description() {
        return "Response maps of CAM and Wide CAM: pictures, and the share of the object inside and of the map outside"
                + " at every threshold.";
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        int pictures = scale == Scale.SMOKE ? 4 : 20;
        ResponseMaps ofCam = new ResponseMaps(List.of(CAM), THRESHOLDS, pictures);
        ResponseMaps ofWide = new ResponseMaps(List.of(DEEP, FINE, WIDE), THRESHOLDS, pictures);
        RunSpec cam = KimRuns.trained(scale, KimRuns.camHead(scale), ofCam);
        RunSpec wide = KimRuns.trained(scale, "wide", ofWide);
        Plan plan = new Plan().run(cam).run(wide);
        List<Claim> wider = new ArrayList<>();
        List<Claim> widerThanParts = new ArrayList<>();
        List<Claim> cleaner = new ArrayList<>();
        for (double threshold : THRESHOLDS) {
            String at = String.format(Locale.ROOT, "%.2f", threshold);
            for (String key : List.of("coverage_inside@" + at, "coverage_outside@" + at)) {
                cells(plan, cam, wide, key);
            }
            wider.add(Claim.higher(
                    "at " + at,
                    new MetricRef(wide.name(), WIDE, "coverage_inside@" + at),
                    new MetricRef(cam.name(), CAM, "coverage_inside@" + at)));
            widerThanParts.add(Claim.higher(
                    "at " + at,
                    new MetricRef(wide.name(), WIDE, "coverage_inside@" + at),
                    new MetricRef(wide.name(), DEEP, "coverage_inside@" + at)));
            cleaner.add(Claim.lower(
                    "at " + at,
                    new MetricRef(wide.name(), WIDE, "coverage_outside@" + at),
                    new MetricRef(cam.name(), CAM, "coverage_outside@" + at)));
        }
        if (scale == Scale.MEDIUM || scale == Scale.FULL) {
            smoothness(plan, cam, wide);
        }
        if (scale == Scale.MEDIUM) {
            frozen(plan);
            KimRuns.mediumRemarks(plan);
        }
        return plan.cell("CAM", MetricKey.TOP1_CLS.id(), new MetricRef(cam.name(), CAM, MetricKey.TOP1_CLS))
                .cell("Wide CAM", MetricKey.TOP1_CLS.id(), new MetricRef(wide.name(), WIDE, MetricKey.TOP1_CLS))
                .claim(Claim.all("Wide CAM covers more of the object than CAM at every threshold.", wider))
                .claim(Claim.all(
                        "The joined map covers more of the object than the deconvolved last map alone (figure 5).",
                        widerThanParts))
                .claim(Claim.all(
                        "Wide CAM's map lies less outside the object than CAM's at every threshold.", cleaner));
    }

    private static void cells(Plan plan, RunSpec cam, RunSpec wide, String key) {
        plan.cell("CAM", key, new MetricRef(cam.name(), CAM, key))
                .cell("deconvolved last map alone", key, new MetricRef(wide.name(), DEEP, key))
                .cell("finer map alone", key, new MetricRef(wide.name(), FINE, key))
                .cell("Wide CAM", key, new MetricRef(wide.name(), WIDE, key));
    }

    private static void smoothness(Plan plan, RunSpec cam, RunSpec wide) {
        RunSpec ofCam = smoothness(cam, CAM);
        RunSpec ofWide = smoothness(wide, DEEP, FINE, WIDE);
        plan.run(ofCam).run(ofWide);
        cells(plan, ofCam, ofWide, MapSmoothness.KEY);
        plan.claim(Claim.lower(
                                "Wide CAM's map is smoother than CAM's: its total variation is lower.",
                                new MetricRef(ofWide.name(), WIDE, MapSmoothness.KEY),
                                new MetricRef(ofCam.name(), CAM, MapSmoothness.KEY))
                        .provided(new MetricRef(cam.name(), CAM, MetricKey.TOP1_CLS), LEARNED)
                        .provided(new MetricRef(wide.name(), WIDE, MetricKey.TOP1_CLS), LEARNED))
                .remark(
                        "total_variation: of the normalized map on the 224 x 224 grid, in percent of that of one straight edge across"
                                + " the image. A wider map has a longer outline, which counts against it.");
    }

    private static RunSpec smoothness(RunSpec run, String... methods) {
        return new RunSpec(
                run.name() + "-smoothness",
                run.network(),
                run.data(),
                new MapSmoothness(List.of(methods), SMOOTHNESS_IMAGES));
    }

    /** The same question on maps that do not learn with their head. */
    private static void frozen(Plan plan) {
        for (Map.Entry<String, RunSpec> network : KimRuns.frozen()) {
            RunSpec run = network.getValue();
            plan.run(run);
            List<Claim> wider = new ArrayList<>();
            for (String at : List.of("0.20", "0.40", "0.60")) {
                for (String key : List.of("coverage_inside@" + at, "coverage_outside@" + at)) {
                    plan.cell(
                                    "CAM, " + network.getKey(),
                                    key,
                                    KimRuns.fitted("gap").measure(run, CAM, key))
                            .cell(
                                    "Wide CAM, " + network.getKey(),
                                    key,
                                    KimRuns.fitted("wide").measure(run, WIDE, key));
                }
                wider.add(Claim.higher(
                        "at " + at,
                        KimRuns.fitted("wide").measure(run, WIDE, "coverage_inside@" + at),
                        KimRuns.fitted("gap").measure(run, CAM, "coverage_inside@" + at)));
            }
            plan.claim(Claim.all(
                    String.format(
                            Locale.ROOT,
                            "Wide CAM covers more of the object than CAM at 0.20, 0.40 and 0.60 (%s).",
                            network.getKey()),
                    wider));
        }
    }
}
