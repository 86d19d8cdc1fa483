package org.cam4j.evaluation.metric;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * The mean over classes of quotients whose two parts are added up over the images of a class. Records are read once, so that many draws of them cost little.
 *
 * @param <R> what is known of an image
 */
final class ClassMean<R> {
    /** What is added up above and below the line. */
    record Quotient<R>(ToDoubleFunction<R> numerator, ToDoubleFunction<R> denominator) {}

    private final int[] places; // of each record's class among those that there are, in the order of the labels
    private final int classes;
    private final double[][] numerators; // [quotient][record]
    private final double[][] denominators;

    ClassMean(List<R> records, ToIntFunction<R> label, List<Quotient<R>> quotients) {
        int[] labels = records.stream().mapToInt(label).toArray();
        int[] present = records.stream().mapToInt(label).sorted().distinct().toArray();
        int[] placeOf = new int[present.length == 0 ? 0 : present[present.length - 1] + 1];
        for (int place = 0; place < present.length; place++) {
            placeOf[present[place]] = place;
        }
        classes = present.length;
        places = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            places[i] = placeOf[labels[i]];
        }
        numerators = quotients.stream()
                .map(quotient ->
                        records.stream().mapToDouble(quotient.numerator()).toArray())
                .toArray(double[][]::new);
        denominators = quotients.stream()
                .map(quotient ->
                        records.stream().mapToDouble(quotient.denominator()).toArray())
                .toArray(double[][]::new);
    }

    /** The mean of one quotient. */
    static <R> double of(
            List<R> records,
            int[] weights,
            ToIntFunction<R> label,
            ToDoubleFunction<R> numerator,
            ToDoubleFunction<R> denominator) {
        return new ClassMean<>(records, label, List.of(new Quotient<>(numerator, denominator))).of(weights)[0];
    }

    /**
     * The mean of every quotient; NaN where no image counts. Classes of which no image counts are passed over.
     *
     * @param weights how often each record counts
     */
    double[] of(int[] weights) {
        double[] means = new double[numerators.length];
        for (int quotient = 0; quotient < means.length; quotient++) {
            double[] above = new double[classes];
            double[] below = new double[classes];
            for (int i = 0; i < weights.length; i++) {
                above[places[i]] += weights[i] * numerators[quotient][i];
                below[places[i]] += weights[i] * denominators[quotient][i];
            }
            means[quotient] = mean(above, below);
        }
        return means;
    }

    private static double mean(double[] above, double[] below) {
        double sum = 0;
        int counted = 0;
        for (int place = 0; place < above.length; place++) {
            if (below[place] > 0) {
                sum += above[place] / below[place];
                counted++;
            }
        }
        return sum / counted;
    }
}
