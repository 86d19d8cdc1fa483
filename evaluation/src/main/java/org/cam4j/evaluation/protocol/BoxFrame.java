package org.cam4j.evaluation.protocol;

import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.NormalizedMap;

/** In which pixels a protocol compares boxes. The maps are always those of the whole image. */
enum BoxFrame {
    /** The whole image as 224 x 224. */
    GRID,
    /**
     * The inner 224 x 224 of the whole image as 256 x 256. The sources show the network this crop; here it has seen the whole image, and the map is cropped.
     */
    CENTER_CROP,
    /** The image's own pixels. */
    IMAGE;

    private static final int RESIZED = 256;
    private static final int MARGIN = (RESIZED - NormalizedMap.GRID) / 2;

    /** How a map is enlarged. */
    public interface Resize {
        ScoreMap to(ScoreMap map, int height, int width);
    }

    public int width(GroundTruth sample) {
        return this == IMAGE ? sample.width() : NormalizedMap.GRID;
    }

    public int height(GroundTruth sample) {
        return this == IMAGE ? sample.height() : NormalizedMap.GRID;
    }

    /** The map in the pixels of the frame. */
    public ScoreMap show(ScoreMap map, GroundTruth sample, Resize resize) {
        if (this != CENTER_CROP) {
            return resize.to(map, height(sample), width(sample));
        }
        ScoreMap whole = resize.to(map, RESIZED, RESIZED);
        double[] inner = new double[NormalizedMap.GRID * NormalizedMap.GRID];
        for (int y = 0; y < NormalizedMap.GRID; y++) {
            System.arraycopy(
                    whole.values(), (y + MARGIN) * RESIZED + MARGIN, inner, y * NormalizedMap.GRID, NormalizedMap.GRID);
        }
        return new ScoreMap(inner, NormalizedMap.GRID, NormalizedMap.GRID);
    }

    /** Where a column of the image lies, in double. */
    public double x(double column, GroundTruth sample) {
        return position(column, sample.width());
    }

    /** Where a row of the image lies, in double. */
    public double y(double row, GroundTruth sample) {
        return position(row, sample.height());
    }

    /** A box that was given on the 224 x 224 grid of the whole image, held inside the frame. */
    public Box show(Box onGrid, GroundTruth sample) {
        int grid = NormalizedMap.GRID;
        return switch (this) {
            case GRID -> onGrid;
            case IMAGE -> onGrid.scaled(grid, grid, sample.width(), sample.height());
            case CENTER_CROP -> {
                Box resized = onGrid.scaled(grid, grid, RESIZED, RESIZED);
                yield new Box(inside(resized.x0()), inside(resized.y0()), inside(resized.x1()), inside(resized.y1()));
            }
        };
    }

    private double position(double of, int size) {
        return switch (this) {
            case GRID -> of / size * NormalizedMap.GRID;
            case CENTER_CROP -> of / size * RESIZED - MARGIN;
            case IMAGE -> of;
        };
    }

    private static int inside(int resized) {
        return Math.max(0, Math.min(NormalizedMap.GRID - 1, resized - MARGIN));
    }
}
