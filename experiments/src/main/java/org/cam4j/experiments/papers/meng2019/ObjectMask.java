package org.cam4j.experiments.papers.meng2019;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.protocol.EvaluatedImage;

/** Boxes as masks, for data sets without segmentations: what the boxes cover counts as the object. */
final class ObjectMask {
    private static final double HALF = 0.5;

    private ObjectMask() {}

    /** The sample with a mask made of its boxes; the sample itself where it has a mask, or neither. */
    static Sample of(Sample sample) {
        if (sample.mask().isPresent() || sample.boxes().isEmpty()) {
            return sample;
        }
        return new Sample(
                sample.id(),
                sample.label(),
                sample.width(),
                sample.height(),
                sample.boxes(),
                Optional.of(() -> filled(sample)),
                sample.image());
    }

    private static Mask filled(Sample sample) {
        byte[] pixels = new byte[sample.width() * sample.height()];
        for (Box box : sample.boxes()) {
            int end = Math.min(sample.width(), box.x1() + 1);
            for (int y = box.y0(); y <= Math.min(sample.height() - 1, box.y1()) && box.x0() < end; y++) {
                Arrays.fill(pixels, y * sample.width() + box.x0(), y * sample.width() + end, (byte) 1);
            }
        }
        return new Mask(sample.height(), sample.width(), pixels);
    }

    /** The sample with its mask read once: several maps of it are measured. One whose mask cannot be read is noted. */
    static Optional<Sample> read(Sample sample, List<Skipped> skipped) {
        try {
            Optional<Mask> mask = sample.mask().map(Supplier::get);
            return Optional.of(new Sample(
                    sample.id(),
                    sample.label(),
                    sample.width(),
                    sample.height(),
                    sample.boxes(),
                    mask.map(found -> () -> found),
                    sample.image()));
        } catch (UncheckedIOException damaged) {
            skipped.add(new Skipped(sample.id(), String.valueOf(damaged.getMessage())));
            return Optional.empty();
        }
    }

    /** Whether the object covers less than half of the image; no where there is none. */
    static boolean isSmall(EvaluatedImage observation) {
        return observation
                .object()
                .map(object -> {
                    int inside = 0;
                    for (byte pixel : object) {
                        inside += pixel == 1 ? 1 : 0;
                    }
                    return inside > 0 && inside < HALF * object.length;
                })
                .orElse(false);
    }

    /** The object as a map, to draw it; a map of zeros where there is none. */
    static ScoreMap drawn(Sample sample) {
        byte[] object = EvaluatedImage.of(sample).object().orElseGet(() -> new byte[1]);
        int side = (int) Math.sqrt(object.length);
        double[] values = new double[object.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = object[i] == 1 ? 1 : 0;
        }
        return new ScoreMap(values, side, side);
    }
}
