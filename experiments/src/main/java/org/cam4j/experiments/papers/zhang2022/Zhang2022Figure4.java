package org.cam4j.experiments.papers.zhang2022;

import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.MapSheet;
import org.cam4j.experiments.papers.shared.MapSheet.Column;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;

/**
 * Zhang et al. 2022, figure 4: CAM and the paper's maps with their boxes. Run: {@code cam4j reproduce zhang2022-figure4}. Cost at small scale: as figure 2, with which
 * it shares its runs.
 *
 * <p>Differs: the images are taken at equal distances over the test images, not chosen. Published networks have a GAP head, so that the map is the recombined one with
 * the automatic threshold. "Cover the objects very well" is measured.
 */
public final class Zhang2022Figure4 implements Experiment {
    private static final double CAM_THRESHOLD = 0.2;
    private static final int IMAGES = 12;

    @Override
    public String id() {
        return "zhang2022-figure4";
    }

    @Override
    public String paper() {
        return "Zhang, Chang, Bui: Improving Class Activation Map for Weakly Supervised Object Localization, 2022,"
                + " figure 4";
    }

    @Override
    public String description() {
        return "Maps and boxes of CAM at 0.20 and of the recombined map at the automatic threshold, side by side.";
    }

    @Override
    public Plan plan(Scale scale) {
        MapSheet sheet = new MapSheet(
                List.of(
                        Column.fixed("CAM at 0.20", "cam", CAM_THRESHOLD),
                        Column.automatic("CAM, automatic", "cam"),
                        Column.automatic("recombined, automatic", "cam-recombined")),
                IMAGES);
        Plan plan = new Plan();
        RunSpec run = SharedRuns.withClassWeights(scale, SharedRuns.ofPublished());
        plan.run(run).run(new RunSpec(run.name() + "-maps", run.network(), run.data(), sheet));
        MetricRef cam = new MetricRef(run.name(), "cam", MetricKey.GT_KNOWN_20);
        MetricRef ours = new MetricRef(run.name(), "cam-recombined", MetricKey.GT_KNOWN_AUTOMATIC);
        plan.cell("CAM at 0.20", run.name() + ", GT-known", cam);
        plan.cell("CAM, automatic", run.name() + ", GT-known", new MetricRef(run.name(), "cam", ours.key()));
        plan.cell("recombined, automatic", run.name() + ", GT-known", ours);
        plan.claim(Claim.higher(
                String.format(
                        Locale.ROOT,
                        "The boxes of the recombined map at the automatic threshold fit better than CAM's (%s).",
                        run.name()),
                ours,
                cam));

        return plan.remark("Pictures: true box green, predicted box red; the paper has them the other way round.");
    }
}
