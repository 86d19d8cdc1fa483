package org.cam4j.experiments.papers.meng2019.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepresentativeClassesTest {
    private static final List<String> FIVE = List.of("a", "b", "c", "d", "e");

    @Test
    void similarityIsTheSumOfTheProbabilitiesOfTheClassesImages() {
        float[][] probabilities = {
            {0.5f, 0.25f, 0.125f, 0.125f, 0f},
            {0.25f, 0.5f, 0.25f, 0f, 0f},
            {0f, 0f, 1f, 0f, 0f},
            {0f, 0f, 0f, 1f, 0f},
            {0.25f, 0f, 0f, 0f, 0.75f},
            {0f, 1f, 0f, 0f, 0f}
        };
        SimilarityMatrix matrix = SimilarityMatrix.of(FIVE, new int[] {0, 0, 2, 3, 4, 1}, probabilities);
        assertThat(matrix.values()[0]).containsExactly(0.75, 0.75, 0.375, 0.125, 0);
        assertThat(matrix.values()[4]).containsExactly(0.25, 0, 0, 0, 0.75);
        assertThat(matrix.ranking(0)).containsExactly(1, 2, 3, 4);
        assertThat(matrix.ranking(4)).as("equal ones in their order").containsExactly(0, 1, 2, 3);
        assertThat(matrix.average(0, new int[] {0, 1, 2}))
                .as("without the class itself")
                .isEqualTo(0.5625);
        assertThat(matrix.csv(new int[] {0, 0, 1, 1, 0}).lines().skip(1).findFirst())
                .contains("a,0.7500,0.7500,0.3750,0.1250,0.0000,1");
    }

    @Test
    void aClassWithoutImagesTakesNoPartAndIsNamed() {
        float[][] rows = new float[5][6];
        SimilarityMatrix matrix =
                SimilarityMatrix.of(List.of("a", "b", "none", "c", "d", "e"), new int[] {0, 1, 3, 4, 5}, rows);
        assertThat(matrix.names()).isEqualTo(FIVE);
        assertThat(matrix.labels()).containsExactly(0, 1, 3, 4, 5);
        assertThat(matrix.missing()).containsExactly("none");
        assertThatThrownBy(() -> SimilarityMatrix.of(FIVE, new int[] {0, 1, 2, 3}, new float[4][5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 classes")
                .hasMessageContaining("expected 5 or more")
                .hasMessageContaining("e.");
    }

    /** Classes of one block have similarity 1, all others 0.1. */
    private static SimilarityMatrix blocks(int... ofClass) {
        double[][] values = new double[ofClass.length][ofClass.length];
        for (int i = 0; i < ofClass.length; i++) {
            for (int j = 0; j < ofClass.length; j++) {
                values[i][j] = i == j ? 5 : ofClass[i] == ofClass[j] ? 1 : 0.1;
            }
        }
        return matrix(values);
    }

    private static SimilarityMatrix matrix(double[][] values) {
        List<Integer> labels = IntStream.range(0, values.length).boxed().toList();
        return new SimilarityMatrix(labels.stream().map(i -> "c" + i).toList(), labels, values, List.of());
    }

    @Test
    void classesGoToTheClusterOfTheHighestAverageSimilarity() {
        SimilarityMatrix matrix = blocks(0, 0, 0, 1, 1, 1);
        // c2: 0.1 on average to {c3, c4, c5}, 1 to {c0, c1}
        Clustering found = Clustering.from(matrix, new int[] {0, 0, 1, 1, 1, 1}, 2, 2);
        assertThat(found.clusters()).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(found.rounds()).isEqualTo(2);
        assertThat(found.message()).isEmpty();
        assertThat(Clustering.objective(matrix, found.clusters())).isEqualTo(1);
        // in {c0, c1, c3} and {c2, c4, c5}: c0 to c1 and c3 (1 + 0.1) / 2, c3 to c0 and c1 0.1; the second alike
        assertThat(Clustering.objective(matrix, new int[] {0, 0, 1, 0, 1, 1}))
                .isCloseTo((0.55 + 0.55 + 0.1 + 0.1 + 0.55 + 0.55) / 6, within(1e-12));
    }

    @Test
    void aMoveThatLeavesTooFewBehindIsRefused() {
        SimilarityMatrix matrix = blocks(0, 0, 0, 0, 1, 1);
        int[] start = {0, 0, 0, 1, 1, 1};
        assertThat(Clustering.from(matrix, start, 2, 3).clusters()).containsExactly(start);
        assertThat(Clustering.from(matrix, start, 2, 2).clusters()).containsExactly(0, 0, 0, 0, 1, 1);
    }

    @Test
    void aCircleEndsWithAMessage() {
        // c4 follows c5, which flees from it; c0 and c1, c2 and c3 hold their clusters
        double[][] values = new double[6][6];
        values[0][1] = values[1][0] = values[2][3] = values[3][2] = 1;
        values[4][5] = 1;
        Arrays.fill(values[5], 0, 4, 0.5);
        Clustering found = Clustering.from(matrix(values), new int[] {0, 0, 1, 1, 0, 0}, 2, 2);
        assertThat(found.message())
                .hasValueSatisfying(message -> assertThat(message)
                        .contains("after round 3 are those after round 1")
                        .contains("circle"));
        assertThat(found.rounds()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everySeedFindsPlainBlocksOrAnHonestLocalEnd(long seed) {
        SimilarityMatrix matrix = blocks(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3);
        Clustering found = Clustering.of(matrix, 4, 4, seed);
        assertThat(found.clusters()).isEqualTo(Clustering.of(matrix, 4, 4, seed).clusters());
        for (int cluster = 0; cluster < 4; cluster++) {
            assertThat(Clustering.members(found.clusters(), cluster)).hasSizeGreaterThanOrEqualTo(4);
        }
        double random = IntStream.range(0, 100)
                .mapToDouble(i -> Clustering.objective(matrix, Clustering.random(found.clusters(), i)))
                .average()
                .orElseThrow();
        assertThat(Clustering.objective(matrix, found.clusters())).isGreaterThan(random);
    }

    @Test
    void tooFewClassesForTheClustersAreRefused() {
        assertThatThrownBy(() -> Clustering.of(blocks(0, 0, 0, 1, 1, 1), 4, 4, 1))
                .hasMessage("6 classes, expected at least 16 for 4 clusters of 4 or more.");
        assertThat(Clustering.leastSize(20)).isEqualTo(4);
        assertThat(Clustering.leastSize(8)).isEqualTo(1);
        assertThat(Clustering.leastSize(1000)).isEqualTo(4);
    }

    @Test
    void theAdjustedRandIndexIsOneForEqualPartitionsAndNearZeroForRandomOnes() {
        assertThat(Clustering.adjustedRandIndex(new int[] {0, 0, 1, 1}, new int[] {1, 1, 0, 0}))
                .isEqualTo(1);
        // pairs together in both 1, in the first 2, in the second 3, of 6: (1 - 2*3/6) / (2.5 - 1) = 0
        assertThat(Clustering.adjustedRandIndex(new int[] {0, 0, 1, 1}, new int[] {0, 0, 0, 1}))
                .isEqualTo(0);
        // {012}{345} and {01}{2345}: pairs together in both 1 + 3, in the first 3 + 3, in the second 1 + 6, of 15
        assertThat(Clustering.adjustedRandIndex(new int[] {0, 0, 0, 1, 1, 1}, new int[] {0, 0, 1, 1, 1, 1}))
                .isCloseTo((4 - 6 * 7 / 15.0) / (6.5 - 6 * 7 / 15.0), within(1e-12));
        int[] one = IntStream.range(0, 400).map(i -> i % 4).toArray();
        assertThat(Clustering.adjustedRandIndex(one, Clustering.random(one, 3))).isCloseTo(0, within(0.03));
        assertThat(Clustering.random(one, 3)).containsExactlyInAnyOrder(one).isNotEqualTo(one);
    }

    /** 20 classes, class 0 most similar to 1, then 2, and so on. */
    private static SimilarityMatrix line() {
        double[][] values = new double[20][20];
        for (int i = 0; i < 20; i++) {
            for (int j = 0; j < 20; j++) {
                values[i][j] = 20 - Math.abs(i - j);
            }
        }
        return matrix(values);
    }

    @Test
    void ranksAreThePapersAmongNineteenOthers() {
        int[] none = new int[20];
        assertThat(Selection.RANK_A.choose(line(), none, 0, 1)).containsExactly(3, 9, 14, 17);
        assertThat(Selection.RANK_B.choose(line(), none, 0, 1)).containsExactly(3, 8, 13, 18);
        assertThat(Selection.ALL.choose(line(), none, 0, 1)).hasSize(19).doesNotContain(0);
    }

    @Test
    void withFewClassesRanksAreStretchedAndStayApart() {
        for (int classes = 6; classes < 30; classes++) {
            SimilarityMatrix matrix = blocks(new int[classes]);
            for (Selection selection : List.of(Selection.RANK_A, Selection.RANK_B)) {
                assertThat(selection.choose(matrix, new int[classes], 0, 1))
                        .as("%s of %d", selection, classes)
                        .hasSize(4)
                        .doesNotHaveDuplicates()
                        .doesNotContain(0);
            }
        }
        // 7 others: 3, 9, 14, 17 of 19 become 1.1, 3.3, 5.2, 6.3
        assertThat(Selection.RANK_A.choose(blocks(new int[8]), new int[8], 0, 1))
                .containsExactly(1, 3, 5, 6);
    }

    @Test
    void ofFourOtherClassesTwoAreChosen() {
        SimilarityMatrix matrix = blocks(new int[5]);
        int[] clusters = {0, 0, 1, 1, 1};
        assertThat(Selection.RANDOM.choose(matrix, clusters, 0, 1)).hasSize(2).doesNotContain(0);
        assertThat(Selection.RANK_A.choose(matrix, clusters, 0, 1)).containsExactly(1, 3);
        assertThat(Selection.RANK_B.choose(matrix, clusters, 0, 1)).containsExactly(2, 4);
        assertThat(Selection.S_1.choose(matrix, clusters, 0, 1)).containsExactly(1, 2);
        assertThat(Selection.S_2.choose(matrix, clusters, 0, 1)).containsExactly(1, 3);
    }

    @Test
    void randomClassesDependOnSeedAndClassOnly() {
        int[] first = Selection.RANDOM.choose(line(), new int[20], 5, 1);
        assertThat(first).hasSize(4).doesNotHaveDuplicates().doesNotContain(5);
        assertThat(Selection.RANDOM.choose(line(), new int[20], 5, 1)).containsExactly(first);
        assertThat(Selection.RANDOM.choose(line(), new int[20], 5, 2)).isNotEqualTo(first);
        int[] counts = new int[20];
        new Random(1).longs(2000).forEach(seed -> {
            for (int j : Selection.RANDOM.choose(line(), new int[20], 5, seed)) {
                counts[j]++;
            }
        });
        assertThat(counts[5]).isZero();
        assertThat(Arrays.stream(counts)
                        .filter(count -> count > 330 && count < 510)
                        .count())
                .isEqualTo(19);
    }

    @Test
    void everyClusterGivesItsKthClassAndItsLastWhereItHasFewer() {
        int[] clusters = new int[20];
        Arrays.fill(clusters, 3, 8, 1);
        Arrays.fill(clusters, 8, 14, 2);
        Arrays.fill(clusters, 14, 20, 3);
        // of class 0: {1, 2}, {3..7}, {8..13}, {14..19}, most similar first
        assertThat(Selection.S_1.choose(line(), clusters, 0, 1)).containsExactly(1, 3, 8, 14);
        assertThat(Selection.S_2.choose(line(), clusters, 0, 1)).containsExactly(2, 4, 9, 15);
        assertThat(Selection.S_4.choose(line(), clusters, 0, 1)).containsExactly(2, 6, 11, 17);
        assertThat(Selection.S_1.choose(line(), clusters, 19, 1))
                .as("from the other end")
                .containsExactly(2, 7, 13, 18);
        clusters[0] = 4; // alone
        assertThat(Selection.S_1.choose(line(), clusters, 0, 1)).containsExactly(1, 3, 8, 14);
        assertThat(Selection.values()).extracting(Selection::id).contains("random", "rank-a", "s-4", "all");
    }
}
