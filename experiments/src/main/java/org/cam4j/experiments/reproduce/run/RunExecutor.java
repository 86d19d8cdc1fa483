package org.cam4j.experiments.reproduce.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.training.dashboard.record.Recorders;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.model.ParameterBytes;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.network.UserNetworks;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.Environment;
import org.cam4j.training.run.RunIdentity;
import org.cam4j.training.run.RunRecord;
import org.cam4j.training.search.RandomSearch;
import org.jspecify.annotations.Nullable;

/**
 * Executes runs, or finds them where the same was done before: same choices, seed, data fingerprint, weights fingerprint and version of the record. The commit is
 * recorded, but does not decide. An interrupted training goes on from its last epoch.
 *
 * @param work scratch files, {@code results/.work}
 * @param data where data sets and weights lie
 */
public record RunExecutor(Path work, DataFolder data, Scale scale, int threads, Progress progress) {
    private static final long SEARCH_SEED = 1;

    /** What a run is called: in its experiment, and on the dashboard. */
    private record Names(String experiment, String run) {
        String title() {
            return experiment + ": " + run;
        }
    }

    /** A network and the run that trained it, where there was one. */
    private record Ready(CamModel model, @Nullable RunRecord training) {}

    /** What is missing for a run, data and weights; empty when it can begin. */
    public List<Missing> missing(RunSpec spec) {
        List<Missing> missing = new ArrayList<>();
        String whole = spec.data().expected().isEmpty() ? "data set " : "the complete data set ";
        look(whole + spec.data().name(), () -> spec.data().open(data, work, 1), missing);
        for (String name : spec.measurement().datasets()) {
            look("data set " + name, () -> DataChoice.named(name).open(data, work, 1), missing);
        }
        for (String file : spec.weightsFiles()) {
            look("weights/" + file, () -> data.weights(file), missing);
        }
        return missing;
    }

    /** Tries to get something; without success it is missing. */
    @FunctionalInterface
    private interface Attempt {
        Object get() throws IOException;
    }

    private static void look(String what, Attempt attempt, List<Missing> missing) {
        try {
            attempt.get();
        } catch (IOException | IllegalArgumentException absent) {
            missing.add(new Missing(what, String.valueOf(absent.getMessage())));
        }
    }

    /** Whether the run of a seed was finished before. */
    public boolean isFinished(RunSpec spec, long seed) throws IOException {
        Dataset dataset = spec.data().open(data, work, seed);
        return new RunStore(work)
                .find(identity(spec, seed, dataset).fingerprint())
                .isPresent();
    }

    /** Takes a finished run. */
    @FunctionalInterface
    public interface Sink {
        void accept(RunResult result) throws IOException;
    }

    /**
     * The run once for each seed from 1 on, or once where seeds make no difference; each goes to the sink as soon as it is finished.
     *
     * @param experiment that asks for the run, named in the titles of its trainings
     */
    public List<RunResult> run(String experiment, RunSpec spec, int seeds, Sink sink) throws IOException {
        List<RunResult> results = new ArrayList<>();
        for (long seed = 1; seed <= (spec.varies() ? seeds : 1); seed++) {
            RunResult result = run(experiment, spec, seed);
            sink.accept(result);
            results.add(result);
        }
        return results;
    }

    private RunResult run(String experiment, RunSpec spec, long seed) throws IOException {
        String name = spec.name() + (spec.varies() ? ", seed " + seed : "");
        Dataset dataset = spec.data().open(data, work, seed);
        RunIdentity identity = identity(spec, seed, dataset);
        RunStore store = new RunStore(work);
        String fingerprint = identity.fingerprint();
        Optional<RunResult> found = store.find(fingerprint);
        if (found.isPresent()) {
            progress.note(String.format(Locale.ROOT, "%s: done before, reused (%s)", name, fingerprint));
            return found.get();
        }
        Instant started = Instant.now();
        Optional<Ready> network = network(spec, seed, dataset, store, new Names(experiment, name));
        Instant trained = Instant.now();
        RunOutput measured = spec.measurement()
                .run(new RunContext(
                        network.map(Ready::model), dataset, seed, threads, store.folder(fingerprint), data, progress));
        if (spec.network() instanceof NetworkChoice.Tuned tuned) {
            Path trials = store.search(searchFingerprint(tuned, dataset)).resolve(RandomSearch.TABLE);
            measured = measured.withText(RandomSearch.TABLE, Files.readString(trials));
        }
        Map<String, Object> metrics = new LinkedHashMap<>();
        measured.methods().forEach((id, run) -> metrics.put(id, run.metrics()));
        RunRecord record = new RunRecord(
                RunRecord.SCHEMA_VERSION,
                "reproduce",
                started.truncatedTo(ChronoUnit.SECONDS).toString(),
                identity.choices(),
                seed,
                dataset.fingerprint(),
                network.map(ready -> ParameterBytes.hash(ready.model().graph().params()))
                        .orElse(""),
                Environment.here(),
                Duration.between(trained, Instant.now()).toMillis() / 1000.0,
                metrics,
                network.map(Ready::training).orElse(null));
        network.ifPresent(ready -> ready.model().graph().close());
        return store.keep(fingerprint, record, measured);
    }

    private RunIdentity identity(RunSpec spec, long seed, Dataset dataset) throws IOException {
        RunIdentity identity = spec.identity(scale)
                .with("schemaVersion", RunRecord.SCHEMA_VERSION)
                .with("seed", seed)
                .with("data fingerprint", dataset.fingerprint())
                .with("weights fingerprint", weightsFingerprint(spec.network()));
        for (String name : spec.measurement().datasets()) {
            Dataset other = DataChoice.named(name).open(data, work, seed);
            identity = identity.with("fingerprint of " + name, other.fingerprint());
        }
        return identity;
    }

    private String weightsFingerprint(NetworkChoice network) throws IOException {
        Optional<String> file = network.weightsFile();
        return file.isPresent() ? Fingerprint.of(data.weights(file.get())) : "";
    }

    private Optional<Ready> network(RunSpec spec, long seed, Dataset dataset, RunStore store, Names names)
            throws IOException {
        if (spec.network() instanceof NetworkChoice.Published published) {
            CamModel model = Networks.create(NetworkSpec.of(published.backbone(), Heads.ORIGINAL, List.of())
                    .size(published.size(), published.size())
                    .weights(data.weights(published.weights())));
            return Optional.of(new Ready(model, null));
        }
        if (spec.network() instanceof NetworkChoice.Stored stored) {
            return Optional.of(new Ready(UserNetworks.read(data.weights(stored.weights()), 0, 0), null));
        }
        if (spec.network() instanceof NetworkChoice.Trained trained) {
            return Optional.of(train(trained, seed, dataset, store, names));
        }
        if (spec.network() instanceof NetworkChoice.Tuned tuned) {
            return Optional.of(train(searched(tuned, dataset, store, names), seed, dataset, store, names));
        }
        return Optional.empty();
    }

    /** The network with the recipe that a search finds best: one search for all seeds that have the same data. */
    private NetworkChoice.Trained searched(NetworkChoice.Tuned tuned, Dataset dataset, RunStore store, Names names)
            throws IOException {
        NetworkChoice.Trained network = tuned.network();
        TrainRecipe recipe = network.recipe().seed(SEARCH_SEED).epochs(tuned.trialEpochs());
        RandomSearch search =
                new RandomSearch(spec(network, SEARCH_SEED, dataset), recipe, tuned.trials(), tuned.images(), threads);
        String fingerprint = searchFingerprint(tuned, dataset);
        List<RandomSearch.Trial> trials;
        try (Progress.Training training = progress.training("search " + names.run())) {
            trials = search.run(dataset, store.search(fingerprint), new RandomSearch.Listener() {
                @Override
                public void trainer(int trial, Trainer trainer, TrainRecipe drawn, Path folder) {
                    trainer.title(names.title() + ", trial " + (trial + 1));
                    record(trainer, folder, dataset, drawn, training);
                }

                @Override
                public FitListener training(int trial) {
                    return training;
                }

                @Override
                public void trial(RandomSearch.Trial trial) {
                    progress.note(String.format(
                            Locale.ROOT,
                            "%s: trial %d of %d, %s",
                            names.run(),
                            trial.number() + 1,
                            tuned.trials(),
                            trial.score() == null ? trial.failure() : "MaxBoxAccV2 " + trial.score()));
                }
            });
        }
        return new NetworkChoice.Trained(
                network.backbone(),
                network.head(),
                network.size(),
                network.weights(),
                search.best(trials)
                        .epochs(network.recipe().epochs())
                        .seed(network.recipe().seed()));
    }

    private String searchFingerprint(NetworkChoice.Tuned tuned, Dataset dataset) throws IOException {
        return identity(tuned, SEARCH_SEED, dataset).fingerprint();
    }

    private RunIdentity identity(NetworkChoice choice, long seed, Dataset dataset) throws IOException {
        return RunIdentity.of("network", choice.identity())
                .with("seed", seed)
                .with("data set", dataset.id())
                .with("data fingerprint", dataset.fingerprint())
                .with("weights fingerprint", weightsFingerprint(choice))
                .with("schemaVersion", RunRecord.SCHEMA_VERSION);
    }

    private NetworkSpec spec(NetworkChoice.Trained choice, long seed, Dataset dataset) {
        NetworkSpec network = NetworkSpec.of(choice.backbone(), choice.head(), dataset.classNames())
                .size(choice.size(), choice.size())
                .seed(seed);
        return choice.weights().isPresent()
                ? network.weights(data.weights(choice.weights().get()))
                : network;
    }

    private Ready train(NetworkChoice.Trained choice, long seed, Dataset dataset, RunStore store, Names names)
            throws IOException {
        Path folder = store.training(identity(choice, seed, dataset).fingerprint());
        Path record = folder.resolve(RunRecord.FILE);
        if (!Files.exists(record) || !Files.exists(folder.resolve(Trainer.MODEL))) {
            try (Progress.Training training = progress.training("train " + names.run())) {
                TrainRecipe recipe = choice.recipe().seed(seed);
                CamModel created = Networks.create(spec(choice, seed, dataset));
                Trainer trainer = Trainer.of(created, dataset)
                        .recipe(recipe)
                        .into(folder)
                        .resume(true)
                        .title(names.title())
                        .listener(training);
                record(trainer, folder, dataset, recipe, training);
                trainer.fit();
                created.graph().close(); // the next network needs the memory
            }
        }
        return new Ready(ModelFile.load(folder.resolve(Trainer.MODEL)), RunRecord.read(record));
    }

    /** Records maps and statistics for the dashboard, but not of trainings that take seconds. */
    private void record(Trainer trainer, Path folder, Dataset dataset, TrainRecipe recipe, FitListener training) {
        if (scale != Scale.SMOKE) {
            Recorders.addTo(trainer, folder, dataset, recipe, training::note);
        }
    }
}
