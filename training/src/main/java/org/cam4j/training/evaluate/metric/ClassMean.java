package org.cam4j.training.evaluate.metric;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** The mean over classes of a quotient whose two parts are added up over the images of a class. */
final class ClassMean {
    private ClassMean() {}

    /** Classes of which no image counts are passed over. */
    static <R> double of(
            List<R> records,
            int[] weights,
            ToIntFunction<R> label,
            ToDoubleFunction<R> numerator,
            ToDoubleFunction<R> denominator) {
        int classes = 1 + records.stream().mapToInt(label).max().orElse(0);
        double[] above = new double[classes];
        double[] below = new double[classes];
        for (int i = 0; i < weights.length; i++) {
            R record = records.get(i);
            above[label.applyAsInt(record)] += weights[i] * numerator.applyAsDouble(record);
            below[label.applyAsInt(record)] += weights[i] * denominator.applyAsDouble(record);
        }
        double sum = 0;
        int counted = 0;
        for (int i = 0; i < classes; i++) {
            if (below[i] > 0) {
                sum += above[i] / below[i];
                counted++;
            }
        }
        return sum / counted;
    }
}
