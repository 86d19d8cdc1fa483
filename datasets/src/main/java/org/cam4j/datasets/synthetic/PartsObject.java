package org.cam4j.datasets.synthetic;

import java.util.Random;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;

/**
 * Where the object of one image is: a body, which is an ellipse with a wavy edge, and a part on its edge. Pixels belong to it by their center, so that mask and box
 * are exact. Only operations with one possible result are used: the same on every machine.
 */
final class PartsObject {
    private final int imageSize;
    private final PartShape shape;
    private final double halfLength;
    private final double halfWidth;
    private final double cosine;
    private final double sine;
    private final double[] waves = new double[4];
    private final double partRadius;
    private final double partCosine;
    private final double partSine;
    private final double partX;
    private final double partY;
    private final int shiftX;
    private final int shiftY;
    private final Box box;

    PartsObject(Parts.Options options, PartShape shape, Random random) {
        this.imageSize = options.imageSize();
        this.shape = shape;
        halfLength = imageSize * between(random, 0.16, 0.33);
        halfWidth = halfLength * between(random, 0.65, 0.95);
        double turn = between(random, 0, 2 * Math.PI);
        cosine = StrictMath.cos(turn);
        sine = StrictMath.sin(turn);
        for (int i = 0; i < waves.length; i++) {
            waves[i] = between(random, -0.07, 0.07);
        }
        partRadius = options.partSize() * Math.sqrt(halfLength * halfWidth);
        double partTurn = between(random, 0, 2 * Math.PI);
        partCosine = StrictMath.cos(partTurn);
        partSine = StrictMath.sin(partTurn);
        double angle = between(random, 0, 2 * Math.PI);
        double u = StrictMath.cos(angle);
        double v = StrictMath.sin(angle);
        double reach = 0.92 * edge(u, v);
        partX = reach * (u * halfLength * cosine - v * halfWidth * sine);
        partY = reach * (u * halfLength * sine + v * halfWidth * cosine);
        Box extent = extent();
        shiftX = random.nextInt(imageSize - (extent.x1() - extent.x0())) - extent.x0();
        shiftY = random.nextInt(imageSize - (extent.y1() - extent.y0())) - extent.y0();
        box = new Box(extent.x0() + shiftX, extent.y0() + shiftY, extent.x1() + shiftX, extent.y1() + shiftY);
    }

    /** The smallest box around body and part; the right and lower edge are the last pixels. */
    Box box() {
        return box;
    }

    Mask mask() {
        byte[] pixels = new byte[imageSize * imageSize];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % imageSize - shiftX;
            int y = i / imageSize - shiftY;
            pixels[i] = (byte) (inBody(x, y) || inPart(x, y) ? 1 : 0);
        }
        return new Mask(imageSize, imageSize, pixels);
    }

    /** Whether the pixel of the image shows the part. */
    boolean partAt(int column, int row) {
        return inPart(column - shiftX, row - shiftY);
    }

    /** Whether the pixel of the image lies within the body, covered by the part or not. */
    boolean bodyAt(int column, int row) {
        return inBody(column - shiftX, row - shiftY);
    }

    int partColor(int column, int row) {
        double x = column - shiftX - partX;
        double y = row - shiftY - partY;
        return shape.color((x * partCosine + y * partSine) / partRadius, (y * partCosine - x * partSine) / partRadius);
    }

    /** The color of the body: brown with light spots that turn with it; the same for every class. */
    int bodyColor(int column, int row) {
        double x = column - shiftX;
        double y = row - shiftY;
        double u = (x * cosine + y * sine) / halfLength;
        double v = (y * cosine - x * sine) / halfLength;
        double spotU = u * 3 - Math.rint(u * 3);
        double spotV = v * 3 - Math.rint(v * 3);
        if (spotU * spotU + spotV * spotV < 0.07) {
            return 0xE8C890;
        }
        double square = u * u + v * v;
        return square > 0.72 ? 0x8A5228 : 0xB06C38;
    }

    private Box extent() {
        int x0 = imageSize;
        int y0 = imageSize;
        int x1 = -imageSize;
        int y1 = -imageSize;
        for (int y = -imageSize; y <= imageSize; y++) {
            for (int x = -imageSize; x <= imageSize; x++) {
                if (inBody(x, y) || inPart(x, y)) {
                    x0 = Math.min(x0, x);
                    y0 = Math.min(y0, y);
                    x1 = Math.max(x1, x);
                    y1 = Math.max(y1, y);
                }
            }
        }
        return new Box(x0, y0, x1, y1);
    }

    private boolean inBody(double x, double y) {
        double u = (x * cosine + y * sine) / halfLength;
        double v = (y * cosine - x * sine) / halfWidth;
        double square = u * u + v * v;
        if (square < 0.25 || square > 2.25) {
            return square < 0.25;
        }
        double radius = Math.sqrt(square);
        return radius <= edge(u / radius, v / radius);
    }

    /** The body's radius in a direction, given by cosine and sine: a circle with second and third harmonics. */
    private double edge(double u, double v) {
        return 1
                + waves[0] * (u * u - v * v)
                + waves[1] * 2 * u * v
                + waves[2] * (u * u * u - 3 * u * v * v)
                + waves[3] * (3 * u * u * v - v * v * v);
    }

    private boolean inPart(double x, double y) {
        double dx = x - partX;
        double dy = y - partY;
        double u = (dx * partCosine + dy * partSine) / partRadius;
        double v = (dy * partCosine - dx * partSine) / partRadius;
        return u * u + v * v < 1.9 && shape.contains(u, v);
    }

    private static double between(Random random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }
}
