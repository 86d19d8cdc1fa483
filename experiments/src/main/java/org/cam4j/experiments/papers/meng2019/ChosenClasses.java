package org.cam4j.experiments.papers.meng2019;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.cam4j.experiments.papers.meng2019.selection.Selection;
import org.cam4j.experiments.papers.meng2019.selection.SimilarityMatrix;

/**
 * What images of a label are compared with.
 *
 * @param others labels by selection and label
 */
record ChosenClasses(Map<Selection, Map<Integer, int[]>> others) {
    /** By these selections. */
    static ChosenClasses of(SimilarityMatrix matrix, int[] clusters, List<Selection> selections, long seed) {
        Map<Selection, Map<Integer, int[]>> others = new LinkedHashMap<>();
        for (Selection selection : selections) {
            Map<Integer, int[]> ofLabel = new LinkedHashMap<>();
            for (int i = 0; i < matrix.size(); i++) {
                ofLabel.put(
                        matrix.labels().get(i),
                        Arrays.stream(selection.choose(matrix, clusters, i, seed))
                                .map(j -> matrix.labels().get(j))
                                .toArray());
            }
            others.put(selection, ofLabel);
        }
        return new ChosenClasses(others);
    }

    int[] of(Selection selection, int label) {
        return Objects.requireNonNull(others.getOrDefault(selection, Map.of()).get(label));
    }

    /** Those of any selection. */
    int[] all(int label) {
        Set<Integer> all = new LinkedHashSet<>();
        for (Selection selection : others.keySet()) {
            Arrays.stream(of(selection, label)).forEach(all::add);
        }
        return all.stream().mapToInt(Integer::intValue).toArray();
    }
}
