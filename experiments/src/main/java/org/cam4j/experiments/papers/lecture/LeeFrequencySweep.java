package org.cam4j.experiments.papers.lecture;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.recipe.TrainRecipe;

/**
 * Lee, lecture "Class Activation Map (CAM)", example frequency sweep: a network with GAP tells sweeps that are OK from those that are not (NG) by their spectrograms, and
 * its CAM shows when and at which frequency the defect is. Run: {@code cam4j reproduce lee-frequency-sweep}. Cost at small scale: one network a seed, two minutes each.
 *
 * <p>Differs: the lecture prints no numbers and has no data. The sweeps are drawn, so that the defect's place is known; every scale takes the same, and there is no full
 * one.
 */
public final class LeeFrequencySweep implements Experiment {
    private static final List<String> METHODS = List.of("cam", "grad-cam", "layer-cam");
    private static final List<String> TRIVIAL = List.of("whole-image", "centre-box", "gaussian", "random");
    private static final int PICTURES = 6;
    private static final int EPOCHS = 8;
    /** Of accuracy in percent, below which the maps say nothing. */
    private static final double LEARNED = 90;

    @Override
    public String id() {
        return "lee-frequency-sweep";
    }

    @Override
    public String paper() {
        return "Lee: Class Activation Map (CAM), lecture, example frequency sweep";
    }

    @Override
    public String description() {
        return "Sweeps with a notch, a resonance or a drop-out: accuracy, and how well CAM finds the defect in time"
                + " and frequency.";
    }

    @Override
    public Set<Scale> scales() {
        return EnumSet.of(Scale.SMOKE, Scale.SMALL);
    }

    @Override
    public Plan plan(Scale scale) {
        // The defect must not leave the picture, and time does not run backwards: neither crops nor mirror images.
        TrainRecipe recipe = TrainRecipe.fromScratch()
                .epochs(scale == Scale.SMOKE ? 1 : EPOCHS)
                .flip(false)
                .cropPadding(0)
                .labelSmoothing(0);
        RunSpec run = new RunSpec(
                "mini-gap",
                new NetworkChoice.Trained("mini", "gap", 0, recipe),
                DataChoice.of("frequency-sweep"),
                new DefectLocation(METHODS, PICTURES));
        Plan plan = new Plan().run(run);
        MetricRef accuracy = new MetricRef(run.name(), "classifier", MetricKey.TOP1_CLS);
        plan.cell("classifier", "Top-1", accuracy);
        for (List<String> methods : List.of(METHODS, TRIVIAL)) {
            for (String method : methods) {
                plan.cell(method, "IoU", new MetricRef(run.name(), method, DefectLocation.IOU));
                plan.cell(method, "IoU in time", new MetricRef(run.name(), method, DefectLocation.TIME));
                plan.cell(method, "IoU in frequency", new MetricRef(run.name(), method, DefectLocation.FREQUENCY));
            }
        }
        for (String trivial : TRIVIAL) {
            plan.claim(Claim.higher(
                            String.format(Locale.ROOT, "CAM finds the defect better than: %s.", trivial),
                            new MetricRef(run.name(), "cam", DefectLocation.IOU),
                            new MetricRef(run.name(), trivial, DefectLocation.IOU))
                    .provided(accuracy, LEARNED));
        }
        return plan.remark(
                "Mean IoU over the test sweeps with a defect. Thresholds of all methods chosen on the validation"
                        + " split. Pictures: true place green, found place red.");
    }
}
