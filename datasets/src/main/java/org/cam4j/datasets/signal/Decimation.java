package org.cam4j.datasets.signal;

/** Fewer samples a second: what lies above the new range is filtered out first, since it would come back at other frequencies. */
final class Decimation {
    /** Of the filter, to each side of its middle, in samples that remain. */
    private static final int REACH = 16;

    private Decimation() {}

    /**
     * Every n-th sample behind a low-pass filter (a sinc in a Blackman window, half the amplitude at the new range's end; with n = 4 nothing is lost up to 0.83 of it, and
     * nothing from above 1.17 of it is left). The ends, which the filter does not fill, are left out.
     */
    static double[] by(int factor, double[] samples) {
        double[] filter = filter(factor);
        int count = Math.max(0, (samples.length - filter.length) / factor + 1);
        double[] result = new double[count];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < filter.length; k++) {
                result[i] += filter[k] * samples[i * factor + k];
            }
        }
        return result;
    }

    private static double[] filter(int factor) {
        int middle = REACH * factor;
        double[] filter = new double[2 * middle + 1];
        double sum = 0;
        for (int k = 0; k < filter.length; k++) {
            double place = (double) (k - middle) / factor;
            double sinc = place == 0 ? 1 : Math.sin(Math.PI * place) / (Math.PI * place);
            double turn = 2 * Math.PI * k / (filter.length - 1);
            filter[k] = sinc * (0.42 - 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn));
            sum += filter[k];
        }
        for (int k = 0; k < filter.length; k++) {
            filter[k] /= sum;
        }
        return filter;
    }
}
