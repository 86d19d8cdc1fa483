package org.cam4j.evaluation.baseline;

import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;

/** A centered box with the aspect ratio of the image, whose share of the image is the mean share of the training boxes. */
final class CenterBox implements TrivialBaseline {
    static final String ID = "centre-box";

    /** Where no training boxes are known. */
    private static final double DEFAULT_SHARE = 0.5;

    private final double share;
    private final Box box;

    /**
     * A center box of a given size.
     *
     * @param share area of the box divided by that of the image, above 0 and at most 1
     */
    public CenterBox(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Centre box: share %s of the image; expected above 0 and at most 1.", share));
        }
        this.share = share;
        int side = Math.max(1, (int) Math.round(Math.sqrt(share) * NormalizedMap.GRID));
        int start = (NormalizedMap.GRID - side) / 2;
        box = new Box(start, start, start + side - 1, start + side - 1);
    }

    /** The center box of the mean share of all boxes of these samples; of half the image where there are none. */
    public static CenterBox of(List<? extends GroundTruth> training) {
        return new CenterBox(training.stream()
                .flatMap(sample -> sample.boxes().stream()
                        .map(box -> (double) box.area() / ((double) sample.width() * sample.height())))
                .mapToDouble(share -> Math.min(1, share))
                .average()
                .orElse(DEFAULT_SHARE));
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "Baseline: a centered box that covers %.1f %% of the image.", 100 * share);
    }

    @Override
    public EvaluatedImage observe(GroundTruth sample) {
        return EvaluatedImage.ofBox(sample, box);
    }
}
