package org.cam4j.experiments.papers.lecture;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.cam4j.datasets.signal.BearingRecording;
import org.cam4j.datasets.signal.BearingWindows;
import org.cam4j.datasets.signal.EnvelopeSpectrum;
import org.cam4j.experiments.report.picture.LineChart;

/**
 * What is in the recordings themselves, beside which a map is laid.
 *
 * @param recordings by name
 * @param envelopes by the recording's name
 */
record BearingFrequencies(Map<String, BearingRecording> recordings, Map<String, EnvelopeSpectrum> envelopes) {
    private static final double QUARTER = 0.25;

    /** The middle of each row, from the lowest. */
    static double[] hertz() {
        return IntStream.rangeClosed(1, BearingWindows.ROWS)
                .mapToDouble(row -> row * BearingWindows.HERTZ_PER_ROW)
                .toArray();
    }

    /** Shares of their sum in percent. */
    static double[] percent(double[] values) {
        double sum = Arrays.stream(values).sum();
        return Arrays.stream(values).map(value -> 100 * value / sum).toArray();
    }

    /** A normal recording with its 48,000 samples a second, taken for 12,000 and decimated to them: where each shows its power. */
    BufferedImage samplingRate() {
        Map<String, double[][]> lines = new LinkedHashMap<>();
        recordings.values().stream()
                .filter(one -> one.condition() == BearingRecording.Condition.NORMAL)
                .findFirst()
                .ifPresent(normal -> {
                    lines.put("taken for 12 kHz", decibels(EnvelopeSpectrum.of(normal.recorded())));
                    lines.put("decimated", decibels(EnvelopeSpectrum.of(normal.samples())));
                });
        return new LineChart("A normal bearing, recorded at 48 kHz", "frequency (Hz)", "power (dB)", lines).picture();
    }

    private static double[][] decibels(EnvelopeSpectrum spectrum) {
        double highest = Arrays.stream(spectrum.power()).max().orElse(1);
        return new double[][] {
            hertz(),
            Arrays.stream(spectrum.power())
                    .map(power -> 10 * Math.log10(power / highest))
                    .toArray()
        };
    }

    /** For each recording and row its power, how clearly it carries the fault's frequency, and the share of the map of its class, as CSV. */
    String bands(Map<Integer, double[]> rows) {
        StringBuilder csv =
                new StringBuilder("recording,class,hertz,power_db,fault_line_over_background,cam_percent\n");
        recordings.forEach((name, recording) -> {
            EnvelopeSpectrum envelope = envelopes.getOrDefault(name, EnvelopeSpectrum.of(recording.samples()));
            double[] decibels = decibels(envelope)[1];
            double[] cam = percent(rows.getOrDefault(recording.condition().ordinal(), new double[BearingWindows.ROWS]));
            double fault = recording.condition().hertz(recording.revolutionsPerMinute());
            for (int row = 0; row < BearingWindows.ROWS; row++) {
                String line = Double.isNaN(fault)
                        ? ""
                        : String.format(
                                Locale.ROOT, "%.1f", envelope.line(row, fault).overBackground());
                csv.append(String.format(
                        Locale.ROOT,
                        "%s,%s,%.2f,%.1f,%s,%.2f%n",
                        name,
                        recording.condition().label(),
                        hertz()[row],
                        decibels[row],
                        line,
                        cam[row]));
            }
        });
        return csv.toString().replace(System.lineSeparator(), "\n");
    }

    /** For each recording the lines of the shaft and of each fault in the mean over all rows, as CSV; normal ones also as they look when taken for 12 kHz. */
    String lines() {
        StringBuilder csv = new StringBuilder("recording,read_at_hz,line,expected_hz,found_hz,over_background\n");
        recordings.forEach((name, recording) -> {
            add(
                    csv,
                    recording,
                    BearingRecording.RATE,
                    envelopes.getOrDefault(name, EnvelopeSpectrum.of(recording.samples())));
            if (recording.recordedRate() != BearingRecording.RATE) {
                add(csv, recording, recording.recordedRate(), EnvelopeSpectrum.of(recording.recorded()));
            }
        });
        return csv.toString();
    }

    private static void add(StringBuilder csv, BearingRecording recording, double rate, EnvelopeSpectrum envelope) {
        double shaft = recording.revolutionsPerMinute() / 60;
        add(csv, recording, rate, "shaft", shaft, envelope);
        if (recording.condition() == BearingRecording.Condition.NORMAL) {
            add(csv, recording, rate, "quarter of the shaft", shaft * QUARTER, envelope);
        }
        for (BearingRecording.Condition fault : BearingRecording.Condition.values()) {
            if (fault != BearingRecording.Condition.NORMAL) {
                add(csv, recording, rate, fault.label(), fault.hertz(recording.revolutionsPerMinute()), envelope);
            }
        }
    }

    private static void add(
            StringBuilder csv,
            BearingRecording recording,
            double rate,
            String name,
            double hertz,
            EnvelopeSpectrum envelope) {
        EnvelopeSpectrum.Line line = envelope.line(hertz);
        String read =
                rate == BearingRecording.RATE ? "12000" : String.format(Locale.ROOT, "%.0f taken for 12000", rate);
        csv.append(String.format(
                        Locale.ROOT,
                        "%s,%s,%s,%.2f,%.2f,%.1f",
                        recording.name(),
                        read,
                        name,
                        hertz,
                        line.hertz(),
                        line.overBackground()))
                .append('\n');
    }
}
