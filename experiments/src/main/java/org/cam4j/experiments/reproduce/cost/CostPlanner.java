package org.cam4j.experiments.reproduce.cost;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cam4j.datasets.fetch.DatasetFacts;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.DataFolder;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.experiments.reproduce.run.TaskTraining;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunIdentity;
import org.cam4j.training.weights.PublishedWeights;

/** Counts what runs need and do. Not for use by several threads. */
public final class CostPlanner {
    private static final String NONE = "none";

    private final Scale scale;
    private final DataFolder folder;
    private final Path work;
    private final Map<String, NetworkWork> networks = new LinkedHashMap<>();
    private final Map<String, SplitSizes> sizes = new HashMap<>();
    private final Map<String, Integer> ofTasks = new HashMap<>();
    private final Set<String> done = new HashSet<>();
    /** Whether everything of a data set that is needed is there. */
    private final Map<DatasetFacts, Boolean> datasets = new LinkedHashMap<>();

    private final Set<String> weights = new LinkedHashSet<>();
    private long runs;

    /**
     * Counts nothing yet.
     *
     * @param folder the data, where they are there
     * @param work scratch files
     */
    public CostPlanner(Scale scale, DataFolder folder, Path work) {
        this.scale = scale;
        this.folder = folder;
        this.work = work;
    }

    /** Adds a run for each seed from 1 on, or once where seeds make no difference. */
    public void add(RunSpec spec, int seeds) {
        for (long seed = 1; seed <= (spec.varies() ? seeds : 1); seed++) {
            addSeed(spec, seed);
        }
    }

    /** Adds the run of one seed, unless the same was added before. */
    public void addSeed(RunSpec spec, long seed) {
        if (!isNew("run", spec.identity(scale), seed)) {
            return;
        }
        runs++;
        weights.addAll(spec.weightsFiles());
        SplitSizes images = sizes.computeIfAbsent(
                spec.data().identity().toString(), key -> SplitSizes.of(spec.data(), folder, work));
        need(spec.data().id(), images.found());
        spec.measurement().datasets().stream()
                .map(DataChoice::named)
                .forEach(other -> need(other.id(), isThere(other)));
        count(networkOf(spec.network()).measure(images.validation() + images.test()));
        if (spec.network() instanceof NetworkChoice.Trained trained) {
            train(trained, spec.data(), seed, images);
        } else if (spec.network() instanceof NetworkChoice.Tuned tuned) {
            tune(tuned, spec.data(), seed, images);
        }
        for (TaskTraining training : spec.measurement().trainings(images.classes())) {
            ofTask(training, spec.data(), seed, images);
        }
    }

    private boolean isNew(String kind, RunIdentity identity, long seed) {
        return done.add(kind + " " + seed + " " + identity);
    }

    private static RunIdentity identity(NetworkChoice network, DataChoice data) {
        return RunIdentity.of("network", network.identity()).with("data", data.identity());
    }

    private void train(NetworkChoice.Trained network, DataChoice data, long seed, SplitSizes images) {
        if (isNew("training", identity(network, data), seed)) {
            train(network, network.recipe(), 1, 1, images);
        }
    }

    /** One search serves all seeds that have the same data. */
    private void tune(NetworkChoice.Tuned tuned, DataChoice data, long seed, SplitSizes images) {
        NetworkChoice.Trained network = tuned.network();
        if (isNew("search", identity(tuned, data), data.varies() ? seed : 1)) {
            train(network, network.recipe().epochs(tuned.trialEpochs()), tuned.trials(), 1, images);
            long measured = tuned.images() == 0 ? images.validation() : Math.min(tuned.images(), images.validation());
            count(networkOf(network).measure((double) tuned.trials() * measured));
        }
        if (isNew("training", identity(tuned, data), seed)) {
            train(network, network.recipe(), 1, 1, images);
        }
    }

    /** What one run has trained, the next finds: of runs with the same networks the one with the most counts. */
    private void ofTask(TaskTraining training, DataChoice data, long seed, SplitSizes images) {
        String key = seed + " " + identity(training.network(), data);
        int more = training.count() - ofTasks.getOrDefault(key, 0);
        training.network().weightsFile().ifPresent(weights::add);
        if (more > 0) {
            ofTasks.put(key, training.count());
            train(training.network(), training.network().recipe(), more, training.share(), images);
            count(networkOf(training.network()).measure(more * training.share() * images.test()));
        }
    }

    private void train(NetworkChoice.Trained network, TrainRecipe recipe, int count, double share, SplitSizes images) {
        int steps = recipe.get(RecipeKeys.STEPS);
        double learned = steps > 0
                ? (double) steps * recipe.batchSize()
                : (double) recipe.epochs() * Math.round(share * images.train());
        double validated = (double) recipe.epochs() * share * images.validation();
        count(networkOf(network).train(count, count * learned, count * validated, recipe.batchSize()));
    }

    private NetworkWork networkOf(NetworkChoice choice) {
        NetworkWork network = fresh(choice);
        return networks.getOrDefault(network.key(), network);
    }

    private static NetworkWork fresh(NetworkChoice choice) {
        if (choice instanceof NetworkChoice.Published published) {
            return of(published.backbone(), Heads.ORIGINAL, published.size());
        }
        if (choice instanceof NetworkChoice.Trained trained) {
            return of(trained.backbone(), trained.head(), trained.size());
        }
        if (choice instanceof NetworkChoice.Tuned tuned) {
            return fresh(tuned.network());
        }
        return new NetworkWork(choice.weightsFile().orElse(NONE), NetworkWork.FILE, 0);
    }

    private static NetworkWork of(String backbone, String head, int size) {
        return new NetworkWork(
                backbone, head, size > 0 ? size : Backbones.byId(backbone).inputSize());
    }

    private void count(NetworkWork network) {
        networks.put(network.key(), network);
    }

    /** What was counted. */
    public CostPlan plan() {
        List<CostPlan.Data> data = datasets.entrySet().stream()
                .map(known -> new CostPlan.Data(known.getKey(), known.getValue()))
                .toList();
        List<CostPlan.Weights> files = weights.stream()
                .map(file -> new CostPlan.Weights(file, published(file), hasWeights(file)))
                .toList();
        return new CostPlan(data, files, List.copyOf(networks.values()), runs);
    }

    private void need(String id, boolean found) {
        DatasetFacts.find(id).ifPresent(facts -> datasets.merge(facts, found, Boolean::logicalAnd));
    }

    private boolean isThere(DataChoice data) {
        try {
            data.open(folder, work, 1);
            return true;
        } catch (IOException | IllegalArgumentException absent) {
            return false;
        }
    }

    private boolean hasWeights(String file) {
        try {
            folder.weights(file);
            return true;
        } catch (IllegalArgumentException absent) {
            return false;
        }
    }

    private static Optional<PublishedWeights> published(String file) {
        int end = file.indexOf("-imagenet");
        return end < 0 || !file.endsWith(".safetensors")
                ? Optional.empty()
                : PublishedWeights.find(file.substring(0, end), PublishedWeights.IMAGENET);
    }
}
