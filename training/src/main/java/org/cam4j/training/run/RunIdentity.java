package org.cam4j.training.run;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The choices that decide the result of a run, by name. Two runs with equal identities give the same result, so a finished run is reused when its identity is asked
 * for again.
 *
 * <p>Every type writes its own choices under names that are part of the file format: a name never changes, whatever happens to the field or class behind it. A choice
 * that is added later is written only where it differs from what was done before ({@link #withUnless}), so that the identities of earlier runs stay as they are.
 */
public final class RunIdentity {
    private static final ObjectMapper CANONICAL =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final int FINGERPRINT_BYTES = 8;

    private final Map<String, Object> choices;

    private RunIdentity(Map<String, Object> choices) {
        this.choices = Collections.unmodifiableMap(choices);
    }

    /** An identity without choices. */
    public static RunIdentity empty() {
        return new RunIdentity(Map.of());
    }

    /** An identity of one choice; {@code kind} tells types apart that stand in one place. */
    public static RunIdentity of(String name, Object value) {
        return empty().with(name, value);
    }

    /**
     * This identity with one more choice.
     *
     * @param value a string, a number, a Boolean, another identity, or a list of these
     * @throws IllegalArgumentException if the name is taken or the value is of another type
     */
    public RunIdentity with(String name, Object value) {
        requireJson(name, value);
        Map<String, Object> more = new LinkedHashMap<>(choices);
        if (more.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Run identity: '%s' is there twice; expected one value.", name));
        }
        return new RunIdentity(more);
    }

    /** This identity with one more choice, unless its value is the one that is not written. */
    public RunIdentity withUnless(Object unwritten, String name, Object value) {
        return value.equals(unwritten) ? this : with(name, value);
    }

    /** This identity with one more choice, if it was made. */
    public RunIdentity withOptional(String name, Optional<?> value) {
        return value.isPresent() ? with(name, value.get()) : this;
    }

    /** This identity with all choices of another one. */
    public RunIdentity withAll(RunIdentity others) {
        RunIdentity all = this;
        for (Map.Entry<String, Object> choice : others.choices.entrySet()) {
            all = all.with(choice.getKey(), choice.getValue());
        }
        return all;
    }

    /** The choices in the order in which they were written, as JSON holds them. */
    @JsonValue
    public Map<String, Object> choices() {
        return choices;
    }

    /** The choices as text by name, such as {@code epochs -> 12}. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        choices.forEach((name, value) -> texts.put(name, value.toString()));
        return texts;
    }

    /** The first 16 hexadecimal digits of the SHA-256 of the choices, whatever their order. */
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(CANONICAL.writeValueAsString(choices).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("Run identity " + choices.keySet() + " has no fingerprint.", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunIdentity identity && choices.equals(identity.choices);
    }

    @Override
    public int hashCode() {
        return choices.hashCode();
    }

    /** The choices in one line, such as {@code epochs=12, batchSize=32}. */
    @Override
    public String toString() {
        return choices.entrySet().stream()
                .map(choice -> choice.getKey() + "=" + choice.getValue())
                .collect(Collectors.joining(", "));
    }

    private static void requireJson(String name, Object value) {
        if (value instanceof List<?> values) {
            values.forEach(entry -> requireJson(name, entry));
        } else if (!(value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof RunIdentity)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Run identity: '%s' is a %s, expected a string, a number, a Boolean, an identity or a list.",
                    name,
                    value.getClass().getName()));
        }
    }
}
