package org.cam4j.datasets.signal;

import java.util.Locale;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;
import org.cam4j.datasets.PixelImage;

/**
 * The power of a signal over time and frequency: Hann windows, a Fourier transform each.
 *
 * @param power {@code [rows][frames]}, row 0 the lowest frequencies; the constant part is left out
 * @param secondsPerFrame from one window to the next
 * @param hertzPerRow frequencies that a row sums up
 */
record Spectrogram(double[][] power, double secondsPerFrame, double hertzPerRow) {
    /** Decibels below the strongest value that are black. */
    private static final double RANGE = 60;

    /**
     * Transforms a signal.
     *
     * @param samples of the signal; all finite
     * @param rate samples a second
     * @param window samples that are transformed together, a power of 2
     * @param hop samples from one window to the next
     * @param rows into which the {@code window / 2} frequencies are put together, a divisor of that
     * @throws IllegalArgumentException when the signal is shorter than a window or holds a value that is no finite number
     */
    public static Spectrogram of(double[] samples, double rate, int window, int hop, int rows) {
        if (samples.length < window) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "The signal has %d samples, shorter than one window of %d.", samples.length, window));
        }
        for (int i = 0; i < samples.length; i++) {
            if (!Double.isFinite(samples[i])) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "The signal is %s at sample %d, expected finite numbers.", samples[i], i));
            }
        }
        int frames = (samples.length - window) / hop + 1;
        int together = window / 2 / rows;
        double[][] power = new double[rows][frames];
        double[] windowed = new double[window];
        FastFourierTransformer transformer = new FastFourierTransformer(DftNormalization.STANDARD);
        for (int frame = 0; frame < frames; frame++) {
            for (int i = 0; i < window; i++) {
                double hann = Math.pow(Math.sin(Math.PI * (i + 0.5) / window), 2);
                windowed[i] = hann * samples[frame * hop + i];
            }
            Complex[] spectrum = transformer.transform(windowed, TransformType.FORWARD);
            for (int bin = 0; bin < rows * together; bin++) {
                power[bin / together][frame] += Math.pow(spectrum[bin + 1].abs(), 2);
            }
        }
        return new Spectrogram(power, hop / rate, rate / window * together);
    }

    /** As a gray image of three equal channels, time to the right, frequency upwards: white the strongest value, black {@value #RANGE} decibels below. */
    public PixelImage image() {
        int rows = power.length;
        int frames = power[0].length;
        double strongest = Double.MIN_NORMAL;
        for (double[] row : power) {
            for (double value : row) {
                strongest = Math.max(strongest, value);
            }
        }
        byte[] rgb = new byte[3 * rows * frames];
        for (int row = 0; row < rows; row++) {
            for (int frame = 0; frame < frames; frame++) {
                double decibels =
                        10 * Math.log10(Math.max(power[rows - 1 - row][frame], Double.MIN_NORMAL) / strongest);
                byte gray = (byte) Math.round(255 * Math.max(0, 1 + decibels / RANGE));
                for (int channel = 0; channel < 3; channel++) {
                    rgb[3 * (row * frames + frame) + channel] = gray;
                }
            }
        }
        return new PixelImage(rows, frames, rgb);
    }
}
