package org.cam4j.experiments.report.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.BicubicResize;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.layers.explain.Overlay;
import org.cam4j.training.run.RunFolder;

/** Draws images, score maps laid over them, boxes, and sheets of many such tiles without text ({@link ContactSheet} has labels). */
public final class Pictures {
    /** The color of ground-truth boxes. */
    public static final Color TRUTH = new Color(0x00E676);

    /** The color of boxes made from score maps. */
    public static final Color PREDICTION = new Color(0xFF1744);

    private static final Color BAND = new Color(0, 0, 0, 150);
    private static final int LEAST_FONT = 12;
    private static final int TEXT_LINES = 24; // that the picture's height would hold
    private static final int GAP = 4;
    private static final int LETTER = 40;
    /** Keeps a color's parts apart after they were shifted by two bits. */
    private static final int DARK = 0x3F3F3F;

    private Pictures() {}

    /** The image as it is. */
    public static BufferedImage of(PixelImage image) {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                picture.setRGB(x, y, rgb(image, x, y));
            }
        }
        return picture;
    }

    /** A small image with every pixel repeated, so that lines drawn on it are fine. */
    public static PixelImage enlarged(PixelImage image, int factor) {
        int width = image.width() * factor;
        byte[] rgb = new byte[image.height() * factor * width * 3];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % width / factor;
            int y = i / 3 / width / factor;
            rgb[i] = image.rgb()[(y * image.width() + x) * 3 + i % 3];
        }
        return new PixelImage(image.height() * factor, width, rgb);
    }

    /**
     * The image in its own size under its score map: the map is enlarged to the image (bicubic), stretched to 0 to 1 and laid over, stronger where it is higher.
     * A constant map leaves the image as it is.
     */
    public static BufferedImage overlay(PixelImage image, ScoreMap map, ColorMap colors) {
        return Overlay.of(of(image), map, colors).image();
    }

    /**
     * The image in its own size, dark but for the part where its score map, enlarged (bicubic), is above a threshold.
     *
     * @param threshold of the map's maximum, 0 to 1
     */
    public static BufferedImage part(PixelImage image, ScoreMap map, double threshold) {
        ScoreMap large = BicubicResize.resize(map, image.height(), image.width());
        double high = Double.NEGATIVE_INFINITY;
        for (double value : large.values()) {
            high = Math.max(high, value);
        }
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                boolean inside = large.values()[y * image.width() + x] > threshold * high;
                int color = rgb(image, x, y);
                picture.setRGB(x, y, inside ? color : color >> 2 & DARK);
            }
        }
        return picture;
    }

    /**
     * A word in white on black, as large as its letters. On a machine without fonts it is a row of bars, one a letter.
     *
     * @param text short
     */
    public static PixelImage word(String text) {
        BufferedImage picture =
                new BufferedImage(text.length() * LETTER, LETTER + LETTER / 2, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        int width;
        try {
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, LETTER));
            graphics.drawString(text, 0, LETTER);
            width = Math.min(picture.getWidth(), graphics.getFontMetrics().stringWidth(text));
        } catch (RuntimeException | LinkageError | InternalError fontless) { // what Java throws without a font
            width = picture.getWidth();
            for (int i = 0; i < text.length(); i++) {
                graphics.fillRect(i * LETTER, 0, LETTER / 2, LETTER);
            }
        } finally {
            graphics.dispose();
        }
        byte[] rgb = new byte[3 * width * picture.getHeight()];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) picture.getRGB(i / 3 % width, i / 3 / width);
        }
        return new PixelImage(picture.getHeight(), width, rgb);
    }

    /**
     * Writes a line of text at the top of a picture, white on a dark band.
     *
     * @param text short; left out on a machine without fonts
     */
    public static void drawText(BufferedImage picture, String text) {
        Graphics2D graphics = picture.createGraphics();
        try {
            int size = Math.max(LEAST_FONT, picture.getHeight() / TEXT_LINES);
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
    }

    /** Draws the true boxes of a sample, whatever the size of its picture. */
    public static void drawTruth(BufferedImage picture, Sample sample) {
        for (Box box : sample.boxes()) {
            Overlay.drawBox(
                    picture,
                    box.scaled(sample.width(), sample.height(), picture.getWidth(), picture.getHeight()),
                    TRUTH);
        }
    }

    /** The image, enlarged where it is smaller than half of this side. */
    public static PixelImage drawable(PixelImage pixels, int side) {
        int factor = Math.max(1, side / Math.max(pixels.width(), pixels.height()));
        return factor == 1 ? pixels : enlarged(pixels, factor);
    }

    /** The picture scaled to fit a square of this side, halved as often as possible first, so that fine patterns do not flicker. */
    public static BufferedImage fitted(BufferedImage picture, int side) {
        double scale = (double) side / Math.max(picture.getWidth(), picture.getHeight());
        int width = Math.max(1, (int) Math.round(picture.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(picture.getHeight() * scale));
        BufferedImage current = picture;
        while (current.getWidth() >= 2 * width && current.getHeight() >= 2 * height) {
            current = scaled(current, current.getWidth() / 2, current.getHeight() / 2);
        }
        return scaled(current, width, height);
    }

    private static BufferedImage scaled(BufferedImage picture, int width, int height) {
        BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = result.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        return result;
    }

    /** Tiles in rows, each scaled to fit a square of this side, on white. */
    public static BufferedImage sheet(List<List<BufferedImage>> rows, int side) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(1);
        BufferedImage sheet = new BufferedImage(
                columns * (side + GAP) - GAP,
                Math.max(1, rows.size() * (side + GAP) - GAP),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < rows.get(row).size(); column++) {
                BufferedImage tile = fitted(rows.get(row).get(column), side);
                graphics.drawImage(
                        tile,
                        column * (side + GAP) + (side - tile.getWidth()) / 2,
                        row * (side + GAP) + (side - tile.getHeight()) / 2,
                        null);
            }
        }
        graphics.dispose();
        return sheet;
    }

    /** Writes a PNG into the folder, whole or not at all. */
    public static void write(BufferedImage picture, RunFolder folder, String name) throws IOException {
        folder.writeBytes(name, Overlay.png(picture));
    }

    /** Reads a picture that was written before. */
    public static BufferedImage read(Path file) throws IOException {
        try {
            return ImageDecoder.readPng(file);
        } catch (IOException damaged) {
            throw new IOException(
                    damaged.getMessage() + " Delete the folder of this picture and go on with --resume.", damaged);
        }
    }

    private static int rgb(PixelImage image, int x, int y) {
        int at = (y * image.width() + x) * 3;
        byte[] rgb = image.rgb();
        return (rgb[at] & 255) << 16 | (rgb[at + 1] & 255) << 8 | (rgb[at + 2] & 255);
    }
}
