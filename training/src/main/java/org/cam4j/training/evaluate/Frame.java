package org.cam4j.training.evaluate;

import org.cam4j.datasets.Box;
import org.cam4j.datasets.Sample;

/** In which pixels a dialect compares boxes. The maps are always those of the whole image. */
public enum Frame {
    /** The whole image as 224 x 224. */
    GRID,
    /**
     * The inner 224 x 224 of the whole image as 256 x 256. The sources show the network this crop; here it has seen the whole image, and the map is cropped.
     */
    CENTRE_CROP,
    /** The image's own pixels. */
    IMAGE;

    private static final int RESIZED = 256;
    private static final int MARGIN = (RESIZED - Observation.GRID) / 2;

    /** How a map is enlarged. */
    public interface Resize {
        ScoreMap to(ScoreMap map, int height, int width);
    }

    public int width(Sample sample) {
        return this == IMAGE ? sample.width() : Observation.GRID;
    }

    public int height(Sample sample) {
        return this == IMAGE ? sample.height() : Observation.GRID;
    }

    /** The map in the pixels of the frame. */
    public ScoreMap show(ScoreMap map, Sample sample, Resize resize) {
        if (this != CENTRE_CROP) {
            return resize.to(map, height(sample), width(sample));
        }
        ScoreMap whole = resize.to(map, RESIZED, RESIZED);
        double[] inner = new double[Observation.GRID * Observation.GRID];
        for (int y = 0; y < Observation.GRID; y++) {
            System.arraycopy(
                    whole.values(), (y + MARGIN) * RESIZED + MARGIN, inner, y * Observation.GRID, Observation.GRID);
        }
        return new ScoreMap(inner, Observation.GRID, Observation.GRID);
    }

    /** Where a column of the image lies, in double. */
    public double x(double column, Sample sample) {
        return position(column, sample.width());
    }

    /** Where a row of the image lies, in double. */
    public double y(double row, Sample sample) {
        return position(row, sample.height());
    }

    /** A box that was given on the 224 x 224 grid of the whole image, held inside the frame. */
    public Box show(Box onGrid, Sample sample) {
        int grid = Observation.GRID;
        return switch (this) {
            case GRID -> onGrid;
            case IMAGE -> onGrid.scaled(grid, grid, sample.width(), sample.height());
            case CENTRE_CROP -> {
                Box resized = onGrid.scaled(grid, grid, RESIZED, RESIZED);
                yield new Box(inside(resized.x0()), inside(resized.y0()), inside(resized.x1()), inside(resized.y1()));
            }
        };
    }

    private double position(double of, int size) {
        return switch (this) {
            case GRID -> of / size * Observation.GRID;
            case CENTRE_CROP -> of / size * RESIZED - MARGIN;
            case IMAGE -> of;
        };
    }

    private static int inside(int resized) {
        return Math.max(0, Math.min(Observation.GRID - 1, resized - MARGIN));
    }
}
