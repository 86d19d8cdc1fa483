package org.cam4j.datasets.internal;

import java.util.List;
import java.util.Locale;
import org.cam4j.evaluation.Box;

/**
 * One line of a metadata file. What is wrong with it is said by an {@link IllegalArgumentException}.
 *
 * @param where file and line
 * @param fields as they were separated
 */
public record Entry(String where, List<String> fields) {
    public String text(int field) {
        return fields.get(field).strip();
    }

    public int number(int field) {
        try {
            return Integer.parseInt(text(field));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "'%s' is not a whole number.", text(field)), e);
        }
    }

    public double decimal(int field) {
        try {
            double value = Double.parseDouble(text(field));
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is not a number.", text(field)), e);
        }
        throw new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is not a finite number.", text(field)));
    }

    /** Four numbers from this field on: x0, y0, x1, y1. */
    public Box box(int field) {
        return new Box(number(field), number(field + 1), number(field + 2), number(field + 3));
    }

    /** As {@link #box(int)}, for an image of this size, at whose edges it is cut. */
    public Box box(int field, ImageSize size, DatasetIndex index) {
        return size.clip(index, where, box(field));
    }

    public void require(int count, String names) {
        if (fields.size() != count) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "has %d fields, expected %d: %s.", fields.size(), count, names));
        }
    }
}
