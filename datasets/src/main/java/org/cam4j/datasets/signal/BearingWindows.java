package org.cam4j.datasets.signal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.DatasetIndex;

/**
 * Windows of a recording and their spectrograms: {@value #ROWS} rows of {@value #HERTZ_PER_ROW} Hz, the highest frequency above, and {@value #FRAMES} columns of 16 samples.
 * What lies above 5 kHz is left out: there the filter of a decimated recording shows. Each spectrogram is relative to its own strongest value, so that loudness tells
 * nothing.
 *
 * <p>A span of time is cut into {@value #BLOCKS} blocks, one for test, one for validation and the others for training, with a gap of a window between them. In blocks for
 * training windows overlap by three quarters, in the others not at all.
 */
public final class BearingWindows {
    /** Of a spectrogram. */
    public static final int ROWS = 53;
    /** Of a spectrogram. */
    public static final int FRAMES = 64;
    /** Of a spectrogram. */
    public static final double HERTZ_PER_ROW = 93.75;
    /** Of a window: 128 for the first column, 16 for each further one. */
    public static final int SAMPLES = 1136;
    /** That a span of time is cut into. */
    public static final int BLOCKS = 5;

    /** What is transformed together, in samples. */
    private static final int TRANSFORMED = 128;

    private static final int HOP = 16;
    private static final int BINS = TRANSFORMED / 2;
    private static final int OVERLAPPING = 4;

    /** The shortest recording that has a window in each block of both its halves. */
    static final int MINIMUM = 2 * BLOCKS * 2 * SAMPLES;

    private BearingWindows() {}

    /** The data set {@code cwru}: windows of the recordings, a class for each condition of the bearing. */
    public static DatasetFormat cwru() {
        return new Cwru();
    }

    /** The data set {@code cwru-halves}, the control of {@link #cwru}: its classes are the halves of the recordings, which a network should not be able to distinguish. */
    public static DatasetFormat cwruHalves() {
        return new CwruHalves();
    }

    /** Of a window or a whole recording; {@value #ROWS} rows, row 0 the lowest frequencies. */
    public static Spectrogram spectrogram(double[] samples) {
        double mean = Arrays.stream(samples).average().orElse(0);
        double[] centered = Arrays.stream(samples).map(sample -> sample - mean).toArray();
        Spectrogram whole = Spectrogram.of(centered, BearingRecording.RATE, TRANSFORMED, HOP, BINS);
        return new Spectrogram(Arrays.copyOf(whole.power(), ROWS), whole.secondsPerFrame(), whole.hertzPerRow());
    }

    /**
     * Adds the windows of a span of time.
     *
     * @param begin the first sample
     * @param end one past the last
     * @param testBlock which of the blocks is for test; the one behind it is for validation
     */
    static void add(DatasetIndex index, BearingRecording recording, int label, int begin, int end, int testBlock) {
        int length = (end - begin) / BLOCKS;
        for (int block = 0; block < BLOCKS; block++) {
            Split split = block == testBlock
                    ? Split.TEST
                    : block == (testBlock + 1) % BLOCKS ? Split.VALIDATION : Split.TRAIN;
            int step = split == Split.TRAIN ? SAMPLES / OVERLAPPING : SAMPLES;
            int first = begin + block * length;
            for (int start = first; start + 2 * SAMPLES <= first + length; start += step) { // the second is the gap
                int from = start;
                Sample sample = new Sample(
                        String.format(Locale.ROOT, "%s/%06d", recording.name(), start),
                        label,
                        0,
                        0,
                        List.of(),
                        Optional.empty(),
                        () -> image(recording.samples(), from));
                index.add(split, sample, recording.recorded().length * (long) Double.BYTES);
            }
        }
    }

    private static PixelImage image(double[] samples, int start) {
        return spectrogram(Arrays.copyOfRange(samples, start, start + SAMPLES)).image();
    }
}
