package org.cam4j.training.fit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Split;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.fit.stage.RunLength;
import org.cam4j.training.fit.target.RegressionTargets;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.internal.dashboard.TrainingInfo;
import org.cam4j.training.internal.fit.StopRequest;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.model.ParameterBytes;
import org.cam4j.training.recipe.RecipeFile;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.Environment;
import org.cam4j.training.run.RunFolder;
import org.cam4j.training.run.RunRecord;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;

/** Reads and writes the files of a training run. */
final class FitFiles {
    private final RunFolder folder;
    private final CamModel model;
    private final Dataset data;
    private final TrainRecipe recipe;
    private final FitListener listener;
    private final @Nullable RegressionTargets targets;
    private final String title;

    FitFiles(
            RunFolder folder,
            CamModel model,
            Dataset data,
            TrainRecipe recipe,
            FitListener listener,
            @Nullable RegressionTargets targets,
            String title) {
        this.targets = targets;
        this.title = title;
        this.folder = folder;
        this.model = model;
        this.data = data;
        this.recipe = recipe;
        this.listener = listener;
    }

    /**
     * The checkpoint to continue from, or an empty one.
     *
     * @param furtherIdentity what the epoch loop adds to the run's identity
     */
    Checkpoint begin(boolean resume, Map<String, String> furtherIdentity) throws IOException {
        if (Files.exists(stopFile(), LinkOption.NOFOLLOW_LINKS)) {
            folder.delete(StopRequest.FILE); // it was asked of a process before
        }
        Map<String, String> identity = identity();
        identity.putAll(furtherIdentity);
        String arithmetic = Environment.here().arithmetic();
        Path file = folder.file(Checkpoint.FILE);
        if (!Files.exists(file)) {
            folder.writeText(RecipeFile.NAME, RecipeFile.yaml(recipe));
            if (resume) {
                listener.note(String.format(Locale.ROOT, "Nothing to resume in %s: training starts.", folder.path()));
            }
            folder.delete(RunRecord.FILE);
            String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            return new Checkpoint(
                    Checkpoint.SCHEMA_VERSION, identity, now, arithmetic, 0, List.of(), "", List.of(), null);
        }
        if (!resume) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s holds a run already; resume it, or name another folder.", folder.path()));
        }
        Checkpoint checkpoint = Checkpoint.read(file);
        checkpoint.requireIdentity(identity, file);
        if (!checkpoint.history().isEmpty() && !Files.exists(folder.file(Trainer.MODEL))) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Cannot resume %s: %s, the best network so far, is missing. Start again in another folder.",
                    file,
                    Trainer.MODEL));
        }
        if (!checkpoint.arithmetic().equals(arithmetic)) {
            listener.note(String.format(
                    Locale.ROOT,
                    "The run began with %s and goes on with %s: its parameters will differ in the last digits.",
                    checkpoint.arithmetic(),
                    arithmetic));
        }
        return checkpoint;
    }

    /** Sets a network that was just created to the state of a checkpoint that is not empty. */
    void restore(Checkpoint checkpoint, TrainStep trainStep) throws IOException {
        writeHistory(checkpoint.history()); // a kill after the checkpoint was written leaves it a line short
        Checkpoint.readArrays(
                folder.file(Checkpoint.FILE),
                trainStep.graph().params(),
                trainStep.optimizerState(),
                trainStep.methodState());
        trainStep.restored();
        trainStep.count(checkpoint.updates(), checkpoint.history().size());
    }

    void write(Checkpoint checkpoint, TrainStep trainStep) throws IOException {
        checkpoint.write(folder, trainStep.graph().params(), trainStep.optimizerState(), trainStep.methodState());
        writeHistory(checkpoint.history());
    }

    private void writeHistory(List<EpochResult> history) throws IOException {
        folder.writeCsv(
                Trainer.HISTORY,
                EpochResult.HEADER,
                history.stream().map(EpochResult::row).toList());
    }

    /** Writes the best network so far. */
    void writeModel(ComputationGraph graph, EpochResult result) throws IOException {
        Map<String, String> provenance = new LinkedHashMap<>();
        provenance.put("trained on", data.id() + " " + data.fingerprint());
        int epochs = RunLength.of(recipe, data.samples(Split.TRAIN).size()).epochs();
        provenance.put("recipe", recipe.identity().toString());
        provenance.put("epoch", String.format(Locale.ROOT, "%d of %d", result.epoch(), epochs));
        ModelFile.save(model.withGraph(graph).withProvenance(provenance), folder.file(Trainer.MODEL));
    }

    /** Writes the record, unless the run was finished before. */
    FitResult finish(Checkpoint end) throws IOException {
        Path file = folder.file(RunRecord.FILE);
        if (!Files.exists(file)) {
            folder.writeJson(RunRecord.FILE, record(end));
        }
        return new FitResult(
                folder.file(Trainer.MODEL),
                recipe.get(RecipeKeys.BEST_METRIC).best(end.history()),
                end.history(),
                ParameterBytes.hash(model.graph().params()),
                end.skipped(),
                RunRecord.read(file));
    }

    private RunRecord record(Checkpoint end) {
        EpochResult best = recipe.get(RecipeKeys.BEST_METRIC).best(end.history());
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("bestEpoch", best.epoch());
        if (!Double.isNaN(best.validationTop1())) {
            metrics.put("validationTop1", best.validationTop1());
        }
        if (!Double.isNaN(best.meanAp())) {
            metrics.put("validationMeanAp", best.meanAp());
        }
        metrics.put("validationLoss", best.validationLoss());
        metrics.put(
                "imagesPerSecond",
                end.history().stream()
                        .mapToDouble(EpochResult::imagesPerSecond)
                        .average()
                        .orElse(0));
        metrics.put(
                "secondsWaiting",
                end.history().stream().mapToDouble(EpochResult::secondsWaiting).sum());
        metrics.put("skippedImages", end.skipped().size());
        return new RunRecord(
                RunRecord.SCHEMA_VERSION,
                "train",
                end.started(),
                new LinkedHashMap<>(end.identity()),
                recipe.seed(),
                data.fingerprint(),
                end.bestWeightsHash(),
                Environment.here(),
                end.history().stream().mapToDouble(EpochResult::seconds).sum(),
                metrics,
                null);
    }

    /**
     * What the dashboard shows of the run.
     *
     * @param steps of an epoch
     */
    TrainingInfo info(int epochs, int steps) {
        return new TrainingInfo(
                TrainingInfo.SCHEMA_VERSION,
                0,
                data.id(),
                data.samples(Split.TRAIN).size(),
                data.samples(Split.VALIDATION).size(),
                model.backbone(),
                model.head(),
                model.outputKind().id(),
                model.preprocessing().height() + " x " + model.preprocessing().width(),
                model.graph().numParams(),
                model.provenance(),
                model.classNames(),
                epochs,
                steps,
                recipe.seed(),
                recipe.identity().texts(),
                title);
    }

    /** Where a request to stop would be. */
    Path stopFile() {
        return folder.file(StopRequest.FILE);
    }

    /** Everything that must be the same for two runs to be the same, by name. */
    private Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("backbone", model.backbone());
        identity.put("head", model.head());
        if (model.outputKind() != OutputKind.SOFTMAX) {
            identity.put("output", model.outputKind().id());
        }
        if (targets != null) {
            identity.put("targets", targets.id());
        }
        identity.put("preprocessing", model.preprocessing().identity());
        identity.put("starting weights", ParameterBytes.hash(model.graph().params()));
        identity.put("data set", data.id());
        identity.put("data fingerprint", data.fingerprint());
        identity.putAll(recipe.identity().texts());
        return identity;
    }
}
