package org.cam4j.datasets.synthetic;

import java.util.Random;
import org.cam4j.datasets.PixelImage;

/** Paints one image of {@link Parts}: a textured background, distractors, and the object before them; then light and noise. */
final class PartsPainter {
    private final int size;
    private final Random random;
    private final int[] colors;

    private PartsPainter(int size, Random random) {
        this.size = size;
        this.random = random;
        this.colors = new int[size * size];
    }

    static PixelImage paint(Parts.Options options, PartsObject object, Random random) {
        PartsPainter painter = new PartsPainter(options.imageSize(), random);
        painter.background();
        for (int i = 0; i < options.distractors(); i++) {
            painter.distractor();
        }
        painter.object(object);
        return painter.lit(options.noise());
    }

    /** Two related colors mixed by smooth noise of two scales. */
    private void background() {
        int first = mutedColor();
        int second = mix(first, mutedColor(), 0.6);
        double[] coarse = lattice();
        double[] fine = lattice();
        double scale = 8.0 / size * between(0.6, 1.4);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double value =
                        0.65 * smooth(coarse, x * scale, y * scale) + 0.35 * smooth(fine, x * scale * 3, y * scale * 3);
                colors[y * size + x] = mix(first, second, value);
            }
        }
    }

    /** A bar, a disc or a two-colored half disc; none of the parts, no body. */
    private void distractor() {
        int kind = random.nextInt(3);
        int first = mutedColor();
        int second = kind == 2 ? mutedColor() : first;
        double centerX = between(0, size);
        double centerY = between(0, size);
        double halfLength = size * between(0.05, 0.16);
        double halfWidth = kind == 0 ? halfLength * between(0.2, 1) : halfLength;
        double angle = between(0, Math.PI);
        double cosine = StrictMath.cos(angle);
        double sine = StrictMath.sin(angle);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double u = ((x - centerX) * cosine + (y - centerY) * sine) / halfLength;
                double v = ((y - centerY) * cosine - (x - centerX) * sine) / halfWidth;
                boolean inside = kind == 0 ? Math.max(Math.abs(u), Math.abs(v)) <= 1 : u * u + v * v <= 1;
                if (inside) {
                    colors[y * size + x] = v > 0 ? first : second;
                }
            }
        }
    }

    private void object(PartsObject object) {
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                if (object.partAt(x, y)) {
                    colors[y * size + x] = object.partColor(x, y);
                } else if (object.bodyAt(x, y)) {
                    colors[y * size + x] = object.bodyColor(x, y);
                }
            }
        }
    }

    private PixelImage lit(int noise) {
        double light = between(0.75, 1.1);
        double slopeX = between(-0.2, 0.2) / size;
        double slopeY = between(-0.2, 0.2) / size;
        byte[] rgb = new byte[size * size * 3];
        for (int i = 0; i < size * size; i++) {
            double here = light + slopeX * (i % size - size / 2.0) + slopeY * (Math.floorDiv(i, size) - size / 2.0);
            for (int channel = 0; channel < 3; channel++) {
                int value = (int) (here * channel(colors[i], channel)) + random.nextInt(2 * noise + 1) - noise;
                rgb[3 * i + channel] = (byte) Math.max(0, Math.min(255, value));
            }
        }
        return new PixelImage(size, size, rgb);
    }

    /** Not so vivid as a part. */
    private int mutedColor() {
        int color = 0;
        int gray = 60 + random.nextInt(120);
        for (int channel = 0; channel < 3; channel++) {
            color = color << 8 | Math.max(0, Math.min(255, gray + random.nextInt(91) - 45));
        }
        return color;
    }

    /** 32 x 32 random values. */
    private double[] lattice() {
        double[] values = new double[32 * 32];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble();
        }
        return values;
    }

    /** The lattice between its points, which repeats. */
    private static double smooth(double[] lattice, double x, double y) {
        int column = (int) x;
        int row = (int) y;
        double dx = ease(x - column);
        double dy = ease(y - row);
        double above = at(lattice, column, row) * (1 - dx) + at(lattice, column + 1, row) * dx;
        double below = at(lattice, column, row + 1) * (1 - dx) + at(lattice, column + 1, row + 1) * dx;
        return above * (1 - dy) + below * dy;
    }

    private static double at(double[] lattice, int column, int row) {
        return lattice[(row & 31) * 32 + (column & 31)];
    }

    private static double ease(double t) {
        return t * t * (3 - 2 * t);
    }

    private static int mix(int first, int second, double share) {
        int color = 0;
        for (int channel = 0; channel < 3; channel++) {
            double value = channel(first, channel) * (1 - share) + channel(second, channel) * share;
            color = color << 8 | (int) value;
        }
        return color;
    }

    private static int channel(int color, int channel) {
        return color >> (16 - 8 * channel) & 0xFF;
    }

    private double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }
}
