package org.cam4j.experiments.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the numbers of one backend are from those of another: the largest difference of a quantity, divided by its
 * largest absolute value.
 *
 * @param lines one for every quantity
 * @param failures names of the quantities that differ by more than {@value #TOLERANCE}, are not finite or are missing
 */
public record BackendComparison(List<String> lines, List<String> failures) {
    /** Relative; single precision in another order of summation stays below it. */
    public static final double TOLERANCE = 1e-3;

    public BackendComparison {
        lines = List.copyOf(lines);
        failures = List.copyOf(failures);
    }

    /** Compares the numbers of two processes. */
    public static BackendComparison of(Map<String, float[]> expected, Map<String, float[]> found) {
        List<String> lines = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        new TreeMap<>(expected).forEach((name, values) -> {
            float[] others = found.getOrDefault(name, new float[0]);
            double difference = difference(values, others);
            boolean same = difference <= TOLERANCE; // false for NaN
            lines.add(String.format(Locale.ROOT, "%-50s %10.2e %s", name, difference, same ? "same" : "DIFFERS"));
            if (!same) {
                failures.add(name);
            }
        });
        return new BackendComparison(lines, failures);
    }

    private static double difference(float[] values, float[] others) {
        if (values.length != others.length) {
            return Double.NaN;
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs(values[i])); // NaN stays
            difference = Math.max(difference, Math.abs(values[i] - others[i]));
        }
        return largest == 0 ? difference : difference / largest;
    }
}
