package org.cam4j.datasets.synthetic;

import java.util.Locale;

/** The part that decides the class: an outline within the unit circle, and a pattern of two colors. */
enum PartShape {
    WHEEL(0x202028, 0xD8D8D8) {
        @Override
        boolean contains(double x, double y) {
            return x * x + y * y <= 1;
        }

        @Override
        boolean second(double x, double y) {
            double square = x * x + y * y;
            return square < 0.5 && square > 0.06 && Math.abs(x) > 0.15 && Math.abs(y) > 0.15;
        }
    },
    STAR(0xFFE020, 0xFFE020) {
        @Override
        boolean contains(double x, double y) {
            int inside = 0;
            for (int point = 0; point < 5; point++) {
                inside += halfPlane(x, y, point, 5, 0.309) ? 1 : 0;
            }
            return inside >= 4;
        }
    },
    CROSS(0xE01818, 0xE01818) {
        @Override
        boolean contains(double x, double y) {
            return Math.min(Math.abs(x), Math.abs(y)) <= 0.32 && Math.max(Math.abs(x), Math.abs(y)) <= 0.95;
        }
    },
    STRIPES(0x1838D0, 0xF8F8F8) {
        @Override
        boolean contains(double x, double y) {
            return Math.max(Math.abs(x), Math.abs(y)) <= 0.82;
        }

        @Override
        boolean second(double x, double y) {
            return Math.abs(Math.abs(y) - 0.5) < 0.18;
        }
    },
    RING(0xE020C8, 0xE020C8) {
        @Override
        boolean contains(double x, double y) {
            double square = x * x + y * y;
            return square <= 1 && square >= 0.25;
        }
    },
    TRIANGLE(0x10A830, 0x10A830) {
        @Override
        boolean contains(double x, double y) {
            return halfPlane(x, y, 0, 3, 0.5) && halfPlane(x, y, 1, 3, 0.5) && halfPlane(x, y, 2, 3, 0.5);
        }
    },
    CHECKER(0x101010, 0xF8F8F8) {
        @Override
        boolean contains(double x, double y) {
            return Math.max(Math.abs(x), Math.abs(y)) <= 0.78;
        }

        @Override
        boolean second(double x, double y) {
            return x * y > 0;
        }
    },
    CRESCENT(0x18D8E8, 0x18D8E8) {
        @Override
        boolean contains(double x, double y) {
            return x * x + y * y <= 1 && (x - 0.5) * (x - 0.5) + y * y >= 0.5;
        }
    };

    private final int firstColor;
    private final int secondColor;

    PartShape(int firstColor, int secondColor) {
        this.firstColor = firstColor;
        this.secondColor = secondColor;
    }

    /** Whether the point belongs to the part, whose radius is 1. */
    abstract boolean contains(double x, double y);

    /** Whether the point has the second color. */
    boolean second(double x, double y) {
        return false;
    }

    /** The color at a point, as 0xRRGGBB. */
    int color(double x, double y) {
        return second(x, y) ? secondColor : firstColor;
    }

    String className() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the point lies within {@code distance} of the center in the k-th of n directions. */
    private static boolean halfPlane(double x, double y, int k, int n, double distance) {
        double angle = 2 * Math.PI * k / n;
        return x * StrictMath.cos(angle) + y * StrictMath.sin(angle) <= distance;
    }
}
