package org.cam4j.experiments.paper;

import java.util.Map;
import org.cam4j.datasets.Split;
import org.cam4j.experiments.reproduce.BearingBands;
import org.cam4j.experiments.reproduce.Claim;
import org.cam4j.experiments.reproduce.ClassContrast;
import org.cam4j.experiments.reproduce.DataChoice;
import org.cam4j.experiments.reproduce.Experiment;
import org.cam4j.experiments.reproduce.Measure;
import org.cam4j.experiments.reproduce.Measurement;
import org.cam4j.experiments.reproduce.NetworkChoice;
import org.cam4j.experiments.reproduce.Plan;
import org.cam4j.experiments.reproduce.RunSpec;
import org.cam4j.experiments.reproduce.Scale;
import org.cam4j.experiments.reproduce.SharedRuns;
import org.cam4j.training.fit.Optimiser;
import org.cam4j.training.fit.Schedule;
import org.cam4j.training.fit.TrainRecipe;

/**
 * Lee, lecture "Class Activation Map (CAM)", CNN with vibration signals: a network with GAP tells bearings apart, normal or with a fault, by spectrograms, and its CAM shows
 * at which frequencies it looks. Run: {@code cam4j reproduce lee-vibration}. Cost at small scale: two networks a seed, a minute or two each.
 *
 * <p>Differs: the lecture names no data and prints no numbers. The data are those of Case Western Reserve University; small scale has one recording of each class, so
 * that classes are recordings. The control trains the same network to tell the two halves of each recording apart.
 */
final class LeeVibration implements Experiment {
    private static final int PICTURES = 2;
    /** Time does not run backwards and frequencies do not move: neither mirror images nor crops. */
    private static final TrainRecipe RECIPE =
            new TrainRecipe(4, 32, Optimiser.ADAMW, 0.002, Schedule.COSINE, 0.1, 0.02, 1, false, 0, 0, 1);

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
        return "Bearings, normal or with a fault: accuracy beside its control, and whether CAM lies at the frequencies that carry the fault.";
    }

    @Override
    public Plan plan(Scale scale) {
        if (scale == Scale.SMOKE) { // on drawn images: there is no drawn bearing
            RunSpec run = SharedRuns.mini(scale, "gap", new ClassContrast(PICTURES));
            return new Plan()
                    .run(run)
                    .cell("mini, GAP", "Class", new Measure(run.name(), BearingBands.CAM, BearingBands.CLASS));
        }
        RunSpec run = run("mini-gap", data("cwru", scale), new BearingBands(PICTURES));
        RunSpec halves = run("halves", data("cwru-halves", scale), new ClassContrast(1));
        Measure kind = new Measure(run.name(), BearingBands.CAM, BearingBands.CLASS);
        Measure fault = new Measure(run.name(), BearingBands.CAM, BearingBands.FAULT);
        Measure control = new Measure(halves.name(), "cam", "top1_cls");
        Plan plan = new Plan()
                .run(run)
                .run(halves)
                .cell("mini, GAP", "Class", kind)
                .cell("mini, GAP", "Fault or none", fault)
                .cell("control: halves of a recording", "Class", control);
        for (String method : new String[] {BearingBands.CAM, BearingBands.EVEN, BearingBands.GAUSSIAN}) {
            plan.cell(method, "In resonances", new Measure(run.name(), method, BearingBands.RESONANCES));
            plan.cell(method, "In blows", new Measure(run.name(), method, BearingBands.BLOWS));
        }
        return plan.claim(Claim.above("Normal windows are told from those with a fault.", fault, LEARNED))
                .claim(Claim.above("The faults are told apart.", kind, LEARNED))
                .claim(Claim.below("Two halves of a recording are not told apart.", control, TOLD_APART))
                .claim(more("CAM lies in the resonances more than an even map does.", run, BearingBands.EVEN))
                .claim(more(
                        "CAM lies in the resonances more than a map of the middle does.", run, BearingBands.GAUSSIAN))
                .claim(Claim.higher(
                        "CAM lies where the blows show more than an even map does.",
                        new Measure(run.name(), BearingBands.CAM, BearingBands.BLOWS),
                        new Measure(run.name(), BearingBands.EVEN, BearingBands.BLOWS)))
                .remark(
                        "Test windows lie in a block of time of their own, seed by seed another fifth of each recording. Shares: of the map, its minimum subtracted, in "
                                + "the quarter of the rows with the most power (resonances) and with the clearest line of the fault in their envelope (blows).")
                .remark(
                        "With one recording a class, accuracy says that recordings are told apart, not that another bearing's fault would be found.");
    }

    private static Claim more(String text, RunSpec run, String control) {
        return Claim.higher(
                        text,
                        new Measure(run.name(), BearingBands.CAM, BearingBands.RESONANCES),
                        new Measure(run.name(), control, BearingBands.RESONANCES))
                .provided(new Measure(run.name(), BearingBands.CAM, BearingBands.CLASS), LEARNED);
    }

    private static RunSpec run(String name, DataChoice data, Measurement measurement) {
        return new RunSpec(name, new NetworkChoice.Trained("mini", "gap", 0, RECIPE), data, measurement);
    }

    private static DataChoice data(String id, Scale scale) {
        return scale == Scale.FULL ? DataChoice.of(id).complete(ALL) : DataChoice.of(id);
    }
}
