package org.cam4j.training.fit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.pixels.BatchReader;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.fit.WorkerGroup.BatchRange;
import org.cam4j.training.fit.WorkerGroup.State;
import org.cam4j.training.fit.WorkerGroup.SyncMode;
import org.cam4j.training.fit.WorkerGroup.WorkerResult;
import org.cam4j.training.fit.batch.BatchSettings;
import org.cam4j.training.fit.stage.Stage;
import org.cam4j.training.fit.target.StepTargets;
import org.cam4j.training.internal.check.NonFiniteGuard;
import org.cam4j.training.internal.fit.LossAndAccuracy;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.recipe.TrainRecipe;

/**
 * One member of a {@link WorkerGroup}. It trains as a local run does: on the same batches, with the same learning rates and random draws, starting from the state that it
 * is given.
 */
public final class Worker {
    private final TrainStep trainStep;
    private final BatchSource batches;
    private final TrainRecipe recipe;

    /**
     * Copies the network.
     *
     * @param model as the run started with ({@link Trainer#model})
     */
    public Worker(CamModel model, Dataset data, TrainRecipe recipe) {
        this.recipe = recipe;
        trainStep = new TrainStep(
                model,
                recipe,
                BackboneLayers.of(model),
                StepTargets.ofLabels(model),
                new BatchSettings(recipe, model).classWeights(data));
        batches = new BatchSource(data, recipe, model.preprocessing(), trainStep::order);
    }

    /**
     * Trains on a range of batches, or computes the gradient of the last one. Images that cannot be read are listed. Where an activation or gradient is not finite, the
     * result's loss is NaN.
     */
    public WorkerResult train(State from, BatchRange range, SyncMode mode) throws IOException {
        trainStep.enter(Stage.of(recipe, batches.length(), range.epoch()));
        trainStep.begin(from, range.epoch());
        boolean gradients = mode == SyncMode.GRADIENTS;
        List<Skipped> skipped = new ArrayList<>();
        LossAndAccuracy sum = train(range, gradients, skipped);
        State after = trainStep.state();
        return new WorkerResult(
                gradients ? trainStep.gradient() : after.parameters(),
                gradients ? new float[0] : after.optimizer(),
                sum.loss(),
                sum.correct(),
                sum.images(),
                skipped);
    }

    private LossAndAccuracy train(BatchRange range, boolean gradientOnly, List<Skipped> skipped) {
        LossAndAccuracy sum = LossAndAccuracy.NONE;
        long begin = (long) range.epoch() * batches.steps() + range.first();
        long total = batches.totalSteps();
        trainStep.forgetGradient(); // a range without a readable image has none
        try (BatchReader reader = batches.training(range.epoch(), range.first(), range.count())) {
            for (int step = 0; reader.hasNext(); step++) {
                BatchReader.Batch batch = reader.next();
                skipped.addAll(batch.skipped());
                if (batch.isEmpty()) {
                    continue;
                }
                try {
                    sum = sum.plus(
                            gradientOnly
                                    ? trainStep.computeGradient(batch.images(), batch.samples(), begin + step, total)
                                    : trainStep.step(batch.images(), batch.samples(), begin + step, total));
                } catch (NonFiniteGuard.NotFinite found) {
                    return new LossAndAccuracy(Double.NaN, 0, batch.samples().size()); // the driver stops
                }
                batch.images().close();
            }
        }
        return sum;
    }
}
