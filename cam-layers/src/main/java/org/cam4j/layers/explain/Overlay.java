package org.cam4j.layers.explain;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.BicubicResize;

/** A picture with a score map laid over it, as an image that can be drawn on and written as PNG. */
public final class Overlay {
    /** How much of an overlay is the map where it is 0 and where it is 1: the image stays visible where the map is low. */
    private static final double LEAST_SHARE = 0.3;

    private static final double MOST_SHARE = 0.6;
    private static final Color BOX = new Color(0xFF1744);
    private static final Color RIM = new Color(0, 0, 0, 110);

    private final BufferedImage picture;

    private Overlay(BufferedImage picture) {
        this.picture = picture;
    }

    /**
     * Lays a map over a photo, in the photo's own size: the map is enlarged (bicubic), stretched to 0 to 1, and stronger where it is higher. A constant map leaves
     * the photo as it is.
     *
     * @param photo left as it is
     * @param map of any size
     */
    public static Overlay of(BufferedImage photo, ScoreMap map, ColorMap colors) {
        int width = photo.getWidth();
        int height = photo.getHeight();
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        if (map.isConstant()) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    picture.setRGB(x, y, photo.getRGB(x, y));
                }
            }
            return new Overlay(picture);
        }
        ScoreMap large = BicubicResize.resize(map, height, width);
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : large.values()) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        double range = high - low;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double score = (large.values()[y * width + x] - low) / range;
                picture.setRGB(x, y, mix(photo.getRGB(x, y), colors.rgb(score), score));
            }
        }
        return new Overlay(picture);
    }

    private static int mix(int photo, int map, double score) {
        double share = LEAST_SHARE + (MOST_SHARE - LEAST_SHARE) * Math.min(1, Math.max(0, score));
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            double value = (1 - share) * (photo >> shift & 255) + share * (map >> shift & 255);
            mixed |= (int) Math.round(value) << shift;
        }
        return mixed;
    }

    /** The picture, in RGB; drawing on it draws on the overlay. */
    public BufferedImage image() {
        return picture;
    }

    /**
     * Draws the outline of a box in red.
     *
     * @param box in pixels of the picture
     * @return this
     */
    public Overlay draw(Box box) {
        drawBox(picture, box, BOX);
        return this;
    }

    /** Draws the outline of a box, in pixels of the picture, in a line that suits the picture's size, with a dark rim that makes it visible on any background. */
    public static void drawBox(BufferedImage picture, Box box, Color color) {
        float line = Math.max(1, Math.round(Math.min(picture.getWidth(), picture.getHeight()) / 80f));
        int right = Math.min(box.x1(), picture.getWidth() - 1);
        int bottom = Math.min(box.y1(), picture.getHeight() - 1);
        Graphics2D graphics = picture.createGraphics();
        if (line > 1) {
            graphics.setColor(RIM);
            graphics.setStroke(new BasicStroke(line + Math.max(2, line / 2)));
            graphics.drawRect(box.x0(), box.y0(), right - box.x0(), bottom - box.y0());
        }
        graphics.setColor(color);
        graphics.setStroke(new BasicStroke(line));
        graphics.drawRect(box.x0(), box.y0(), right - box.x0(), bottom - box.y0());
        graphics.dispose();
    }

    /** The bytes of a PNG. */
    public byte[] toPng() throws IOException {
        return png(picture);
    }

    /** A picture as the bytes of a PNG. */
    public static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream memory = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(picture, "png", memory);
        }
        return bytes.toByteArray();
    }

    /**
     * Writes a PNG, atomically: into a temporary file in the same folder, which is then moved. A missing folder is created, an existing file replaced.
     *
     * @throws IOException if the folder cannot be written to
     */
    public void write(Path file) throws IOException {
        byte[] bytes = toPng();
        Path target = file.toAbsolutePath();
        Path folder = Objects.requireNonNull(target.getParent(), "a picture needs a file name");
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, "." + target.getFileName(), ".tmp");
        try {
            Files.write(part, bytes);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
