package org.cam4j.experiments.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import org.cam4j.datasets.PixelImage;
import org.cam4j.training.localise.Lookout;

/** A picture of a video with what a network saw in it. */
public final class FramePicture {
    private static final int LEAST_FONT = 12;
    private static final int LINES = 24; // of text that the picture's height would hold
    private static final Color BAND = new Color(0, 0, 0, 150);

    private FramePicture() {}

    /**
     * The picture under the map, with the box where there is one, and a line of text above.
     *
     * @param text short; left out on a machine without fonts
     */
    public static BufferedImage of(PixelImage frame, Lookout.Sight sight, String text) {
        BufferedImage picture = Pictures.overlay(frame, sight.map(), Colours.TURBO);
        sight.box().ifPresent(box -> Pictures.drawBox(picture, box, Pictures.PREDICTION));
        Graphics2D graphics = picture.createGraphics();
        try {
            int size = Math.max(LEAST_FONT, picture.getHeight() / LINES);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, size));
            int width = graphics.getFontMetrics().stringWidth(text);
            graphics.setColor(BAND);
            graphics.fillRect(0, 0, width + size, size * 3 / 2);
            graphics.setColor(Color.WHITE);
            graphics.drawString(text, size / 2, size * 9 / 8);
        } catch (RuntimeException
                | LinkageError
                | InternalError noFonts) { // what Java throws without fontconfig or a font
            graphics.setColor(Color.WHITE);
        } finally {
            graphics.dispose();
        }
        return picture;
    }
}
