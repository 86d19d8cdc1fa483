package org.cam4j.experiments.papers.meng2019;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.papers.meng2019.selection.Clustering;
import org.cam4j.experiments.papers.meng2019.selection.SimilarityMatrix;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunOutput;

/**
 * How good the clusters of a similarity matrix are, method {@value #METHOD}: the objective over ten seeds (ends of the interval: lowest and highest), that of random
 * partitions of the same sizes (95 % of them), by how many percent the first exceeds the second, and how well the seeds agree (adjusted Rand index times 100,
 * interval over their pairs). Beside it the files {@code similarity.csv}, {@code ranking.csv} and the picture {@code similarity.png}.
 */
final class ClusterQuality {
    /** The method's name in a {@link MetricRef}. */
    static final String METHOD = "clusters";

    /** So many clusters, but two where there are no more than five classes. */
    static final int CLUSTERS = 4;

    private static final int FEW_CLASSES = 5;
    private static final int SEEDS = 10;
    private static final int PARTITIONS = 1000;
    private static final int TAIL = PARTITIONS / 40;
    private static final int MOST_IN_TEXT = 100;

    private ClusterQuality() {}

    /** The clusters of a seed. */
    static Clustering clusters(SimilarityMatrix matrix, long seed) {
        return matrix.size() > FEW_CLASSES
                ? Clustering.of(matrix, CLUSTERS, Clustering.leastSize(matrix.size()), seed)
                : Clustering.of(matrix, 2, 2, seed);
    }

    /** Adds values and files; {@code note} hears what is wrong with the clusters. */
    static RunOutput addTo(RunOutput measured, SimilarityMatrix matrix, Clustering chosen, Progress progress) {
        List<Clustering> found = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            found.add(clusters(matrix, seed));
        }
        chosen.message().ifPresent(message -> progress.note("clusters: " + message));
        double[] objectives = found.stream()
                .mapToDouble(one -> Clustering.objective(matrix, one.clusters()))
                .sorted()
                .toArray();
        List<int[]> partitions = new ArrayList<>();
        for (long seed = 0; seed < PARTITIONS; seed++) {
            partitions.add(Clustering.random(chosen.clusters(), seed));
        }
        double[] random = partitions.stream()
                .mapToDouble(partition -> Clustering.objective(matrix, partition))
                .sorted()
                .toArray();
        double mean = Arrays.stream(objectives).average().orElse(0);
        double meanOfRandom = Arrays.stream(random).average().orElse(0);
        double lowest = random[TAIL];
        double highest = random[PARTITIONS - 1 - TAIL];
        Map<String, MetricValue> values = new LinkedHashMap<>();
        values.put("objective", value(mean, objectives[0], objectives[SEEDS - 1]));
        values.put("random_partitions", value(meanOfRandom, lowest, highest));
        values.put(
                "excess",
                value(
                        excess(mean, meanOfRandom),
                        excess(objectives[0], highest),
                        excess(objectives[SEEDS - 1], lowest)));
        values.put(
                "agreement", agreement(found.stream().map(Clustering::clusters).toList()));
        values.put("agreement_of_random", agreement(partitions.subList(0, SEEDS)));
        long circles = found.stream().filter(one -> one.message().isPresent()).count();
        values.put("circles", value(100.0 * circles / SEEDS));
        values.put("classes", value(matrix.size()));
        values.put("classes_without_images", value(matrix.missing().size()));
        RunOutput with = measured.with(METHOD, values)
                .with("similarity.png", SimilarityPicture.of(matrix, chosen.clusters()))
                .withText("ranking.csv", ranking(matrix, chosen.clusters()));
        return matrix.size() > MOST_IN_TEXT ? with : with.withText("similarity.csv", matrix.csv(chosen.clusters()));
    }

    /** Every class with its cluster and its nearest classes first (figure 3). */
    private static String ranking(SimilarityMatrix matrix, int[] clusters) {
        StringBuilder text = new StringBuilder("class;cluster;other classes by falling similarity\n");
        for (int i = 0; i < matrix.size(); i++) {
            text.append(matrix.names().get(i))
                    .append(';')
                    .append(clusters[i] + 1)
                    .append(';');
            text.append(Arrays.stream(matrix.ranking(i))
                            .limit(MOST_IN_TEXT)
                            .mapToObj(j -> matrix.names().get(j))
                            .collect(Collectors.joining(" > ")))
                    .append('\n');
        }
        return text.toString();
    }

    private static double excess(double objective, double random) {
        return random > 0 ? 100 * (objective / random - 1) : 0;
    }

    private static MetricValue agreement(List<int[]> partitions) {
        List<Double> indices = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) {
            for (int j = 0; j < i; j++) {
                indices.add(100 * Clustering.adjustedRandIndex(partitions.get(i), partitions.get(j)));
            }
        }
        Bootstrap.Interval found = Bootstrap.STANDARD.mean(
                indices.stream().mapToDouble(Double::doubleValue).toArray());
        return value(found.value(), found.low(), found.high());
    }

    private static MetricValue value(double number) {
        return value(number, number, number);
    }

    private static MetricValue value(double number, double low, double high) {
        return new MetricValue(number, low, high, ThresholdSource.NOTHING);
    }
}
