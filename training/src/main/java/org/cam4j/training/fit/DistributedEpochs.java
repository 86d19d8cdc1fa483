package org.cam4j.training.fit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.cam4j.training.fit.WorkerGroup.BatchRange;
import org.cam4j.training.fit.WorkerGroup.State;
import org.cam4j.training.fit.WorkerGroup.SyncMode;
import org.cam4j.training.fit.WorkerGroup.WorkerResult;
import org.cam4j.training.internal.fit.EpochPart;
import org.cam4j.training.internal.fit.LossAndAccuracy;
import org.cam4j.training.internal.fit.StopRequest;
import org.cam4j.training.recipe.TrainRecipe;

/** Trains by a {@link WorkerGroup}: after every round, the state of this process is set to the average of the workers' results. */
final class DistributedEpochs implements EpochLoop {
    private final WorkerGroup group;
    private final TrainStep trainStep;
    private final BatchSource batches;
    private final TrainRecipe recipe;
    private final FitListener listener;

    DistributedEpochs(
            WorkerGroup group, TrainStep trainStep, BatchSource batches, TrainRecipe recipe, FitListener listener) {
        if (trainStep.methodState() != null && group.workers() > 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The method %s keeps a state of its own from step to step, which cannot be averaged; expected 1 worker, or another method.",
                    recipe.wsol()));
        }
        this.group = group;
        this.trainStep = trainStep;
        this.batches = batches;
        this.recipe = recipe;
        this.listener = listener;
    }

    @Override
    public Map<String, String> identity() {
        return Map.of(
                "crew",
                String.format(
                        Locale.ROOT,
                        "%d learners, %s exchanged every %d batches",
                        group.workers(),
                        group.syncMode().id(),
                        group.batchesPerRound()));
    }

    @Override
    public EpochPart trainEpoch(int epoch, EpochPart from, StopRequest stop) throws IOException {
        EpochPart.Clock clock = new EpochPart.Clock(from, batches::secondsWaiting);
        int steps = batches.length().steps(epoch);
        int stepsPerRound = group.workers() * group.batchesPerRound();
        LossAndAccuracy sum = from.sum();
        int done = from.steps();
        while (done < steps && (done == from.steps() || !stop.isAsked())) {
            LossAndAccuracy result = round(epoch, done);
            sum = sum.plus(result);
            done = Math.min(steps, done + stepsPerRound);
            listener.step(new FitListener.Progress(
                    epoch + 1,
                    batches.length().epochs(),
                    done,
                    steps,
                    result.meanLoss(),
                    sum.accuracy(),
                    sum.images() / clock.seconds()));
        }
        return clock.part(done, sum);
    }

    private LossAndAccuracy round(int epoch, int first) throws IOException {
        int steps = batches.length().steps(epoch);
        List<BatchRange> ranges = ranges(epoch, first, steps);
        State from = trainStep.state();
        List<WorkerResult> results = group.train(from, ranges);
        LossAndAccuracy sum = LossAndAccuracy.NONE;
        for (WorkerResult result : results) {
            batches.skip(result.skipped());
            sum = sum.plus(new LossAndAccuracy(result.loss(), result.correct(), result.images()));
        }
        String place = String.format(Locale.ROOT, "epoch %d, batch %d of %d", epoch + 1, first + 1, steps);
        DivergedException.requireFinite(sum, place, epoch, recipe.learningRate());
        float[] mean = mean(results, ranges, WorkerResult::values);
        if (group.syncMode() == SyncMode.GRADIENTS) {
            int batch = Math.max(1, sum.images() / ranges.size());
            trainStep.apply(mean, batch, batches.length().stepsBefore(epoch) + first, batches.totalSteps());
        } else {
            float[] optimizer = mean(results, ranges, WorkerResult::optimizer);
            int updates = from.updates() + ranges.get(0).count();
            trainStep.begin(new State(mean, optimizer, updates, from.decay()), epoch);
        }
        return sum;
    }

    private List<BatchRange> ranges(int epoch, int first, int steps) {
        List<BatchRange> ranges = new ArrayList<>();
        for (int worker = 0; worker < group.workers(); worker++) {
            int begin = first + worker * group.batchesPerRound();
            if (begin < steps) {
                ranges.add(new BatchRange(epoch, begin, Math.min(group.batchesPerRound(), steps - begin)));
            }
        }
        return ranges;
    }

    /** Weighted by the batches of each range; summed in their order. */
    private static float[] mean(
            List<WorkerResult> results, List<BatchRange> ranges, Function<WorkerResult, float[]> values) {
        float[] mean = new float[values.apply(results.get(0)).length];
        double all = ranges.stream().mapToInt(BatchRange::count).sum();
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (int range = 0; range < results.size(); range++) {
                sum += (double) ranges.get(range).count() * values.apply(results.get(range))[i];
            }
            mean[i] = (float) (sum / all);
        }
        return mean;
    }
}
