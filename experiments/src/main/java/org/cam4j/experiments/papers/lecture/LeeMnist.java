package org.cam4j.experiments.papers.lecture;

import java.util.Map;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.recipe.TrainRecipe;

/**
 * Lee, lecture "Class Activation Map (CAM)", example MNIST: a network with GAP that tells digits apart, and where it looks for each of them. Run: {@code cam4j reproduce
 * lee-mnist}. Cost at small scale: one network a seed, a minute or two each.
 *
 * <p>Differs: the lecture prints no numbers. Its maps are 7 x 7, and so are these, of {@code mini} at 56 x 56 pixels. Small scale: the 10,000 test digits alone, of
 * which seed s tests on part s of five and learns from the others.
 */
public final class LeeMnist implements Experiment {
    private static final int SIZE = 56;
    private static final int FOLDS = 5;
    private static final int PICTURES = 2;
    /** Digits are not mirrored. */
    private static final TrainRecipe RECIPE =
            TrainRecipe.fromScratch().epochs(3).flip(false).cropPadding(4).labelSmoothing(0);

    private static final Map<Split, Integer> ALL = Map.of(Split.TRAIN, 55_000, Split.TEST, 10_000);

    @Override
    public String id() {
        return "lee-mnist";
    }

    @Override
    public String paper() {
        return "Lee: Class Activation Map (CAM), lecture, example MNIST";
    }

    @Override
    public String description() {
        return "A network with GAP on digits: accuracy, maps of every digit, and why it is not another one.";
    }

    @Override
    public Plan plan(Scale scale) {
        RunSpec run = run(scale);
        return new Plan()
                .run(run)
                .cell("mini, GAP", "Top-1", new MetricRef(run.name(), "cam", MetricKey.TOP1_CLS))
                .cell("mini, GAP", "Top-5", new MetricRef(run.name(), "cam", MetricKey.TOP5_CLS))
                .remark("Pictures: the maps of the likeliest class, of the second, and of the difference of their"
                        + " logits.");
    }

    private static RunSpec run(Scale scale) {
        ClassContrast measurement = new ClassContrast(PICTURES);
        return switch (scale) {
            case SMOKE -> SharedRuns.mini(scale, "gap", measurement);
            case SMALL ->
                new RunSpec("mini-gap", network(), DataChoice.of("mnist").folds(FOLDS), measurement);
            case MEDIUM, FULL ->
                new RunSpec("mini-gap", network(), DataChoice.of("mnist").complete(ALL), measurement);
        };
    }

    private static NetworkChoice network() {
        return new NetworkChoice.Trained("mini", "gap", SIZE, RECIPE);
    }
}
