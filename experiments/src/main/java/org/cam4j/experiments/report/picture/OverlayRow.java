package org.cam4j.experiments.report.picture;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.layers.explain.Overlay;

/** Pictures of one image from left to right: the image, and overlays of score maps with boxes. */
public final class OverlayRow {
    private final PixelImage pixels;
    private final ColorMap colors;
    private final Optional<Sample> truth;
    private final List<BufferedImage> tiles = new ArrayList<>();

    private OverlayRow(PixelImage pixels, ColorMap colors, Optional<Sample> truth) {
        this.pixels = pixels;
        this.colors = colors;
        this.truth = truth;
    }

    /** An empty row of an image without true boxes. */
    public static OverlayRow of(PixelImage pixels, ColorMap colors) {
        return new OverlayRow(pixels, colors, Optional.empty());
    }

    /** An empty row of an image in whose pictures the sample's true boxes are drawn. */
    public static OverlayRow withTruth(PixelImage pixels, ColorMap colors, Sample sample) {
        return new OverlayRow(pixels, colors, Optional.of(sample));
    }

    /** Adds the image. */
    public OverlayRow image() {
        return marked(Pictures.of(pixels));
    }

    /** Adds the image with a box around the largest region of the map above the threshold. */
    public OverlayRow boxed(ScoreMap map, double threshold) {
        return image().predicted(map, threshold);
    }

    /** Adds the image under the map. */
    public OverlayRow overlay(ScoreMap map) {
        return marked(Pictures.overlay(pixels, map, colors));
    }

    /**
     * Adds the image under the map with a box around the largest region of the map above the threshold.
     *
     * @param threshold share of the map's range, 0 to 1
     */
    public OverlayRow overlay(ScoreMap map, double threshold) {
        return overlay(map).predicted(map, threshold);
    }

    /** Adds the part of the image where the map is above the threshold. */
    public OverlayRow part(ScoreMap map, double threshold) {
        return add(Pictures.part(pixels, map, threshold));
    }

    /** Adds another picture. */
    public OverlayRow add(BufferedImage picture) {
        tiles.add(picture);
        return this;
    }

    /** The pictures so far. */
    public List<BufferedImage> tiles() {
        return List.copyOf(tiles);
    }

    private OverlayRow marked(BufferedImage picture) {
        truth.ifPresent(sample -> Pictures.drawTruth(picture, sample));
        return add(picture);
    }

    private OverlayRow predicted(ScoreMap map, double threshold) {
        Overlay.drawBox(
                tiles.get(tiles.size() - 1),
                Boxes.largest(map, threshold, pixels.height(), pixels.width()),
                Pictures.PREDICTION);
        return this;
    }
}
