package org.cam4j.evaluation.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.Mask;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.AutomaticThreshold;
import org.cam4j.evaluation.boxes.BoxLevels;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.maps.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * One image and one class of an evaluation: the ground truth, and what was predicted: a score map of the ground-truth class or, for trivial baselines, a box;
 * and the class scores. Whatever several metrics need is computed once, at its first use. For use by one thread at a time.
 *
 * <p>Maps, boxes and masks are compared on a grid of {@value NormalizedMap#GRID} x {@value NormalizedMap#GRID}, whatever the size of the image.
 */
public final class EvaluatedImage {
    private static final int GRID = NormalizedMap.GRID;

    private final GroundTruth sample;
    private final @Nullable ScoreMap map;
    private final @Nullable Box box;
    private final float @Nullable [] scores;
    private final Normalizer normalizer;
    private final @Nullable PerturbationScores confidences;
    private final List<Box> truth = new ArrayList<>();
    private final Map<Boxes.Contours, double[]> bestIou = new EnumMap<>(Boxes.Contours.class);
    private final Map<String, IouCurve> curves = new HashMap<>();
    private final Map<AutomaticThreshold, Double> automatic = new HashMap<>();
    private @Nullable NormalizedMap normalized;
    private byte @Nullable [] mask;

    private EvaluatedImage(
            GroundTruth sample,
            @Nullable ScoreMap map,
            @Nullable Box box,
            float @Nullable [] scores,
            Normalizer normalizer,
            @Nullable PerturbationScores confidences) {
        this.sample = sample;
        this.map = map;
        this.box = box;
        this.scores = scores;
        this.normalizer = normalizer;
        this.confidences = confidences;
        if (!sample.boxes().isEmpty() && (sample.width() < 1 || sample.height() < 1)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Image '%s': %d boxes, but a size of %d x %d; boxes need the image's size.",
                    sample.id(),
                    sample.boxes().size(),
                    sample.width(),
                    sample.height()));
        }
        for (Box original : sample.boxes()) {
            truth.add(original.scaled(sample.width(), sample.height(), GRID, GRID));
        }
        if (scores != null && (sample.label() < 0 || sample.label() >= scores.length)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Image '%s': label %d, but %d class scores.",
                    sample.id(),
                    sample.label(),
                    scores.length));
        }
    }

    /** An image with neither map nor box: only its class scores can be measured. */
    public static EvaluatedImage of(GroundTruth sample) {
        return new EvaluatedImage(sample, null, null, null, Normalizer.MINMAX, null);
    }

    /** An image with the raw score map of its label's class, of any size. */
    public static EvaluatedImage ofMap(GroundTruth sample, ScoreMap map) {
        return new EvaluatedImage(sample, map, null, null, Normalizer.MINMAX, null);
    }

    /** An image with a given box in pixels of the grid, edges included, so that the whole image is {@code [0, 0, 223, 223]}. */
    public static EvaluatedImage ofBox(GroundTruth sample, Box box) {
        return new EvaluatedImage(sample, null, box, null, Normalizer.MINMAX, null);
    }

    /**
     * The same with class scores.
     *
     * @param classScores one value a class in the order of the labels, higher is likelier: logits or probabilities
     */
    public EvaluatedImage withScores(float[] classScores) {
        return new EvaluatedImage(sample, map, box, classScores, normalizer, confidences);
    }

    /** The same with another normalizer than {@link Normalizer#MINMAX}. */
    public EvaluatedImage withNormalizer(Normalizer other) {
        return new EvaluatedImage(sample, map, box, scores, other, confidences);
    }

    /** The same with the network's probabilities on versions of the image that are perturbed by the map. */
    public EvaluatedImage withConfidences(PerturbationScores found) {
        return new EvaluatedImage(sample, map, box, scores, normalizer, found);
    }

    public String id() {
        return sample.id();
    }

    /** The image with its ground truth in its own pixels. */
    public GroundTruth sample() {
        return sample;
    }

    /** The map as it was given, where there is one. */
    public Optional<ScoreMap> scoreMap() {
        return Optional.ofNullable(map);
    }

    /** The given box on the grid, where there is one. */
    public Optional<Box> box() {
        return Optional.ofNullable(box);
    }

    public Normalizer normalizer() {
        return normalizer;
    }

    /** Index of the ground-truth class, whose map or box this is. */
    public int label() {
        return sample.label();
    }

    /** Columns of the original image; 0 where it is not known. */
    public int imageWidth() {
        return sample.width();
    }

    /** Rows of the original image; 0 where it is not known. */
    public int imageHeight() {
        return sample.height();
    }

    /** The ground-truth boxes on the grid. */
    public List<Box> truth() {
        return truth;
    }

    /** The ground-truth mask on the grid, {@code 224 * 224} values as in {@link Mask}: every pixel takes the nearest one's. */
    public Optional<byte[]> mask() {
        if (mask == null) {
            mask = sample.mask().map(Supplier::get).map(EvaluatedImage::onGrid).orElse(null);
        }
        return Optional.ofNullable(mask);
    }

    /** The pixels of the object on the grid, values as in {@link Mask}: the mask, else what the boxes cover; empty where there is neither. */
    public Optional<byte[]> object() {
        return mask().or(() -> truth.isEmpty() ? Optional.empty() : Optional.of(filled(truth)));
    }

    /** The class scores, where there are any. */
    public Optional<float[]> scores() {
        return Optional.ofNullable(scores);
    }

    /** The class's probability on perturbed versions of the image, where they were computed. */
    public Optional<PerturbationScores> confidences() {
        return Optional.ofNullable(confidences);
    }

    /** Whether the label is among the first {@code k} scores; of equal scores the lower class index comes first; empty without scores. */
    public Optional<Boolean> isAmongTop(int k) {
        if (scores == null) {
            return Optional.empty();
        }
        float own = scores[label()];
        int before = 0;
        for (int i = 0; i < scores.length; i++) {
            if (i != label()
                    && (!(scores[i] <= own) || (scores[i] == own && i < label()))) { // a NaN comes before everything
                before++;
            }
        }
        return Optional.of(!Float.isNaN(own) && before < k);
    }

    /** Whether there is a map or a box to locate the object with. */
    public boolean hasLocation() {
        return map != null || box != null;
    }

    /** The map on the grid from 0 to 1; empty where there is none. */
    public Optional<NormalizedMap> map() {
        if (normalized == null && map != null) {
            normalized = NormalizedMap.of(map, normalizer);
        }
        return Optional.ofNullable(normalized);
    }

    /**
     * The best IoU of a predicted with a ground-truth box for every level, {@link BoxLevels#COUNT} values; a given box is the same at all of them. All 0 without
     * map, box or ground truth.
     */
    public double[] bestIou(Boxes.Contours contours) {
        return bestIou.computeIfAbsent(contours, this::computeBestIou);
    }

    private double[] computeBestIou(Boxes.Contours contours) {
        double[] best = new double[BoxLevels.COUNT];
        if (box != null) {
            for (Box other : truth) {
                double iou = box.iou(other);
                for (int level = 0; level < best.length; level++) {
                    best[level] = Math.max(best[level], iou);
                }
            }
        }
        return map().map(m -> BoxLevels.of(m.levels(), GRID, GRID, contours).bestIou(truth))
                .orElse(best);
    }

    /** How well the predicted box fits at every threshold, by the rules of a protocol. */
    public IouCurve curve(Protocol protocol) {
        return curves.computeIfAbsent(protocol.id(), id -> protocol.curve(this));
    }

    /** The greatest 8-bit value of the map, from which thresholds become levels; 255 for a given box. */
    public int maximum() {
        return map().map(NormalizedMap::maximum).orElse(255);
    }

    /** The threshold that this way of choosing takes for the map; 0 for a given box, whose pixels are the same at all of them. */
    public double automaticThreshold(AutomaticThreshold method) {
        return automatic.computeIfAbsent(
                method, key -> map().map(m -> key.of(m.values(), GRID, GRID)).orElse(0.0));
    }

    /**
     * The pixels of the grid that count as object: those of the map greater than {@code threshold} times its maximum, or those of the given box; empty where
     * there is neither.
     */
    public Optional<boolean[]> foreground(double threshold) {
        if (box != null) {
            byte[] inside = filled(List.of(box));
            boolean[] result = new boolean[inside.length];
            for (int i = 0; i < result.length; i++) {
                result[i] = inside[i] == 1;
            }
            return Optional.of(result);
        }
        return map().map(m -> m.greaterThan(threshold));
    }

    /** Problems of the prediction, each naming the image; a map is checked only if a metric has used it. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (normalized != null) {
            normalized.warning().ifPresent(w -> warnings.add(String.format(Locale.ROOT, "Image '%s': %s.", id(), w)));
        }
        if (scores != null) {
            for (float score : scores) {
                if (Float.isNaN(score)) {
                    warnings.add(String.format(
                            Locale.ROOT, "Image '%s': a class score is NaN; it counts as the highest.", id()));
                    break;
                }
            }
        }
        return warnings;
    }

    /** 1 where any of the boxes covers a pixel, edges included; what lies outside the grid is left out. */
    private static byte[] filled(List<Box> boxes) {
        byte[] result = new byte[GRID * GRID];
        for (Box box : boxes) {
            int left = Math.max(0, box.x0());
            int right = Math.min(GRID - 1, box.x1());
            for (int y = Math.max(0, box.y0()); y <= Math.min(GRID - 1, box.y1()) && left <= right; y++) {
                Arrays.fill(result, y * GRID + left, y * GRID + right + 1, (byte) 1);
            }
        }
        return result;
    }

    private static byte[] onGrid(Mask mask) {
        byte[] result = new byte[GRID * GRID];
        for (int y = 0; y < GRID; y++) {
            int row = (int) ((long) y * mask.height() / GRID) * mask.width();
            for (int x = 0; x < GRID; x++) {
                result[y * GRID + x] = mask.pixels()[row + (int) ((long) x * mask.width() / GRID)];
            }
        }
        return result;
    }
}
