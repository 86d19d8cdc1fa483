package org.cam4j.experiments.papers.zhang2022;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.MapSheet;
import org.cam4j.experiments.papers.shared.MapSheet.Column;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Zhang et al. 2022, figure 2: positive and negative feature maps, CAM as it was and recombined. Run: {@code cam4j reproduce zhang2022-figure2}. Cost at small
 * scale: MobileNetV2 over 800 images, nothing is trained; at medium and full scale the networks are those of table 1, see {@link FigureRuns}.
 *
 * <p>Differs: the paper shows single channels; here M_p and |M_n| are the sums over all channels of a sign. What the figure is shown for is measured: how much of the
 * object each map covers, and how much of it lies beside.
 */
public final class Zhang2022Figure2 implements Experiment {
    private static final double CAM_THRESHOLD = 0.2;
    private static final int IMAGES = 8;
    private static final List<String> MAPS = List.of("cam-positive", "cam-negative", "cam", "cam-recombined");

    @Override
    public String id() {
        return "zhang2022-figure2";
    }

    @Override
    public String paper() {
        return "Zhang, Chang, Bui: Improving Class Activation Map for Weakly Supervised Object Localization, 2022,"
                + " figure 2 and section 3";
    }

    @Override
    public String description() {
        return "The maps of positive and of negative evidence, CAM and the recombined map, side by side, and what they"
                + " cover of the object.";
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.allOf(Scale.class);
    }

    @Override
    public Plan plan(Scale scale) {
        Plan plan = new Plan();
        MapSheet sheet = new MapSheet(
                MAPS.stream().map(map -> Column.fixed(map, map, CAM_THRESHOLD)).toList(), IMAGES);
        for (RunSpec run : FigureRuns.withClassWeights(scale)) {
            plan.run(run).run(new RunSpec(run.name() + "-maps", run.network(), run.data(), sheet));
            compare(plan, run);
        }
        FigureRuns.remarks(plan, scale);
        return plan.remark("Pictures: true box green, box of the map at 0.20 of its range red.");
    }

    private static void compare(Plan plan, RunSpec run) {
        for (String map : MAPS) {
            cell(plan, run, map, "GT-known at 0.20", MetricKey.GT_KNOWN_20.id());
            cell(plan, run, map, "share of the object inside", "coverage_inside");
            cell(plan, run, map, "share of the map outside", "coverage_outside");
        }
        plan.claim(Claim.higher(
                String.format(Locale.ROOT, "The recombined map covers more of the object than CAM (%s).", run.name()),
                new MetricRef(run.name(), "cam-recombined", "coverage_inside"),
                new MetricRef(run.name(), "cam", "coverage_inside")));
        plan.claim(Claim.higher(
                String.format(Locale.ROOT, "The recombined map localizes better than CAM at 0.20 (%s).", run.name()),
                new MetricRef(run.name(), "cam-recombined", MetricKey.GT_KNOWN_20),
                new MetricRef(run.name(), "cam", MetricKey.GT_KNOWN_20)));
        plan.claim(Claim.higher(
                String.format(
                        Locale.ROOT,
                        "Negative evidence alone still localizes: better than a random map (%s, MaxBoxAccV2).",
                        run.name()),
                new MetricRef(run.name(), "cam-negative", MetricKey.MAX_BOX_ACC_V2),
                new MetricRef(run.name(), "random", MetricKey.MAX_BOX_ACC_V2)));
    }

    private static void cell(Plan plan, RunSpec run, String map, String column, String key) {
        plan.cell(map, String.format(Locale.ROOT, "%s, %s", run.name(), column), new MetricRef(run.name(), map, key));
    }
}
