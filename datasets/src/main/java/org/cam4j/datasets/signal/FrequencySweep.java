package org.cam4j.datasets.signal;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Seeds;

/**
 * Spectrograms of frequency sweeps, OK and NG, drawn from a seed as in the example of Lee's lecture "Class Activation Map (CAM)". NG have a notch, a resonance or a
 * drop-out, whose place in time and frequency is their box. 64 x 64 pixels, {@value #SECONDS_PER_COLUMN} s a column and {@value #HERTZ_PER_ROW} Hz a row, the highest
 * frequency above. No files are read.
 */
public final class FrequencySweep implements DatasetFormat {
    /** Of the image. */
    public static final double SECONDS_PER_COLUMN = 0.016;
    /** Of the image. */
    public static final double HERTZ_PER_ROW = 62.5;

    private static final List<String> CLASSES = List.of("OK", "NG");
    private static final int SIZE = 64;
    private static final int WINDOW = 256;
    private static final int HOP = 128;
    private static final int TRAIN = 1200;
    private static final int VALIDATION = 200;
    private static final int TEST = 400;
    private static final int SHAPE = 0;
    private static final int NOISE = 1;

    @Override
    public String id() {
        return "frequency-sweep";
    }

    @Override
    public String description() {
        return "Synthetic, needs no folder: spectrograms of frequency sweeps, without a defect or with one at a known position.";
    }

    @Override
    public boolean needsFolder() {
        return false;
    }

    @Override
    public Dataset open(Path folder, long seed) {
        DatasetIndex index = new DatasetIndex(id(), CLASSES, Long.toString(seed));
        add(index, Split.TRAIN, TRAIN, seed);
        add(index, Split.VALIDATION, VALIDATION, seed);
        add(index, Split.TEST, TEST, seed);
        return index.build();
    }

    private static void add(DatasetIndex index, Split split, int count, long seed) {
        for (int i = 0; i < count; i++) {
            int number = i;
            int label = i % CLASSES.size();
            Sweep sweep = Sweep.draw(random(seed, split, number, SHAPE), label == 1);
            Sample sample = new Sample(
                    String.format(Locale.ROOT, "%s/%05d", split.id(), number),
                    label,
                    SIZE,
                    SIZE,
                    sweep.place().map(FrequencySweep::box).stream().toList(),
                    Optional.empty(),
                    () -> image(sweep, random(seed, split, number, NOISE)));
            index.add(split, sample, 0);
        }
    }

    private static PixelImage image(Sweep sweep, Random random) {
        return Spectrogram.of(sweep.samples(random), Sweep.RATE, WINDOW, HOP, SIZE)
                .image();
    }

    static Box box(Sweep.Place place) {
        return new Box(
                column(place.begin()), SIZE - 1 - row(place.high()), column(place.end()), SIZE - 1 - row(place.low()));
    }

    /** The column whose window has its middle nearest. */
    private static int column(double seconds) {
        return pixel(seconds / SECONDS_PER_COLUMN - 0.5);
    }

    /** The row, counted from the lowest frequency: the constant part, half a row, is left out. */
    private static int row(double hertz) {
        return pixel(hertz / HERTZ_PER_ROW - 0.25);
    }

    private static int pixel(double place) {
        return (int) Math.max(0, Math.min(SIZE - 1, Math.floor(place)));
    }

    /** {@link Random} because its algorithm is part of the Java specification. */
    private static Random random(long seed, Split split, int number, int purpose) {
        return new Random(Seeds.derive(seed, split.id().hashCode(), number, purpose));
    }
}
