package org.cam4j.training.fit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.statistics.LabelScores;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.internal.fit.LossAndAccuracy;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ParameterBytes;
import org.jspecify.annotations.Nullable;

/** One training run: epoch after epoch, each with a validation and a checkpoint. {@link Trainer} is the way in. */
final class Fit {
    private final CamModel model;
    private final Dataset data;
    private final TrainRecipe recipe;
    private final FitFiles files;
    private final FitListener listener;
    private final List<StoppingRule> stoppingRules;
    private final @Nullable RegressionTargets targets;

    Fit(
            CamModel model,
            Dataset data,
            TrainRecipe recipe,
            FitFiles files,
            FitListener listener,
            List<StoppingRule> stoppingRules,
            @Nullable RegressionTargets targets) {
        this.model = model;
        this.data = data;
        this.recipe = recipe;
        this.files = files;
        this.listener = listener;
        this.stoppingRules = stoppingRules;
        this.targets = targets;
    }

    FitResult run(EpochLoop.Factory loops, boolean resume) throws IOException {
        StepTargets stepTargets = new StepTargets(model, targets, data.samples(Split.TRAIN));
        TrainStep trainStep = new TrainStep(model, recipe, BackboneLayers.of(model), stepTargets);
        Checkpoint checkpoint;
        try (BatchSource batches = new BatchSource(data, recipe, model.preprocessing(), trainStep::order)) {
            EpochLoop loop = loops.create(trainStep, batches, recipe, listener);
            checkpoint = files.begin(resume, loop.identity());
            if (!checkpoint.history().isEmpty()) {
                files.restore(checkpoint, trainStep);
            }
            batches.skip(checkpoint.skipped());
            trainStep.listen(listener.graphListeners(batches.totalSteps()));
            Validation validation = new Validation(trainStep, batches, loop, recipe);
            listener.started(checkpoint.history().size() + 1, recipe.epochs(), batches.steps());
            while (!isDone(checkpoint.history())) {
                checkpoint = epoch(checkpoint, trainStep, batches, loop, validation);
            }
        }
        model.graph().params().assign(trainStep.network().params());
        return files.finish(checkpoint);
    }

    private boolean isDone(List<EpochResult> history) {
        return history.size() >= recipe.epochs()
                || (!history.isEmpty() && stoppingRules.stream().anyMatch(rule -> rule.shouldStop(history)));
    }

    private Checkpoint epoch(
            Checkpoint before, TrainStep trainStep, BatchSource batches, EpochLoop loop, Validation validation)
            throws IOException {
        int epoch = before.history().size();
        long begin = System.nanoTime();
        double waitedBefore = batches.secondsWaiting();
        LossAndAccuracy trained = loop.trainEpoch(epoch);
        double trainSeconds = BatchSource.secondsSince(begin);
        ConfusionMatrix confusion = new ConfusionMatrix(model.classNames().size());
        LabelScores scores = new LabelScores(model.classNames().size());
        LossAndAccuracy validated = validation.validate(epoch, confusion, scores);

        long done = (epoch + 1L) * batches.steps();
        EpochResult result = new EpochResult(
                epoch + 1,
                done,
                trained.meanLoss(),
                trained.accuracy(),
                validated.meanLoss(),
                validated.accuracy(),
                trainStep.learningRate(done - 1, batches.totalSteps()),
                BatchSource.secondsSince(begin),
                trained.images() / trainSeconds,
                batches.secondsWaiting() - waitedBefore,
                model.outputKind() == OutputKind.MULTI_LABEL ? scores.mean() : Double.NaN);
        List<EpochResult> history = new ArrayList<>(before.history());
        history.add(result);
        trainStep.count(trainStep.updates(), history.size());
        model.graph().params().assign(trainStep.network().params());
        listener.network(result, model, confusion);

        boolean best = EpochResult.best(history).equals(result);
        if (best) {
            files.writeModel(trainStep.network(), result);
        }
        Checkpoint after = new Checkpoint(
                Checkpoint.SCHEMA_VERSION,
                before.identity(),
                before.started(),
                before.arithmetic(),
                trainStep.updates(),
                history,
                best ? ParameterBytes.hash(trainStep.network().params()) : before.bestWeightsHash(),
                batches.skipped());
        files.write(after, trainStep);
        if (epoch == 0 && !batches.skipped().isEmpty()) {
            listener.skipped(batches.skipped());
        }
        listener.epoch(result, best);
        return after;
    }
}
