package org.cam4j.datasets.signal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.cam4j.datasets.internal.MatlabFile;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.maps.Npy;

/**
 * The vibration of a bearing for some seconds, one recording of the Bearing Data Center of Case Western Reserve University.
 *
 * @param name of the file
 * @param revolutionsPerMinute of the shaft, nominal
 * @param recordedRate samples a second of {@code recorded}
 * @param recorded as they are in the file
 * @param samples at {@value #RATE} samples a second; of a recording with more, decimated
 */
public record BearingRecording(
        String name,
        Condition condition,
        double revolutionsPerMinute,
        double recordedRate,
        double[] recorded,
        double[] samples) {
    /** Samples a second that all recordings are brought to. */
    public static final double RATE = 12_000;

    /**
     * The recordings of a folder.
     *
     * @param recordings in the order of their names
     * @param skipped files that are none, or cannot be used
     */
    public record Folder(List<BearingRecording> recordings, List<Skipped> skipped) {}

    /**
     * Reads every recording in a folder; other files than {@code .mat} and {@code .npz} are passed over.
     *
     * @throws IOException that says what was expected, when there is no folder or no recording in it that can be used
     */
    public static Folder readAll(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            String found = Files.exists(folder) ? "is a file" : "no such folder";
            throw new IOException(String.format(
                    Locale.ROOT, "%s: %s, expected a folder with %s.", folder, found, BearingFile.LAYOUT));
        }
        List<BearingRecording> recordings = new ArrayList<>();
        List<Skipped> skipped = new ArrayList<>();
        for (Path file : files(folder)) {
            String name = String.valueOf(file.getFileName());
            Optional<BearingFile> said = BearingFile.of(name);
            if (said.isEmpty()) {
                skipped.add(new Skipped(
                        name,
                        String.format(
                                Locale.ROOT,
                                "its name says no fault at the drive end, expected %s.",
                                BearingFile.LAYOUT)));
                continue;
            }
            try {
                recordings.add(read(file, said.get()));
            } catch (IOException unusable) {
                skipped.add(new Skipped(name, String.valueOf(unusable.getMessage())));
            }
        }
        if (recordings.isEmpty()) {
            String first = skipped.isEmpty() ? "" : " " + skipped.get(0).reason();
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: contains no usable recording; expected %s.%s",
                    folder,
                    BearingFile.LAYOUT,
                    first));
        }
        return new Folder(recordings, skipped);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches("(?s).*\\.(mat|npz)"))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw new IOException(String.format(Locale.ROOT, "%s: cannot be listed: %s", folder, e.getMessage()), e);
        }
    }

    private static BearingRecording read(Path file, BearingFile said) throws IOException {
        double[] recorded;
        if (file.toString().endsWith(".mat")) {
            recorded = MatlabFile.read(file, said.variable());
        } else {
            Npy.Array array = Npy.Array.read(file, said.variable());
            if (array.columns() != 1) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: %s has the shape (%d, %d), expected one column of samples.",
                        file,
                        said.variable(),
                        array.rows(),
                        array.columns()));
            }
            recorded = array.values();
        }
        for (int i = 0; i < recorded.length; i++) {
            if (!Double.isFinite(recorded[i])) {
                throw new IOException(String.format(
                        Locale.ROOT, "%s: sample %d is %s, expected finite numbers.", file, i, recorded[i]));
            }
        }
        int factor = (int) Math.round(said.rate() / RATE);
        double[] samples = factor == 1 ? recorded : Decimation.by(factor, recorded);
        if (samples.length < BearingWindows.MINIMUM) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: has %d samples at %.0f Hz, shorter than %d: %d blocks, each of one window of %d and a gap.",
                    file,
                    samples.length,
                    RATE,
                    BearingWindows.MINIMUM,
                    BearingWindows.BLOCKS,
                    BearingWindows.SAMPLES));
        }
        return new BearingRecording(
                String.valueOf(file.getFileName()).replaceFirst("\\.[a-z]+$", ""),
                said.condition(),
                said.revolutionsPerMinute(),
                said.rate(),
                recorded,
                samples);
    }

    /**
     * What is wrong with the bearing at the drive end, an SKF 6205-2RS JEM, and how often each turn of the shaft the fault is rolled over, as the Bearing Data Center of Case
     * Western Reserve University publishes it.
     */
    public enum Condition {
        /** Nothing. */
        NORMAL(Double.NaN),
        /** On a ball, which meets both races at each turn of its own: twice its spin (BSF). */
        BALL(4.7135),
        /** On the inner race (BPFI). */
        INNER_RACE(5.4152),
        /** On the outer race (BPFO). */
        OUTER_RACE(3.5848);

        private final double timesEachTurn;

        Condition(double timesEachTurn) {
            this.timesEachTurn = timesEachTurn;
        }

        /** The name of the class. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        /**
         * How often a second the fault is rolled over; NaN where there is none.
         *
         * @param revolutionsPerMinute of the shaft
         */
        public double hertz(double revolutionsPerMinute) {
            return timesEachTurn * revolutionsPerMinute / 60;
        }
    }
}
