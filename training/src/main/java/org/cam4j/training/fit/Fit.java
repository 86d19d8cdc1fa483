package org.cam4j.training.fit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.statistics.LabelScores;
import org.cam4j.training.fit.batch.BatchSettings;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.fit.result.StoppedException;
import org.cam4j.training.fit.stage.BoxAccuracy;
import org.cam4j.training.fit.stage.EarlyStop;
import org.cam4j.training.fit.stage.RunLength;
import org.cam4j.training.fit.stage.Stage;
import org.cam4j.training.fit.target.RegressionTargets;
import org.cam4j.training.fit.target.StepTargets;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.internal.dashboard.TrainingProgress.State;
import org.cam4j.training.internal.fit.EpochPart;
import org.cam4j.training.internal.fit.LossAndAccuracy;
import org.cam4j.training.internal.fit.StopRequest;
import org.cam4j.training.internal.record.TrainingRecorder;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ParameterBytes;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;
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
    private final StopRequest stop;
    private final TrainingRecorder recorder;
    private final Optional<BoxAccuracy> boxes;

    Fit(
            CamModel model,
            Dataset data,
            TrainRecipe recipe,
            FitFiles files,
            FitListener listener,
            List<StoppingRule> stoppingRules,
            @Nullable RegressionTargets targets,
            StopRequest stop,
            TrainingRecorder recorder) {
        this.model = model;
        this.data = data;
        this.recipe = recipe;
        this.files = files;
        this.listener = FitListener.all(List.of(new RecordedSteps(recorder), listener));
        this.stoppingRules = stoppingRules;
        this.targets = targets;
        boxes = BoxAccuracy.of(recipe, data, model);
        this.stop = stop;
        this.recorder = recorder;
    }

    /** Hands every step to the recorder. */
    private record RecordedSteps(TrainingRecorder recorder) implements FitListener {
        @Override
        public void step(Progress at) {
            recorder.step(at.epoch(), at.step(), at.loss(), at.imagesPerSecond());
        }
    }

    FitResult run(EpochLoop.Factory loops, boolean resume) throws IOException {
        try {
            FitResult result = train(loops, resume);
            recorder.ended(State.FINISHED, "");
            return result;
        } catch (StoppedException stopped) {
            recorder.ended(State.STOPPED, "");
            throw stopped;
        } catch (IOException | RuntimeException failure) {
            recorder.ended(State.FAILED, Objects.requireNonNullElse(failure.getMessage(), failure.toString()));
            throw failure;
        }
    }

    private FitResult train(EpochLoop.Factory loops, boolean resume) throws IOException {
        TrainStep trainStep = new TrainStep(
                model,
                recipe,
                BackboneLayers.of(model),
                new StepTargets(model, targets, data.samples(Split.TRAIN)),
                new BatchSettings(recipe, model).classWeights(data));
        Checkpoint checkpoint;
        try (BatchSource batches = new BatchSource(data, recipe, model.preprocessing(), trainStep::order)) {
            EpochLoop loop = loops.create(trainStep, batches, recipe, listener);
            checkpoint = files.begin(resume, loop.identity());
            int last = checkpoint.history().size() - (checkpoint.done().steps() == 0 ? 1 : 0);
            trainStep.enter(stage(batches, Math.max(0, last)));
            if (!checkpoint.isEmpty()) {
                files.restore(checkpoint, trainStep);
            }
            batches.skip(checkpoint.skipped());
            trainStep.listen(listener.graphListeners(batches.totalSteps()));
            Validation validation = new Validation(trainStep, batches, loop, recipe);
            stop.watch(files.stopFile());
            recorder.started(
                    files.info(batches.length().epochs(), batches.steps()),
                    model.outputKind().isExclusive(),
                    recipe.batchSize(),
                    recipe.get(RecipeKeys.BEST_METRIC),
                    checkpoint.history(),
                    checkpoint.done().steps(),
                    step -> trainStep.learningRate(step, batches.totalSteps()));
            listener.started(checkpoint.history().size() + 1, batches.length().epochs(), batches.steps());
            while (!isDone(checkpoint.history(), batches.length())) {
                checkpoint = epoch(checkpoint, trainStep, batches, loop, validation);
            }
        }
        model.graph().params().assign(trainStep.network().params());
        return files.finish(checkpoint);
    }

    private boolean isDone(List<EpochResult> history, RunLength length) {
        return history.size() >= length.epochs()
                || (!history.isEmpty() && stoppingRules.stream().anyMatch(rule -> rule.shouldStop(history)))
                || (!history.isEmpty() && EarlyStop.appliesTo(recipe, history));
    }

    private Stage stage(BatchSource batches, int epoch) {
        return Stage.of(recipe, batches.length(), epoch);
    }

    private Checkpoint epoch(
            Checkpoint before, TrainStep trainStep, BatchSource batches, EpochLoop loop, Validation measure)
            throws IOException {
        int epoch = before.history().size();
        Stage stage = stage(batches, epoch);
        trainStep.enter(stage);
        trainStep.decay(stage.decay(recipe, before.history()));
        EpochPart.Clock clock = new EpochPart.Clock(before.done(), batches::secondsWaiting);
        EpochPart part = loop.trainEpoch(epoch, before.done(), stop);
        ConfusionMatrix confusion = new ConfusionMatrix(model.classNames().size());
        LabelScores scores = new LabelScores(model.classNames().size());
        Optional<LossAndAccuracy> validation = part.steps() < batches.length().steps(epoch)
                ? Optional.empty()
                : measure.validate(epoch, confusion, scores, stop);
        if (validation.isEmpty()) {
            files.write(before.within(part, trainStep.updates(), batches.skipped()), trainStep);
            throw new StoppedException(
                    epoch + 1,
                    batches.length().epochs(),
                    part.steps(),
                    batches.length().steps(epoch));
        }
        LossAndAccuracy trained = batches.requireImages(part.sum(), Split.TRAIN);
        LossAndAccuracy validated = validation.get();

        model.graph().params().assign(trainStep.network().params());
        @Nullable Double boxAccuracy = boxes.isPresent() ? boxes.get().of(model) : null;
        long done = batches.length().stepsBefore(epoch + 1);
        EpochResult result = new EpochResult(
                epoch + 1,
                done,
                trained.meanLoss(),
                trained.accuracy(),
                validated.meanLoss(),
                validated.accuracy(),
                trainStep.learningRate(done - 1, batches.totalSteps()),
                clock.seconds(),
                trained.images() / part.seconds(),
                clock.secondsWaiting(),
                boxAccuracy,
                model.outputKind() == OutputKind.MULTI_LABEL ? scores.mean() : null);
        List<EpochResult> history = new ArrayList<>(before.history());
        history.add(result);
        trainStep.count(trainStep.updates(), history.size());
        listener.network(result, model, confusion);

        boolean best = recipe.get(RecipeKeys.BEST_METRIC).best(history).equals(result);
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
                batches.skipped(),
                null);
        files.write(after, trainStep);
        if (epoch == 0 && !batches.skipped().isEmpty()) {
            listener.skipped(batches.skipped());
        }
        recorder.epoch(result, best, confusion);
        listener.epoch(result, best);
        return after;
    }
}
