package org.cam4j.training.fit;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.pixels.BatchReader;
import org.cam4j.training.internal.check.NonFiniteGuard;
import org.cam4j.training.internal.fit.EpochPart;
import org.cam4j.training.internal.fit.LossAndAccuracy;
import org.cam4j.training.internal.fit.StopRequest;
import org.cam4j.training.recipe.TrainRecipe;

/** Trains in this process, one step per batch. */
final class LocalEpochs implements EpochLoop {
    private final TrainStep trainStep;
    private final BatchSource batches;
    private final TrainRecipe recipe;
    private final FitListener listener;

    LocalEpochs(TrainStep trainStep, BatchSource batches, TrainRecipe recipe, FitListener listener) {
        this.trainStep = trainStep;
        this.batches = batches;
        this.recipe = recipe;
        this.listener = listener;
    }

    @Override
    public void prepare(int epoch) {
        batches.prepareTraining(epoch);
    }

    @Override
    public EpochPart trainEpoch(int epoch, EpochPart from, StopRequest stop) throws IOException {
        EpochPart.Clock clock = new EpochPart.Clock(from, batches::secondsWaiting);
        int steps = batches.length().steps(epoch);
        int done = from.steps();
        LossAndAccuracy sum = from.sum();
        try (BatchReader reader = batches.training(epoch, from)) {
            while (reader.hasNext() && (done == from.steps() || !stop.isAsked())) {
                BatchReader.Batch batch = batches.next(reader, epoch);
                if (!reader.hasNext()) {
                    batches.prepareValidation();
                }
                done++;
                if (batch.isEmpty()) {
                    continue;
                }
                LossAndAccuracy result = step(batch, epoch, done - 1);
                sum = sum.plus(result);
                listener.step(new FitListener.Progress(
                        epoch + 1,
                        batches.length().epochs(),
                        done,
                        steps,
                        result.meanLoss(),
                        sum.accuracy(),
                        sum.images() / clock.seconds()));
            }
        }
        return clock.part(done, sum);
    }

    private LossAndAccuracy step(BatchReader.Batch batch, int epoch, int step) throws DivergedException {
        String place = String.format(
                Locale.ROOT,
                "epoch %d, step %d of %d",
                epoch + 1,
                step + 1,
                batches.length().steps(epoch));
        LossAndAccuracy result;
        try {
            result = trainStep.step(
                    batch.images(), batch.samples(), (long) epoch * batches.steps() + step, batches.totalSteps());
        } catch (NonFiniteGuard.NotFinite found) {
            throw DivergedException.in(
                    place,
                    String.format(Locale.ROOT, "%s; %s", found.getMessage(), images(batch)),
                    epoch,
                    recipe.learningRate());
        }
        batch.images().close();
        DivergedException.requireFinite(result, place, epoch, recipe.learningRate());
        return result;
    }

    /** Those images of a batch that are not finite themselves, if there are any, else all. */
    private static String images(BatchReader.Batch batch) {
        List<String> all = batch.samples().stream().map(Sample::id).toList();
        List<String> bad = IntStream.range(0, all.size())
                .filter(i -> !NonFiniteGuard.isFinite(batch.images().slice(i)))
                .mapToObj(all::get)
                .toList();
        return bad.isEmpty()
                ? String.format(Locale.ROOT, "the images of this step are %s", String.join(", ", all))
                : String.format(Locale.ROOT, "not finite are the images %s", String.join(", ", bad));
    }
}
