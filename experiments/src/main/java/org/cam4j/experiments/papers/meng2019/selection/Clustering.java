package org.cam4j.experiments.papers.meng2019.selection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Classes in clusters by average similarity: a k-means without centers. From a random start, class after class goes to the cluster to whose members it is most similar
 * on average, until a round moves nothing. A move that leaves fewer than the least number of classes behind is refused. A class stays where two clusters are equal.
 *
 * <p>Meng et al., 2019, sections 3.1.3 and 4.3. Similarity is not symmetric, so the rounds may come back to where they were: then they end, and {@link #message}
 * says so.
 *
 * @param clusters of every class, from 0
 * @param rounds until nothing moved, or until a state came again
 * @param message what went wrong; empty where the rounds settled
 */
public record Clustering(int[] clusters, int rounds, Optional<String> message) {
    private static final int MOST_ROUNDS = 100;
    private static final int LEAST = 4;

    /** Four, or as many as leave some freedom where there are fewer than 20 classes. */
    public static int leastSize(int classes) {
        return Math.max(1, Math.min(LEAST, classes / SimilarityMatrix.LEAST_CLASSES));
    }

    /**
     * Clusters the classes.
     *
     * @param count how many clusters
     * @param least classes in each
     * @param seed decides the start
     * @throws IllegalArgumentException when there are too few classes
     */
    public static Clustering of(SimilarityMatrix matrix, int count, int least, long seed) {
        return from(matrix, start(matrix.size(), count, least, new Random(seed)), count, least);
    }

    /** Clusters the classes from a given start. */
    static Clustering from(SimilarityMatrix matrix, int[] start, int count, int least) {
        int[] clusters = start.clone();
        Map<List<Integer>, Integer> seen = new HashMap<>();
        seen.put(key(clusters), 0);
        for (int round = 1; round <= MOST_ROUNDS; round++) {
            boolean moved = false;
            for (int i = 0; i < clusters.length; i++) {
                int best = best(matrix, clusters, i, count);
                if (best != clusters[i] && members(clusters, clusters[i]).length > least) {
                    clusters[i] = best;
                    moved = true;
                }
            }
            if (!moved) {
                return new Clustering(clusters, round, Optional.empty());
            }
            Integer before = seen.putIfAbsent(key(clusters), round);
            if (before != null) {
                return new Clustering(
                        clusters,
                        round,
                        Optional.of(String.format(
                                Locale.ROOT,
                                "The clusters after round %d are those after round %d: the rounds go in a circle.",
                                round,
                                before)));
            }
        }
        return new Clustering(
                clusters,
                MOST_ROUNDS,
                Optional.of(String.format(Locale.ROOT, "The clusters did not settle within %d rounds.", MOST_ROUNDS)));
    }

    private static int best(SimilarityMatrix matrix, int[] clusters, int i, int count) {
        int best = clusters[i];
        double highest = matrix.average(i, members(clusters, best));
        for (int cluster = 0; cluster < count; cluster++) {
            double average = matrix.average(i, members(clusters, cluster));
            if (average > highest) {
                highest = average;
                best = cluster;
            }
        }
        return best;
    }

    private static int[] start(int classes, int count, int least, Random random) {
        if (classes < count * least) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d classes, expected at least %d for %d clusters of %d or more.",
                    classes,
                    count * least,
                    count,
                    least));
        }
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, classes).boxed().toList());
        Collections.shuffle(order, random);
        int[] clusters = new int[classes];
        for (int place = 0; place < classes; place++) {
            clusters[order.get(place)] = place < count * least ? place / least : random.nextInt(count);
        }
        return clusters;
    }

    private static List<Integer> key(int[] clusters) {
        return Arrays.stream(clusters).boxed().toList();
    }

    /** The classes of a cluster in their order. */
    static int[] members(int[] clusters, int cluster) {
        return IntStream.range(0, clusters.length)
                .filter(i -> clusters[i] == cluster)
                .toArray();
    }

    /** What the rounds try to raise: the mean over the classes of the average similarity to their own cluster. */
    public static double objective(SimilarityMatrix matrix, int[] clusters) {
        int[][] members = IntStream.rangeClosed(0, Arrays.stream(clusters).max().orElse(0))
                .mapToObj(cluster -> members(clusters, cluster))
                .toArray(int[][]::new);
        return IntStream.range(0, clusters.length)
                .mapToDouble(i -> matrix.average(i, members[clusters[i]]))
                .average()
                .orElse(0);
    }

    /** Clusters of the same sizes with the classes dealt at random. */
    public static int[] random(int[] clusters, long seed) {
        List<Integer> dealt = new ArrayList<>(key(clusters));
        Collections.shuffle(dealt, new Random(seed));
        return dealt.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * The adjusted Rand index of two partitions of the same classes: 1 for equal ones, 0 on average for random ones (Hubert and Arabie, 1985). Two partitions of
     * which neither can be told from chance, such as one cluster each, count as equal.
     */
    public static double adjustedRandIndex(int[] first, int[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Partitions of %d and %d classes, expected as many.", first.length, second.length));
        }
        Map<List<Integer>, Integer> both = new HashMap<>();
        Map<Integer, Integer> rows = new HashMap<>();
        Map<Integer, Integer> columns = new HashMap<>();
        for (int i = 0; i < first.length; i++) {
            both.merge(List.of(first[i], second[i]), 1, Integer::sum);
            rows.merge(first[i], 1, Integer::sum);
            columns.merge(second[i], 1, Integer::sum);
        }
        double together = pairs(both);
        double ofRows = pairs(rows);
        double ofColumns = pairs(columns);
        double expected = ofRows * ofColumns / (first.length * (first.length - 1) / 2.0);
        double highest = (ofRows + ofColumns) / 2;
        return highest == expected ? 1 : (together - expected) / (highest - expected);
    }

    private static double pairs(Map<?, Integer> counts) {
        return counts.values().stream().mapToDouble(n -> n * (n - 1) / 2.0).sum();
    }
}
