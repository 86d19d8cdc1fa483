package org.cam4j.datasets.signal;

import java.util.Arrays;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * How strongly the power in each band of a signal goes up and down, and how often: what rolls over a fault strikes the bearing, which rings at its resonances, so that the
 * rate of the blows shows in the power of those bands, not as a frequency of the signal itself (Randall and Antoni, Mechanical Systems and Signal Processing 25, 2011).
 *
 * @param power mean of each row of the spectrogram
 * @param amplitude {@code [rows][bins]} of the Fourier transform of each row's power over time, divided by its mean
 * @param hertzPerBin of {@code amplitude}
 */
public record EnvelopeSpectrum(double[] power, double[][] amplitude, double hertzPerBin) {
    /** How far from where it is expected a line may lie: the speed of the shaft is nominal. */
    private static final double TOLERANCE = 0.015;

    private static final double BACKGROUND_HERTZ = 20;

    /**
     * Of a line.
     *
     * @param hertz where it is strongest
     * @param overBackground its amplitude divided by the median around it
     */
    public record Line(double hertz, double overBackground) {}

    /**
     * Transforms a recording.
     *
     * @param samples at {@link BearingRecording#RATE}, or taken for such
     */
    public static EnvelopeSpectrum of(double[] samples) {
        Spectrogram spectrogram = BearingWindows.spectrogram(samples);
        int frames = Integer.highestOneBit(spectrogram.power()[0].length);
        FastFourierTransformer transformer = new FastFourierTransformer(DftNormalization.STANDARD);
        double[] means = new double[spectrogram.power().length];
        double[][] amplitude = new double[means.length][frames / 2];
        for (int row = 0; row < means.length; row++) {
            double mean = Arrays.stream(spectrogram.power()[row]).average().orElse(0);
            double[] windowed = new double[frames];
            for (int i = 0; i < frames; i++) {
                double hann = Math.pow(Math.sin(Math.PI * (i + 0.5) / frames), 2);
                windowed[i] = hann * (spectrogram.power()[row][i] / Math.max(mean, Double.MIN_NORMAL) - 1);
            }
            Complex[] spectrum = transformer.transform(windowed, TransformType.FORWARD);
            for (int bin = 0; bin < frames / 2; bin++) {
                amplitude[row][bin] = spectrum[bin].abs() / frames;
            }
            means[row] = mean;
        }
        return new EnvelopeSpectrum(means, amplitude, 1 / (spectrogram.secondsPerFrame() * frames));
    }

    /** The strongest line of a row near a frequency. */
    public Line line(int row, double hertz) {
        return line(amplitude[row], hertz);
    }

    /** The same in the mean over all rows. */
    public Line line(double hertz) {
        double[] mean = new double[amplitude[0].length];
        for (double[] row : amplitude) {
            for (int bin = 0; bin < mean.length; bin++) {
                mean[bin] += row[bin] / amplitude.length;
            }
        }
        return line(mean, hertz);
    }

    private Line line(double[] values, double hertz) {
        int middle = (int) Math.round(hertz / hertzPerBin);
        int reach = Math.max(2, (int) Math.ceil(TOLERANCE * hertz / hertzPerBin));
        int best = middle;
        for (int bin = Math.max(1, middle - reach); bin <= Math.min(values.length - 1, middle + reach); bin++) {
            best = values[bin] > values[best] ? bin : best;
        }
        int around = (int) Math.round(BACKGROUND_HERTZ / hertzPerBin);
        double[] background =
                Arrays.copyOfRange(values, Math.max(1, middle - around), Math.min(values.length, middle + around + 1));
        Arrays.sort(background);
        double median = background[background.length / 2];
        return new Line(best * hertzPerBin, values[best] / Math.max(median, Double.MIN_NORMAL));
    }
}
