package org.cam4j.layers.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Selects the classes of each image that are explained; the selection may depend on the logits. */
@FunctionalInterface
public interface ClassSelection {
    /**
     * The classes to explain.
     *
     * @param logits {@code [N,K]}
     * @return per image the classes, one or more, by index
     */
    List<int[]> choose(INDArray logits);

    /** These classes: one entry per image. */
    static ClassSelection of(List<int[]> classesPerImage) {
        return logits -> classesPerImage;
    }

    /** The same classes for every image. */
    static ClassSelection same(int... classes) {
        return logits -> IntStream.range(0, (int) logits.size(0))
                .mapToObj(image -> classes.clone())
                .toList();
    }

    /**
     * The labels with at least this probability by their sigmoid, best first, or else the most probable one: for networks that give each label a probability by itself.
     *
     * @param probability above 0 and below 1
     */
    static ClassSelection probable(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Asked for labels of probability %s: expected a number above 0 and below 1.",
                    probability));
        }
        double least = Math.log(probability / (1 - probability));
        return logits -> {
            List<int[]> ranked = top((int) logits.size(1)).choose(logits);
            List<int[]> chosen = new ArrayList<>();
            for (int image = 0; image < ranked.size(); image++) {
                INDArray row = logits.getRow(image);
                int count = (int) Arrays.stream(ranked.get(image))
                        .filter(label -> row.getDouble(label) >= least)
                        .count();
                chosen.add(Arrays.copyOf(ranked.get(image), Math.max(1, count)));
            }
            return chosen;
        };
    }

    /** The {@code count} classes with the highest logits, best first; equal logits in the order of the classes. */
    static ClassSelection top(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Asked for the top %d classes: ask for at least 1.", count));
        }
        return logits -> {
            List<int[]> best = new ArrayList<>();
            for (int image = 0; image < logits.size(0); image++) {
                double[] row = logits.getRow(image).toDoubleVector();
                best.add(IntStream.range(0, row.length)
                        .boxed()
                        .sorted((first, second) -> Double.compare(row[second], row[first]))
                        .limit(count)
                        .mapToInt(Integer::intValue)
                        .toArray());
            }
            return best;
        };
    }
}
