package org.cam4j.experiments.papers.lecture;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Locale;

/** A picture over time and frequency, with axes in seconds and hertz. */
public final class SpectrogramPicture {
    private static final int LEFT = 52;
    private static final int BELOW = 36;
    private static final int MARGIN = 18;
    private static final int STEPS = 4;
    private static final int FONT = 11;
    /** Seconds, below which two decimals tell too little. */
    private static final double SHORT = 0.5;

    private SpectrogramPicture() {}

    /**
     * Draws the axes around it.
     *
     * @param picture time to the right, frequency upwards from near 0
     * @param seconds that its width stands for
     * @param hertz that its height stands for
     */
    public static BufferedImage of(BufferedImage picture, double seconds, double hertz) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        BufferedImage result =
                new BufferedImage(LEFT + width + MARGIN, MARGIN + height + BELOW, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = result.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, result.getWidth(), result.getHeight());
        graphics.drawImage(picture, LEFT, MARGIN, null);
        graphics.setColor(Color.DARK_GRAY);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT));
        graphics.drawRect(LEFT, MARGIN, width - 1, height - 1);
        for (int step = 0; step <= STEPS; step++) {
            int x = LEFT + step * (width - 1) / STEPS;
            int y = MARGIN + height - 1 - step * (height - 1) / STEPS;
            graphics.drawLine(x, MARGIN + height, x, MARGIN + height + 3);
            graphics.drawLine(LEFT - 4, y, LEFT - 1, y);
            String time = String.format(Locale.ROOT, seconds < SHORT ? "%.3f" : "%.2f", step * seconds / STEPS);
            String frequency = String.format(Locale.ROOT, "%.0f", step * hertz / STEPS);
            graphics.drawString(time, x - graphics.getFontMetrics().stringWidth(time) / 2, MARGIN + height + FONT + 5);
            graphics.drawString(frequency, LEFT - 7 - graphics.getFontMetrics().stringWidth(frequency), y + FONT / 2);
        }
        graphics.drawString("time (s)", LEFT + width / 2 - 20, MARGIN + height + BELOW - 5);
        graphics.drawString("Hz", 4, MARGIN + FONT);
        graphics.dispose();
        return result;
    }
}
