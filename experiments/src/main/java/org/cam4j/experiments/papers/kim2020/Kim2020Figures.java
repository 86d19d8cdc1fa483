package org.cam4j.experiments.papers.kim2020;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.ResponseMaps;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Kim et al. 2020, figures 5 and 7 to 10: response maps of CAM and Wide CAM, and a number for "wider": how much of the object is inside the map, and how much of the
 * map outside the object, at every threshold. Run: {@code cam4j reproduce kim2020-figures}. Cost at small scale: that of kim2020-figure11, whose networks these are.
 *
 * <p>The pictures {@code maps.png} have one row an image, the same images for both networks: in that of Wide CAM the parts of figure 5 alone (the deconvolved last map,
 * the finer map), then their OR. Differs: the paper shows pictures only; images are Tiny ImageNet's, one a class, not chosen by hand. The paper's classes
 * are unpublished: there is no full scale.
 */
public final class Kim2020Figures implements Experiment {
    private static final List<Double> THRESHOLDS = List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8);
    private static final double LEARNED = 50;
    private static final String CAM = "cam";
    private static final String WIDE = "wide-cam";
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
        return EnumSet.of(Scale.SMOKE, Scale.SMALL);
    }

    @Override
    public Plan plan(Scale scale) {
        int pictures = scale == Scale.SMOKE ? 4 : 20;
        RunSpec cam = SharedRuns.mini(scale, "gap", new ResponseMaps(List.of(CAM), THRESHOLDS, pictures));
        RunSpec wide =
                SharedRuns.mini(scale, "wide", new ResponseMaps(List.of(DEEP, FINE, WIDE), THRESHOLDS, pictures));
        Plan plan = new Plan().run(cam).run(wide);
        List<Claim> wider = new ArrayList<>();
        List<Claim> widerThanParts = new ArrayList<>();
        List<Claim> cleaner = new ArrayList<>();
        for (double threshold : THRESHOLDS) {
            String at = String.format(Locale.ROOT, "%.2f", threshold);
            for (String key : List.of("coverage_inside@" + at, "coverage_outside@" + at)) {
                plan.cell("CAM", key, new MetricRef(cam.name(), CAM, key))
                        .cell("deconvolved last map alone", key, new MetricRef(wide.name(), DEEP, key))
                        .cell("finer map alone", key, new MetricRef(wide.name(), FINE, key))
                        .cell("Wide CAM", key, new MetricRef(wide.name(), WIDE, key));
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
        MetricRef learned = new MetricRef(cam.name(), CAM, MetricKey.TOP1_CLS);
        return plan.cell("CAM", MetricKey.TOP1_CLS.id(), learned)
                .cell("Wide CAM", MetricKey.TOP1_CLS.id(), new MetricRef(wide.name(), WIDE, MetricKey.TOP1_CLS))
                .claim(Claim.all("Wide CAM covers more of the object than CAM at every threshold.", wider)
                        .provided(learned, LEARNED))
                .claim(Claim.all(
                                "The joined map covers more of the object than the deconvolved last map alone (figure"
                                        + " 5).",
                                widerThanParts)
                        .provided(learned, LEARNED))
                .claim(Claim.all("Wide CAM's map lies less outside the object than CAM's at every threshold.", cleaner)
                        .provided(learned, LEARNED));
    }
}
