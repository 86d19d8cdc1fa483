package org.cam4j.experiments.papers.meng2019.pairs;

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
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.reproduce.run.Fingerprint;
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
 * @param score whose gradients are taken
 */
public record FineTunedPairs(
        String backbone,
        String head,
        int size,
        Optional<String> weights,
        TrainRecipe recipe,
        double stopAbove,
        PairScore score)
        implements PairSource {
    /** {@link ImageAccuracy} of the network of all classes on the measured images. */
    public static final String ACCURACY = MetricKey.TOP1_CLS.id();

    /** Mean over the pairs of the percent of the measured images of the two classes that their network has right. */
    public static final String BINARY_ACCURACY = HeadPairs.BINARY_ACCURACY;

    /** With the difference of the two logits. */
    public FineTunedPairs(
            String backbone, String head, int size, Optional<String> weights, TrainRecipe recipe, double stopAbove) {
        this(backbone, head, size, weights, recipe, stopAbove, PairScore.LOGIT_DIFFERENCE);
    }

    /** How many measured images the network of all classes has right, and those of pairs, by their two classes. */
    private static final class Accuracies {
        private final ImageAccuracy ofAllClasses;
        private final Map<List<Integer>, int[]> ofPairs = new LinkedHashMap<>();

        Accuracies(List<Sample> measured) {
            ofAllClasses = new ImageAccuracy(measured);
        }

        void add(List<Integer> pair, int output, float[] probabilities) {
            int[] rightOfAll = ofPairs.computeIfAbsent(pair, key -> new int[2]);
            rightOfAll[0] += ImageAccuracy.highest(probabilities) == output ? 1 : 0;
            rightOfAll[1]++;
        }

        Map<String, MetricValue> values() {
            double[] pairs = ofPairs.values().stream()
                    .mapToDouble(rightOfAll -> 100.0 * rightOfAll[0] / rightOfAll[1])
                    .toArray();
            return Map.of(ACCURACY, mean(ofAllClasses.percent()), BINARY_ACCURACY, mean(pairs));
        }

        private static MetricValue mean(double... numbers) {
            Bootstrap.Interval found = Bootstrap.STANDARD.mean(numbers);
            return new MetricValue(found.value(), found.low(), found.high(), ThresholdSource.NOTHING);
        }
    }

    /** An image with what was found of it so far. */
    private record Found(Sample sample, Map<String, ScoreMap> own, Map<Integer, Map<String, ScoreMap>> pairs) {}

    /** The same networks, read by another score. */
    public FineTunedPairs withScore(PairScore other) {
        return new FineTunedPairs(backbone, head, size, weights, recipe, stopAbove, other);
    }

    @Override
    public RunIdentity identity() {
        return training().withUnless(PairScore.LOGIT_DIFFERENCE.id(), "score", score.id());
    }

    /** What decides the networks. */
    private RunIdentity training() {
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
    public Prepared prepare(RunContext context, List<Sample> measured, BlockTaps taps) throws IOException {
        Prepared similarities = new LogitPairs().prepare(context, measured, taps);
        Accuracies accuracies = new Accuracies(measured);
        PairSource.Maps maps = (images, methods, others, sink) -> {
            List<Skipped> skipped = new ArrayList<>();
            Map<Integer, List<Sample>> ofLabel =
                    new TreeMap<>(images.stream().collect(Collectors.groupingBy(Sample::label)));
            for (Map.Entry<Integer, List<Sample>> one : ofLabel.entrySet()) {
                skipped.addAll(ofClass(context, taps, accuracies, one.getKey(), one.getValue(), methods, others, sink));
            }
            return skipped;
        };
        return new Prepared(similarities.matrix(), maps, accuracies::values, similarities.skipped());
    }

    /** One class's images against one class after the other: no more networks and maps are held than that takes. */
    private List<Skipped> ofClass(
            RunContext context,
            BlockTaps taps,
            Accuracies accuracies,
            int label,
            List<Sample> images,
            List<CamMethod> methods,
            IntFunction<int[]> others,
            PairMaps.Sink sink)
            throws IOException {
        Map<String, Found> found = new LinkedHashMap<>();
        List<Skipped> skipped = new MapComputer(context.model(), methods, context.threads())
                .withBlocks(taps.of(context.model()))
                .run(images, MapComputer::groundTruth, located -> {
                    accuracies.ofAllClasses.add(located.sample(), located.probabilities());
                    found.put(
                            located.sample().id(),
                            new Found(located.sample(), located.classes().get(0).maps(), new LinkedHashMap<>()));
                });
        for (int other : others.apply(label)) {
            CamModel pair = network(context, Math.min(label, other), Math.max(label, other));
            int output = label < other ? 0 : 1;
            List<Integer> classes = List.of(Math.min(label, other), Math.max(label, other));
            new MapComputer(pair, methods, context.threads())
                    .withBlocks(taps.of(pair))
                    .withTarget(score.target(1 - output))
                    .run(images, batch -> ClassSelection.same(output), located -> {
                        accuracies.add(classes, output, located.probabilities());
                        Objects.requireNonNull(found.get(located.sample().id()))
                                .pairs()
                                .put(other, located.classes().get(0).maps());
                    });
            pair.graph().close();
        }
        for (Found one : found.values()) {
            sink.accept(one.sample(), one.own(), one.pairs());
        }
        return skipped;
    }

    private CamModel network(RunContext context, int first, int second) throws IOException {
        Dataset data = Views.pair(context.data(), first, second);
        String file = weights.isPresent() ? Fingerprint.of(context.files().weights(weights.get())) : "";
        String name = RunIdentity.of("source", training())
                .with("data fingerprint", data.fingerprint())
                .withUnless("", "weights fingerprint", file)
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
            CamModel created = Networks.create(spec);
            try (Progress.Training training = context.progress().training("train " + classes)) {
                Trainer.of(created, data)
                        .recipe(recipe.seed(seed))
                        .into(folder)
                        .resume(true)
                        .title(classes + ", seed " + context.seed())
                        .listener(training)
                        .stopWhen(StoppingRule.trainAccuracyAbove(stopAbove))
                        .fit();
            } finally {
                created.graph().close(); // hundreds of networks would fill the memory before Java collects its garbage
            }
        }
        return ModelFile.load(folder.resolve(Trainer.MODEL));
    }
}
