package org.cam4j.datasets.internal.coco;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of a JSON file as programs write them, with or without quotes around a number. */
final class JsonValues {
    private static final int LONGEST_TEXT = 60;

    private JsonValues() {}

    /** Reads the value whose first token is the current one: a list, a map by names, a Long, a Double, a text, a Boolean or null. */
    static @Nullable Object read(JsonParser json) throws IOException {
        switch (json.currentToken()) {
            case START_ARRAY -> {
                List<@Nullable Object> values = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    values.add(read(json));
                }
                return values;
            }
            case START_OBJECT -> {
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    json.nextToken();
                    values.put(name, read(json));
                }
                return values;
            }
            case VALUE_NUMBER_INT -> {
                return json.getLongValue();
            }
            case VALUE_NUMBER_FLOAT -> {
                return json.getDoubleValue();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return json.getBooleanValue();
            }
            case VALUE_STRING -> {
                return json.getText();
            }
            default -> {
                return null;
            }
        }
    }

    /**
     * A number such as 7, 7.0 or "7".
     *
     * @throws IllegalArgumentException that names the field, when it is something else
     */
    static double number(String field, @Nullable Object value) {
        try {
            double number = value instanceof Number found
                    ? found.doubleValue()
                    : Double.parseDouble(value instanceof String text ? text.strip() : "");
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(problem(field, value, "a number"), e);
        }
        throw new IllegalArgumentException(problem(field, value, "a finite number"));
    }

    /** As above, without a fraction. */
    static long whole(String field, @Nullable Object value) {
        if (value instanceof Long whole) {
            return whole;
        }
        double number = number(field, value);
        if (number != Math.rint(number) || Math.abs(number) > 1L << 53) {
            throw new IllegalArgumentException(problem(field, value, "a whole number"));
        }
        return (long) number;
    }

    /** As above, of 32 bits. */
    static int integer(String field, @Nullable Object value) {
        long whole = whole(field, value);
        if (whole != (int) whole) {
            throw new IllegalArgumentException(problem(field, value, "a number of at most 32 bits"));
        }
        return (int) whole;
    }

    /** True or false, or a number that is not 0 or is; null is false. */
    static boolean flag(String field, @Nullable Object value) {
        if (value instanceof String text && text.strip().matches("(?i)true|false")) {
            return Boolean.parseBoolean(text.strip());
        }
        return value instanceof Boolean flag ? flag : value != null && number(field, value) != 0;
    }

    /** A list of numbers. */
    static List<Double> numbers(String field, @Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            throw new IllegalArgumentException(problem(field, value, "a list of numbers"));
        }
        List<Double> numbers = new ArrayList<>(list.size());
        for (Object element : list) {
            numbers.add(number(field, element));
        }
        return numbers;
    }

    static String problem(String field, @Nullable Object value, String expected) {
        String text = String.valueOf(value);
        return String.format(
                Locale.ROOT,
                "\"%s\" is %s, expected %s.",
                field,
                text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "..." : text,
                expected);
    }
}
