package org.cam4j.evaluation.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * The errors of predicted numbers, one target by itself, in the units of the target:
 *
 * <pre>
 * MAE  = mean |y - f|
 * RMSE = sqrt(mean (y - f)^2)
 * R2   = 1 - sum (y - f)^2 / sum (y - mean y)^2
 * </pre>
 *
 * <p>R2, the coefficient of determination, is 0 for the mean of the measured images, 1 for no error, and has no lower bound. For use by one thread.
 */
public final class RegressionErrors {
    private static final int COUNT = 3;

    private final List<double[]> pairs = new ArrayList<>(); // true, predicted

    /** Adds an image. */
    public void add(double truth, double predicted) {
        pairs.add(new double[] {truth, predicted});
    }

    /** Images so far. */
    public int images() {
        return pairs.size();
    }

    /**
     * The errors with intervals over images.
     *
     * @param r2 NaN where all images have the same number
     */
    public record Result(Bootstrap.Interval mae, Bootstrap.Interval rmse, Bootstrap.Interval r2) {}

    /**
     * The errors of the images so far.
     *
     * @throws IllegalStateException when there is none
     */
    public Result result(Bootstrap bootstrap) {
        if (pairs.isEmpty()) {
            throw new IllegalStateException("There is no image to measure errors on.");
        }
        Bootstrap.Interval[] found = bootstrap.intervals(pairs.size(), this::errors);
        return new Result(found[0], found[1], found[2]);
    }

    private double[] errors(int[] weights) {
        double count = 0;
        double absolute = 0;
        double squared = 0;
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            double error = pairs.get(i)[0] - pairs.get(i)[1];
            count += weights[i];
            absolute += weights[i] * Math.abs(error);
            squared += weights[i] * error * error;
            sum += weights[i] * pairs.get(i)[0];
        }
        double spread = 0;
        for (int i = 0; i < weights.length; i++) {
            double deviation = pairs.get(i)[0] - sum / count;
            spread += weights[i] * deviation * deviation;
        }
        double[] errors = new double[COUNT];
        errors[0] = absolute / count;
        errors[1] = Math.sqrt(squared / count);
        errors[2] = spread == 0 ? Double.NaN : 1 - squared / spread;
        return errors;
    }
}
