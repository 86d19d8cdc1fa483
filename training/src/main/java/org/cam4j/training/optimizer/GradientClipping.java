package org.cam4j.training.optimizer;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * Limits the mean gradient of a batch before weight decay is added: first its L2 norm over all parameters, as {@code torch.nn.utils.clip_grad_norm_} does, then
 * every value.
 *
 * <pre>
 * g' = g * min(1, norm / (||g|| + 1e-6))        g'' = max(-value, min(value, g'))
 * </pre>
 *
 * @param norm the largest L2 norm; 0 for no limit
 * @param value the largest absolute value; 0 for no limit
 */
public record GradientClipping(double norm, double value) {
    /** No limits. */
    public static final GradientClipping NONE = new GradientClipping(0, 0);

    private static final double PLUS = 1e-6;
    private static final int CHUNK = 2048;

    /**
     * A part of the gradient.
     *
     * @param divisor what its values are divided by for the mean over the batch
     */
    record Range(int start, int length, int divisor) {}

    /** Whether there are no limits. */
    boolean isNone() {
        return norm == 0 && value == 0;
    }

    /** Clips the gradient in place; only the values in the ranges count and change. */
    void clip(FloatBuffer gradient, List<Range> ranges) {
        double length = norm == 0 ? 0 : Math.sqrt(squares(gradient, ranges));
        float scale = norm == 0 ? 1 : (float) Math.min(1, norm / (length + PLUS));
        if (scale == 1 && value == 0) {
            return;
        }
        float[] chunk = new float[CHUNK];
        for (Range range : ranges) {
            float limit = value == 0 ? Float.MAX_VALUE : (float) (value * range.divisor());
            for (int at = 0; at < range.length(); at += CHUNK) {
                int count = Math.min(CHUNK, range.length() - at);
                gradient.get(range.start() + at, chunk, 0, count);
                for (int i = 0; i < count; i++) {
                    chunk[i] = Math.max(-limit, Math.min(limit, chunk[i] * scale));
                }
                gradient.put(range.start() + at, chunk, 0, count);
            }
        }
    }

    private static double squares(FloatBuffer gradient, List<Range> ranges) {
        float[] chunk = new float[CHUNK];
        double sum = 0;
        for (Range range : ranges) {
            double ofRange = 0;
            for (int at = 0; at < range.length(); at += CHUNK) {
                int count = Math.min(CHUNK, range.length() - at);
                gradient.get(range.start() + at, chunk, 0, count);
                for (int i = 0; i < count; i++) {
                    ofRange += (double) chunk[i] * chunk[i];
                }
            }
            sum += ofRange / ((double) range.divisor() * range.divisor());
        }
        return sum;
    }
}
