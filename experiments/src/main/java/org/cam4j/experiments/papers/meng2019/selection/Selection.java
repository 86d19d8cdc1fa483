package org.cam4j.experiments.papers.meng2019.selection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.cam4j.evaluation.Seeds;

/**
 * Which classes a class is compared with, the step S of Meng et al., 2019, sections 3.1 and 4.4.
 *
 * <p>The paper's positions are those among the 19 other classes of PASCAL VOC; with another number of classes they are stretched, each at least one behind the one
 * before. With no more than five classes two of the four others are chosen: at random, at the first and third place of {@link #RANK_A}, the second and fourth of {@link #RANK_B}. A
 * cluster with fewer than k classes besides the given one gives its last: S-4 is undefined for 8 of the paper's 20 classes by its own clusters.
 */
public enum Selection {
    /** Four classes drawn at random. */
    RANDOM,
    /** The classes at the places 3, 9, 14 and 17 by falling similarity. */
    RANK_A(3, 9, 14, 17),
    /** The classes at the places 3, 8, 13 and 18. */
    RANK_B(3, 8, 13, 18),
    /** Of every cluster the class most similar to the given one. */
    S_1,
    /** Of every cluster the second. */
    S_2,
    /** Of every cluster the third. */
    S_3,
    /** Of every cluster the fourth. */
    S_4,
    /** Every other class. */
    ALL;

    private static final int CHOSEN = 4;
    private static final double OTHERS_OF_VOC = 19;

    private final int[] places;

    Selection(int... places) {
        this.places = places;
    }

    /** The name in results: {@code random}, {@code rank-a}, {@code s-1}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Chooses.
     *
     * @param clusters of every class
     * @param i the given class
     * @param seed decides what is drawn at random, for each class anew
     * @return places in the matrix, never {@code i}, each once
     */
    public int[] choose(SimilarityMatrix matrix, int[] clusters, int i, long seed) {
        int[] ranking = matrix.ranking(i);
        return switch (this) {
            case RANDOM -> drawn(ranking, Seeds.derive(seed, matrix.labels().get(i)));
            case RANK_A, RANK_B -> ranked(ranking);
            case S_1, S_2, S_3, S_4 -> ofClusters(ranking, clusters, ordinal() - S_1.ordinal() + 1);
            case ALL -> ranking;
        };
    }

    /** How many of the other classes are chosen: all four would leave no choice among four. */
    private static int count(int others) {
        return others > CHOSEN ? CHOSEN : Math.max(1, others / 2);
    }

    private static int[] drawn(int[] others, long seed) {
        List<Integer> order =
                new ArrayList<>(IntStream.of(others).boxed().sorted().toList());
        Collections.shuffle(order, new Random(seed));
        return order.stream()
                .limit(count(others.length))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private int[] ranked(int[] ranking) {
        if (ranking.length <= CHOSEN) {
            int first = this == RANK_A ? 0 : 1;
            return IntStream.range(0, count(ranking.length))
                    .map(k -> ranking[Math.min(ranking.length - 1, first + 2 * k)])
                    .toArray();
        }
        int[] chosen = new int[places.length];
        int before = 0;
        for (int k = 0; k < places.length; k++) {
            long stretched = Math.round(places[k] * ranking.length / OTHERS_OF_VOC);
            int last = ranking.length - (places.length - 1 - k); // leaves room for those behind
            before = (int) Math.min(last, Math.max(before + 1L, stretched));
            chosen[k] = ranking[before - 1];
        }
        return chosen;
    }

    private static int[] ofClusters(int[] ranking, int[] clusters, int k) {
        int count = 1 + IntStream.of(clusters).max().orElse(0);
        List<Integer> chosen = new ArrayList<>();
        for (int cluster = 0; cluster < count; cluster++) {
            int own = cluster;
            int[] members =
                    IntStream.of(ranking).filter(j -> clusters[j] == own).toArray(); // most similar first
            if (members.length > 0) {
                chosen.add(members[Math.min(k, members.length) - 1]);
            }
        }
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }
}
