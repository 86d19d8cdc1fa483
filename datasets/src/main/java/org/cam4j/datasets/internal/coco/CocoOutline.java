package org.cam4j.datasets.internal.coco;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outline of one object, as the field {@code segmentation} of COCO gives it: polygons {@code [[x, y, x, y, ...], ...]}, or the run lengths of a mask
 * {@code {"size": [rows, columns], "counts": ...}}. One polygon as a flat list {@code [x, y, x, y, ...]} is read too.
 */
final class CocoOutline {
    private static final String FIELD = "segmentation";
    private static final int FEWEST_NUMBERS = 6;

    private final List<List<Double>> polygons;
    private final long[] runs;
    private final boolean flat;
    private final Extent extent;

    /**
     * The rectangle that holds an outline; of run lengths the whole mask.
     *
     * @param mask whether it is that of a mask
     */
    record Extent(double x0, double y0, double x1, double y1, boolean mask) {
        static final Extent NONE = new Extent(0, 0, 0, 0, false);

        /**
         * Why an outline of this extent cannot be one of an object in this image.
         *
         * @param box of the object: x, y, width and height; empty where it is not known
         * @return empty where it can
         */
        String problem(int width, int height, double[] box) {
            if (mask) {
                return x1 == width && y1 == height
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "a mask of the size [%.0f, %.0f], expected rows and columns of its image, %d and %d.",
                                y1,
                                x1,
                                height,
                                width);
            }
            boolean outside = x1 < 0 || y1 < 0 || x0 > width || y0 > height;
            boolean far = x0 < -width || y0 < -height || x1 > 2.0 * width || y1 > 2.0 * height;
            boolean fractions = x1 <= 1 && y1 <= 1 && box.length == 4 && Math.max(box[2], box[3]) > 4;
            return !outside && !far && !fractions
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "its polygons lie between %s, %s and %s, %s, expected pixels of its image of %d x %d.",
                            x0,
                            y0,
                            x1,
                            y1,
                            width,
                            height);
        }
    }

    private CocoOutline(List<List<Double>> polygons, long[] runs, boolean flat, Extent extent) {
        this.polygons = polygons;
        this.runs = runs;
        this.flat = flat;
        this.extent = extent;
    }

    /**
     * Checks and takes over a value that was read from a file.
     *
     * @throws IllegalArgumentException when it is no outline, or an empty one
     */
    static CocoOutline of(@Nullable Object value) {
        if (value instanceof Map<?, ?> mask) {
            return ofRuns(mask);
        }
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            throw new IllegalArgumentException(JsonValues.problem(FIELD, value, "polygons or run lengths"));
        }
        boolean flat = list.stream().noneMatch(List.class::isInstance);
        List<List<Double>> polygons = flat
                ? List.of(JsonValues.numbers(FIELD, list))
                : list.stream()
                        .map(polygon -> JsonValues.numbers(FIELD, polygon))
                        .toList();
        double x0 = Double.POSITIVE_INFINITY;
        double y0 = Double.POSITIVE_INFINITY;
        double x1 = Double.NEGATIVE_INFINITY;
        double y1 = Double.NEGATIVE_INFINITY;
        for (List<Double> polygon : polygons) {
            if (polygon.size() < FEWEST_NUMBERS || polygon.size() % 2 != 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "\"%s\" has a polygon of %d numbers, expected x and y of at least three corners.",
                        FIELD,
                        polygon.size()));
            }
            for (int i = 0; i < polygon.size(); i += 2) {
                x0 = Math.min(x0, polygon.get(i));
                y0 = Math.min(y0, polygon.get(i + 1));
                x1 = Math.max(x1, polygon.get(i));
                y1 = Math.max(y1, polygon.get(i + 1));
            }
        }
        return new CocoOutline(polygons, new long[0], flat, new Extent(x0, y0, x1, y1, false));
    }

    private static CocoOutline ofRuns(Map<?, ?> mask) {
        List<Double> size = JsonValues.numbers("size", mask.get("size"));
        Object counts = mask.get("counts");
        long[] runs = counts instanceof String text
                ? RunLength.runs(text)
                : JsonValues.numbers("counts", counts).stream()
                        .mapToLong(run -> JsonValues.whole("counts", run))
                        .toArray();
        if (size.size() != 2) {
            throw new IllegalArgumentException(JsonValues.problem("size", size, "rows and columns"));
        }
        double pixels = 0;
        double marked = 0;
        for (int i = 0; i < runs.length; i++) {
            if (runs[i] < 0) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "run %d has length %d, expected at least 0.", i, runs[i]));
            }
            pixels += runs[i];
            marked += i % 2 == 1 ? runs[i] : 0;
        }
        if (pixels != size.get(0) * size.get(1) || marked == 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the runs cover %.0f pixels, %.0f of them of the object; expected %.0f x %.0f and at least one of the object.",
                    pixels,
                    marked,
                    size.get(1),
                    size.get(0)));
        }
        return new CocoOutline(List.of(), runs, false, new Extent(0, 0, size.get(1), size.get(0), true));
    }

    /** Whether it is one polygon as a flat list. */
    boolean isFlat() {
        return flat;
    }

    Extent extent() {
        return extent;
    }

    /**
     * Marks its pixels.
     *
     * @param marked in row order
     */
    void mark(boolean[] marked, int width, int height) {
        if (extent.mask()) {
            RunLength.mark(runs, marked, width, height);
        }
        polygons.forEach(polygon -> RunLength.mark(polygon, marked, width, height));
    }
}
