package org.cam4j.experiments.papers.lecture;

import java.util.Map;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.recipe.TrainRecipe;

/**
 * Lee, lecture "Class Activation Map (CAM)", CNN with vibration signals: a network with GAP tells bearings apart, normal or with a fault, by spectrograms, and its CAM shows
 * at which frequencies it looks. Run: {@code cam4j reproduce lee-vibration}. Cost at small scale: two networks a seed, a minute or two each.
 *
 * <p>Differs: the lecture names no data and prints no numbers. The data are those of Case Western Reserve University; small scale has one recording of each class, so
 * that classes are recordings. The control trains the same network to tell the two halves of each recording apart.
 */
public final class LeeVibration implements Experiment {
    private static final int PICTURES = 2;
    /** Time does not run backwards and frequencies do not move: neither mirror images nor crops. */
    private static final TrainRecipe RECIPE =
            TrainRecipe.fromScratch().epochs(4).flip(false).cropPadding(0).labelSmoothing(0);

    /** Fewer than the forty recordings have. */
    private static final Map<Split, Integer> ALL = Map.of(Split.TRAIN, 8_000, Split.TEST, 700);

    private static final double LEARNED = 90;
    private static final double TOLD_APART = 60;

    @Override
    public String id() {
        return "lee-vibration";
    }

    @Override
    public String paper() {
        return "Lee: Class Activation Map (CAM), lecture, vibration signals";
    }

    @Override
    public String description() {
        return "Bearings, normal or with a fault: accuracy beside its control, and whether CAM lies at the frequencies"
                + " that carry the fault.";
    }

    @Override
    public Plan plan(Scale scale) {
        if (scale == Scale.SMOKE) { // on drawn images: there is no drawn bearing
            RunSpec run = SharedRuns.mini(scale, "gap", new ClassContrast(PICTURES));
            return new Plan()
                    .run(run)
                    .cell("mini, GAP", "Class", new MetricRef(run.name(), BearingBands.CAM, BearingBands.CLASS));
        }
        RunSpec run = run("mini-gap", data("cwru", scale), new BearingBands(PICTURES));
        RunSpec halves = run("halves", data("cwru-halves", scale), new ClassContrast(1));
        MetricRef kind = new MetricRef(run.name(), BearingBands.CAM, BearingBands.CLASS);
        MetricRef fault = new MetricRef(run.name(), BearingBands.CAM, BearingBands.FAULT);
        MetricRef control = new MetricRef(halves.name(), "cam", MetricKey.TOP1_CLS);
        Plan plan = new Plan()
                .run(run)
                .run(halves)
                .cell("mini, GAP", "Class", kind)
                .cell("mini, GAP", "Fault or none", fault)
                .cell("control: halves of a recording", "Class", control);
        for (String method : new String[] {BearingBands.CAM, BearingBands.EVEN, BearingBands.GAUSSIAN}) {
            plan.cell(method, "In resonances", new MetricRef(run.name(), method, BearingBands.RESONANCES));
            plan.cell(method, "In blows", new MetricRef(run.name(), method, BearingBands.BLOWS));
        }
        return plan.claim(Claim.above("Normal windows are told from those with a fault.", fault, LEARNED))
                .claim(Claim.above("The faults are told apart.", kind, LEARNED))
                .claim(Claim.below("Two halves of a recording are not told apart.", control, TOLD_APART))
                .claim(more("CAM lies in the resonances more than an even map does.", run, BearingBands.EVEN))
                .claim(more(
                        "CAM lies in the resonances more than a map of the middle does.", run, BearingBands.GAUSSIAN))
                .claim(Claim.higher(
                        "CAM lies where the blows show more than an even map does.",
                        new MetricRef(run.name(), BearingBands.CAM, BearingBands.BLOWS),
                        new MetricRef(run.name(), BearingBands.EVEN, BearingBands.BLOWS)))
                .remark("Test windows lie in a block of time of their own, seed by seed another fifth of each"
                        + " recording. Shares: of the map, its minimum subtracted, in the quarter of the rows with"
                        + " the most power (resonances) and with the clearest line of the fault in their envelope"
                        + " (blows).")
                .remark("With one recording a class, accuracy says that recordings are told apart, not that another"
                        + " bearing's fault would be found.");
    }

    private static Claim more(String text, RunSpec run, String control) {
        return Claim.higher(
                        text,
                        new MetricRef(run.name(), BearingBands.CAM, BearingBands.RESONANCES),
                        new MetricRef(run.name(), control, BearingBands.RESONANCES))
                .provided(new MetricRef(run.name(), BearingBands.CAM, BearingBands.CLASS), LEARNED);
    }

    private static RunSpec run(String name, DataChoice data, RunTask measurement) {
        return new RunSpec(name, new NetworkChoice.Trained("mini", "gap", 0, RECIPE), data, measurement);
    }

    private static DataChoice data(String id, Scale scale) {
        return scale == Scale.FULL ? DataChoice.of(id).complete(ALL) : DataChoice.of(id);
    }
}
