package org.cam4j.experiments.report.picture;

import java.awt.image.BufferedImage;
import org.cam4j.datasets.PixelImage;
import org.cam4j.experiments.video.FrameExplainer;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.layers.explain.Overlay;

/** A picture of a video with what a network saw in it. */
public final class FramePicture {
    private FramePicture() {}

    /**
     * The picture under the map, with the box where there is one, and a line of text above.
     *
     * @param text short; left out on a machine without fonts
     */
    public static BufferedImage of(PixelImage frame, FrameExplainer.Sight sight, String text) {
        BufferedImage picture = Pictures.overlay(frame, sight.map(), ColorMap.TURBO);
        sight.box().ifPresent(box -> Overlay.drawBox(picture, box, Pictures.PREDICTION));
        Pictures.drawText(picture, sight.map().isConstant() ? text + "   constant map" : text);
        return picture;
    }
}
