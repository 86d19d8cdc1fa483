package org.cam4j.experiments.papers.meng2019;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.view.Views;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Seeds;
import org.cam4j.evaluation.Skipped;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.TaskTraining;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.training.fit.StoppingRule;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunIdentity;
import org.cam4j.training.run.RunRecord;

/**
 * As the paper does it: a whole network is trained for every pair of classes that is asked for, from published weights, until its training accuracy is above a bound
 * or the recipe's epochs are over. Finished networks are kept, so that an interrupted run goes on. Similarities and baseline are those of the run's own network of all
 * classes, as in {@link LogitPairs}.
 *
 * @param backbone of the pair networks
 * @param head of them
 * @param size rows and columns of the input; 0 for the backbone's own
 * @param weights file name in the folder {@code weights} of the data; empty for random numbers
 * @param recipe its seed is replaced
 * @param stopAbove percent of training images right in an epoch
 */
public record FineTunedPairs(
        String backbone, String head, int size, Optional<String> weights, TrainRecipe recipe, double stopAbove)
        implements PairSource {
    /** An image with what was found of it so far. */
    private record Found(Sample sample, Map<String, ScoreMap> own, Map<Integer, Map<String, ScoreMap>> pairs) {}

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "fine-tuned")
                .with("backbone", backbone)
                .with("head", head)
                .withUnless(0, "size", size)
                .withOptional("weights", weights)
                .with("recipe", recipe.identity())
                .with("stopAbove", stopAbove);
    }

    @Override
    public List<String> weightsFiles() {
        return weights.stream().toList();
    }

    /** Each of them learns from the images of two classes. */
    @Override
    public List<TaskTraining> trainings(int pairs, int classes) {
        NetworkChoice.Trained network = new NetworkChoice.Trained(backbone, head, size, weights, recipe);
        return List.of(new TaskTraining(network, pairs, Math.min(1, 2.0 / classes)));
    }

    @Override
    public Prepared prepare(RunContext context, List<Sample> measured) throws IOException {
        Prepared similarities = new LogitPairs().prepare(context, measured);
        PairSource.Maps maps = (images, methods, others, sink) -> {
            List<Skipped> skipped = new ArrayList<>();
            Map<Integer, List<Sample>> ofLabel =
                    new TreeMap<>(images.stream().collect(Collectors.groupingBy(Sample::label)));
            for (Map.Entry<Integer, List<Sample>> one : ofLabel.entrySet()) {
                skipped.addAll(ofClass(context, one.getKey(), one.getValue(), methods, others, sink));
            }
            return skipped;
        };
        return new Prepared(similarities.matrix(), maps, Map.of(), similarities.skipped());
    }

    /** One class's images against one class after the other: no more networks and maps are held than that takes. */
    private List<Skipped> ofClass(
            RunContext context,
            int label,
            List<Sample> images,
            List<CamMethod> methods,
            IntFunction<int[]> others,
            PairMaps.Sink sink)
            throws IOException {
        Map<String, Found> found = new LinkedHashMap<>();
        List<Skipped> skipped = new MapComputer(context.model(), methods, context.threads())
                .run(
                        images,
                        MapComputer::groundTruth,
                        located -> found.put(
                                located.sample().id(),
                                new Found(
                                        located.sample(),
                                        located.classes().get(0).maps(),
                                        new LinkedHashMap<>())));
        for (int other : others.apply(label)) {
            CamModel pair = network(context, Math.min(label, other), Math.max(label, other));
            int output = label < other ? 0 : 1;
            new MapComputer(pair, methods, context.threads())
                    .run(
                            images,
                            batch -> ClassSelection.same(output),
                            located -> Objects.requireNonNull(
                                            found.get(located.sample().id()))
                                    .pairs()
                                    .put(other, located.classes().get(0).maps()));
        }
        for (Found one : found.values()) {
            sink.accept(one.sample(), one.own(), one.pairs());
        }
        return skipped;
    }

    private CamModel network(RunContext context, int first, int second) throws IOException {
        Dataset data = Views.pair(context.data(), first, second);
        String name = RunIdentity.of("source", identity())
                .with("data fingerprint", data.fingerprint())
                .with("seed", context.seed())
                .with("schemaVersion", RunRecord.SCHEMA_VERSION)
                .fingerprint();
        Path folder = context.shared("pairs").resolve(name);
        if (!Files.exists(folder.resolve(RunRecord.FILE)) || !Files.exists(folder.resolve(Trainer.MODEL))) {
            long seed = Seeds.derive(context.seed(), first, second);
            NetworkSpec spec = NetworkSpec.of(backbone, head, data.classNames())
                    .size(size, size)
                    .seed(seed);
            if (weights.isPresent()) {
                spec = spec.weights(context.files().weights(weights.get()));
            }
            String classes = String.join(" or ", data.classNames());
            try (Progress.Training training = context.progress().training("train " + classes)) {
                Trainer.of(Networks.create(spec), data)
                        .recipe(recipe.seed(seed))
                        .into(folder)
                        .resume(true)
                        .title(classes + ", seed " + context.seed())
                        .listener(training)
                        .stopWhen(StoppingRule.trainAccuracyAbove(stopAbove))
                        .fit();
            }
        }
        return ModelFile.load(folder.resolve(Trainer.MODEL));
    }
}
