package org.cam4j.experiments.papers.meng2019.pairs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Seeds;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.papers.frozen.BinaryHead;
import org.cam4j.experiments.papers.frozen.FrozenNetwork;
import org.cam4j.experiments.papers.frozen.LinearClassifier;
import org.cam4j.experiments.papers.frozen.PooledFeatures;
import org.cam4j.experiments.papers.meng2019.selection.SimilarityMatrix;
import org.cam4j.experiments.papers.shared.FrozenHeads;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.run.RunIdentity;

/**
 * Binary heads on a trunk that stays as it is: its maps are computed once and kept on disk, a softmax layer of all classes gives similarities and baseline, and a
 * {@link BinaryHead} is trained for every pair of classes. All of them become one network with an output a class and a pair.
 *
 * @param backbone of the trunk
 * @param weights its published weights; empty for the run's own network
 * @param size rows and columns of the input
 * @param recipe of the binary heads
 */
public record HeadPairs(String backbone, Optional<String> weights, int size, BinaryHead.Recipe recipe)
        implements PairSource {
    /** Percent of the test images that the softmax layer has right. */
    public static final String ACCURACY = MetricKey.TOP1_CLS.id();

    /** Mean accuracy of the binary heads on the test images of their two classes, and the mean of the epochs that they took. */
    public static final String BINARY_ACCURACY = "binary_accuracy";

    public static final String EPOCHS = "binary_epochs";

    /** What the training of all binary heads took, in seconds, and the trunk's maps before it, which are read where an earlier run has computed them. */
    public static final String SECONDS = "binary_seconds";

    public static final String TRUNK_SECONDS = "trunk_seconds";

    private static final String HEAD = "gap";

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "binary-heads")
                .with("backbone", backbone)
                .withOptional("weights", weights)
                .with("size", size)
                .with("recipe", recipe.identity());
    }

    @Override
    public List<String> weightsFiles() {
        return weights.stream().toList();
    }

    @Override
    public Prepared prepare(RunContext context, List<Sample> measured, BlockTaps taps) throws IOException {
        FrozenHeads frozen = new FrozenHeads(
                backbone,
                weights,
                size,
                List.of(new FrozenHeads.Fitted(HEAD, LinearClassifier.SOFTMAX, List.of())),
                List.of());
        Instant begun = Instant.now();
        FrozenHeads.Pooled pooled = frozen.pooled(context);
        double trunkSeconds = secondsSince(begun);
        PooledFeatures all = pooled.of(HEAD);
        PooledFeatures train = FrozenHeads.of(context, Split.TRAIN, all);
        PooledFeatures test = FrozenHeads.of(context, Split.TEST, all);
        List<String> names = context.data().classNames();
        double[][] softmax =
                LinearClassifier.SOFTMAX.fit(train, FrozenHeads.of(context, Split.VALIDATION, all), names.size());
        SimilarityMatrix matrix = SimilarityMatrix.of(names, train.labels(), probabilities(train, softmax));
        List<String> outputs = new ArrayList<>(names);
        List<BinaryHead> heads = new ArrayList<>();
        Map<List<Integer>, Integer> places = new HashMap<>();
        int pairs = matrix.size() * (matrix.size() - 1) / 2;
        Instant headsBegun = Instant.now();
        try (Progress.Task progress = context.progress().task("binary heads", "pairs", pairs)) {
            for (int first : matrix.labels()) {
                for (int second : matrix.labels()) {
                    if (first < second) {
                        heads.add(BinaryHead.fit(
                                rows(train, first),
                                rows(train, second),
                                recipe.withSeed(Seeds.derive(context.seed(), first, second))));
                        places.put(List.of(first, second), outputs.size());
                        outputs.add(names.get(first) + " or " + names.get(second));
                        progress.to(heads.size());
                    }
                }
            }
        }
        double seconds = secondsSince(headsBegun);
        CamModel model = frozen.network(context, HEAD, outputs);
        FrozenNetwork.assign(model, joined(softmax, heads));
        PairMaps.Scores scores = (label, other) -> label < other
                ? Map.of(Objects.requireNonNull(places.get(List.of(label, other))), 1.0)
                : Map.of(Objects.requireNonNull(places.get(List.of(other, label))), -1.0);
        PairSource.Maps maps = (images, methods, others, sink) ->
                new PairMaps(model, methods, taps, scores, context.threads()).run(images, others, sink);
        Map<String, MetricValue> values = values(test, softmax, heads, places);
        values.put(SECONDS, new MetricValue(seconds, seconds, seconds, ThresholdSource.NOTHING));
        values.put(TRUNK_SECONDS, new MetricValue(trunkSeconds, trunkSeconds, trunkSeconds, ThresholdSource.NOTHING));
        return new Prepared(matrix, maps, () -> values, pooled.skipped());
    }

    private static double secondsSince(Instant begun) {
        return Duration.between(begun, Instant.now()).toMillis() / 1000.0;
    }

    private static List<float[]> rows(PooledFeatures features, int label) {
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < features.values().length; i++) {
            if (features.samples().get(i).label() == label) {
                rows.add(features.values()[i]);
            }
        }
        return rows;
    }

    private static float[][] probabilities(PooledFeatures features, double[][] weights) {
        int classes = weights[0].length;
        float[][] all = new float[features.values().length][classes];
        for (int i = 0; i < all.length; i++) {
            double[] scores = new double[classes];
            double highest = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                for (int k = 0; k < weights.length; k++) {
                    scores[c] += weights[k][c] * features.values()[i][k];
                }
                highest = Math.max(highest, scores[c]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                scores[c] = Math.exp(scores[c] - highest);
                sum += scores[c];
            }
            for (int c = 0; c < classes; c++) {
                all[i][c] = (float) (scores[c] / sum);
            }
        }
        return all;
    }

    /** The softmax layer's weights, then those of the heads: {@code [channels][classes + pairs]}. */
    private static double[][] joined(double[][] softmax, List<BinaryHead> heads) {
        double[][] joined = new double[softmax.length][];
        for (int k = 0; k < joined.length; k++) {
            joined[k] = Arrays.copyOf(softmax[k], softmax[k].length + heads.size());
            for (int head = 0; head < heads.size(); head++) {
                joined[k][softmax[k].length + head] = heads.get(head).weights()[k];
            }
        }
        return joined;
    }

    private static Map<String, MetricValue> values(
            PooledFeatures test, double[][] softmax, List<BinaryHead> heads, Map<List<Integer>, Integer> places) {
        Map<String, MetricValue> values = new LinkedHashMap<>();
        double right = test.percentRight(softmax);
        values.put(ACCURACY, new MetricValue(right, right, right, ThresholdSource.NOTHING));
        double[] accuracies = new double[heads.size()];
        int classes = softmax[0].length;
        places.forEach((pair, place) -> {
            BinaryHead head = heads.get(place - classes);
            int seen = 0;
            int correct = 0;
            for (int label : pair) {
                for (float[] row : rows(test, label)) {
                    double score = head.bias();
                    for (int k = 0; k < row.length; k++) {
                        score += head.weights()[k] * row[k];
                    }
                    seen++;
                    correct += score > 0 == (label == pair.get(0)) ? 1 : 0;
                }
            }
            accuracies[place - classes] = 100.0 * correct / Math.max(1, seen);
        });
        values.put(BINARY_ACCURACY, mean(accuracies));
        values.put(EPOCHS, mean(heads.stream().mapToDouble(BinaryHead::epochs).toArray()));
        return values;
    }

    private static MetricValue mean(double[] numbers) {
        Bootstrap.Interval found = Bootstrap.STANDARD.mean(numbers);
        return new MetricValue(found.value(), found.low(), found.high(), ThresholdSource.NOTHING);
    }
}
