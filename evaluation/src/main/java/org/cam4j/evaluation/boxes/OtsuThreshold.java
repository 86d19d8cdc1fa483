package org.cam4j.evaluation.boxes;

/**
 * The threshold that splits a map into two classes with the largest between-class variance; it needs neither a constant nor labels.
 *
 * <pre>
 * level = argmax_k  n(k) (N - n(k)) (mean of the levels &lt;= k  -  mean of the levels &gt; k)^2
 * </pre>
 *
 * <p>Otsu, "A threshold selection method from gray-level histograms", IEEE Transactions on Systems, Man, and Cybernetics 1979.
 */
final class OtsuThreshold {
    private OtsuThreshold() {}

    /**
     * The foreground is what is greater than the level.
     *
     * @param unsigned values 0 to 255
     * @return 0 to 254; the lowest of equally good ones; 0 where all values are the same
     */
    public static int level(byte[] unsigned) {
        long[] histogram = new long[256];
        long sum = 0;
        for (byte value : unsigned) {
            histogram[value & 0xFF]++;
            sum += value & 0xFF;
        }
        int best = 0;
        double greatest = 0;
        long below = 0;
        long sumBelow = 0;
        for (int level = 0; level < 255; level++) {
            below += histogram[level];
            sumBelow += level * histogram[level];
            long above = unsigned.length - below;
            if (below > 0 && above > 0) {
                double distance = (double) sumBelow / below - (double) (sum - sumBelow) / above;
                double between = (double) below * above * distance * distance;
                if (between > greatest) {
                    greatest = between;
                    best = level;
                }
            }
        }
        return best;
    }
}
