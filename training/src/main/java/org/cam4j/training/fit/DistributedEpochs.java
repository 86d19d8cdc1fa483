package org.cam4j.training.fit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.cam4j.training.fit.TrainStep.Answers;

/** An epoch by a {@link WorkerGroup}: round after round, the learner here takes over what the others found, averaged. */
final class DistributedEpochs {
    private final WorkerGroup crew;
    private final TrainStep learner;
    private final LocalEpochs passes;
    private final TrainRecipe recipe;
    private final FitListener listener;

    DistributedEpochs(
            WorkerGroup crew, TrainStep learner, LocalEpochs passes, TrainRecipe recipe, FitListener listener) {
        if (learner.methodState() != null && crew.learners() > 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The method %s keeps a state of its own from step to step, which cannot be averaged; expected 1 learner, or another method.",
                    recipe.rival()));
        }
        this.crew = crew;
        this.learner = learner;
        this.passes = passes;
        this.recipe = recipe;
        this.listener = listener;
    }

    /**
     * Learns from the training split once.
     *
     * @param epoch from 0
     */
    Answers learn(int epoch) throws IOException {
        long begin = System.nanoTime();
        int steps = passes.steps();
        Answers sum = Answers.NONE;
        for (int first = 0; first < steps; first += crew.learners() * crew.batches()) {
            List<WorkerGroup.Share> shares = shares(epoch, first, steps);
            WorkerGroup.State from = learner.state();
            List<WorkerGroup.Outcome> outcomes = crew.work(from, shares);
            Answers answers = Answers.NONE;
            for (WorkerGroup.Outcome outcome : outcomes) {
                passes.skip(outcome.skipped());
                answers = answers.plus(new Answers(outcome.loss(), outcome.right(), outcome.images()));
            }
            passes.requireFinite(
                    answers,
                    String.format(Locale.ROOT, "epoch %d, batch %d of %d", epoch + 1, first + 1, steps),
                    epoch);
            if (crew.exchange() == WorkerGroup.Exchange.GRADIENTS) {
                float[] mean = mean(outcomes, shares, WorkerGroup.Outcome::values);
                int batch = Math.max(1, answers.images() / shares.size());
                learner.apply(mean, batch, (long) epoch * steps + first, passes.totalSteps());
            } else {
                learner.begin(
                        new WorkerGroup.State(
                                mean(outcomes, shares, WorkerGroup.Outcome::values),
                                mean(outcomes, shares, WorkerGroup.Outcome::optimizer),
                                from.updates() + shares.get(0).count()),
                        epoch);
            }
            sum = sum.plus(answers);
            listener.step(new FitListener.Progress(
                    epoch + 1,
                    recipe.epochs(),
                    Math.min(steps, first + crew.learners() * crew.batches()),
                    steps,
                    answers.meanLoss(),
                    sum.percentRight(),
                    sum.images() / LocalEpochs.secondsSince(begin)));
        }
        return passes.requireLearned(sum);
    }

    private List<WorkerGroup.Share> shares(int epoch, int first, int steps) {
        List<WorkerGroup.Share> shares = new ArrayList<>();
        for (int number = 0; number < crew.learners(); number++) {
            int begin = first + number * crew.batches();
            if (begin < steps) {
                shares.add(new WorkerGroup.Share(epoch, begin, Math.min(crew.batches(), steps - begin)));
            }
        }
        return shares;
    }

    /** Weighted by the batches of each share; added up in their order. */
    private static float[] mean(
            List<WorkerGroup.Outcome> outcomes,
            List<WorkerGroup.Share> shares,
            Function<WorkerGroup.Outcome, float[]> values) {
        float[] mean = new float[values.apply(outcomes.get(0)).length];
        double all = shares.stream().mapToInt(WorkerGroup.Share::count).sum();
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (int part = 0; part < outcomes.size(); part++) {
                sum += (double) shares.get(part).count() * values.apply(outcomes.get(part))[i];
            }
            mean[i] = (float) (sum / all);
        }
        return mean;
    }
}
