package org.cam4j.datasets.format;

import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.Box;

/**
 * One line of a metadata file. What is wrong with it is said by an {@link IllegalArgumentException}.
 *
 * @param where file and line
 * @param fields as they were separated
 */
record Entry(String where, List<String> fields) {
    String text(int field) {
        return fields.get(field).strip();
    }

    int number(int field) {
        try {
            return Integer.parseInt(text(field));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is no whole number.", text(field)), e);
        }
    }

    double decimal(int field) {
        try {
            double value = Double.parseDouble(text(field));
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is no number.", text(field)), e);
        }
        throw new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is no finite number.", text(field)));
    }

    /** Four numbers from this field on: x0, y0, x1, y1. */
    Box box(int field) {
        return new Box(number(field), number(field + 1), number(field + 2), number(field + 3));
    }

    /** As {@link #box(int)}, for an image of this size. */
    Box box(int field, int width, int height) {
        Box box = box(field);
        requireInside(box, width, height);
        return box;
    }

    void require(int count, String names) {
        if (fields.size() != count) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "has %d fields, expected %d: %s.", fields.size(), count, names));
        }
    }

    static void requireInside(Box box, int width, int height) {
        if (!box.fits(width, height)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "box %d,%d,%d,%d lies outside its image of %d x %d.",
                    box.x0(),
                    box.y0(),
                    box.x1(),
                    box.y1(),
                    width,
                    height));
        }
    }
}
