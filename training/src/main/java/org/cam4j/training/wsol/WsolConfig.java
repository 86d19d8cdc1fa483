package org.cam4j.training.wsol;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.cam4j.training.model.CamModel;

/**
 * A rival with its settings, written {@code NAME} or {@code NAME:SETTING=VALUE,...}.
 *
 * @param rival of {@link WsolMethods}
 * @param values every setting's, in the order of {@link WsolMethod#settings}
 */
public record WsolConfig(WsolMethod rival, Map<String, String> values) {
    public WsolConfig {
        Map<String, String> checked = new LinkedHashMap<>();
        for (Hyperparameter setting : rival.settings()) {
            String value = values.getOrDefault(setting.name(), setting.standard());
            checked.put(setting.name(), setting.check(rival.id(), value));
        }
        for (String name : values.keySet()) {
            if (!checked.containsKey(name)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Rival %s has no setting '%s'; settings: %s.",
                        rival.id(),
                        name,
                        checked.isEmpty() ? "none" : String.join(", ", checked.keySet())));
            }
        }
        values = Collections.unmodifiableMap(checked);
    }

    /** With the paper's values. */
    public static WsolConfig of(WsolMethod rival) {
        return new WsolConfig(rival, Map.of());
    }

    /**
     * Reads a choice.
     *
     * @throws IllegalArgumentException if there is no such rival or setting, or a value is out of range; the message lists what there is
     */
    public static WsolConfig parse(String text) {
        int colon = text.indexOf(':');
        WsolMethod rival = WsolMethods.byId(colon < 0 ? text : text.substring(0, colon));
        Map<String, String> values = new LinkedHashMap<>();
        List<String> parts =
                colon < 0 ? List.of() : Arrays.asList(text.substring(colon + 1).split(",", -1));
        for (String part : parts) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "Rival '%s': found '%s', expected SETTING=VALUE.", text, part));
            }
            values.put(part.substring(0, equals), part.substring(equals + 1));
        }
        return new WsolConfig(rival, values);
    }

    /**
     * With values drawn from the ranges of a search; what a search leaves stays as it is.
     *
     * @param places from 0 to 1, where in its range a value lies; asked once for every setting that is searched
     */
    public WsolConfig draw(DoubleSupplier places) {
        Map<String, String> drawn = new LinkedHashMap<>(values);
        rival.settings().stream()
                .filter(Hyperparameter::searched)
                .forEach(setting -> drawn.put(setting.name(), setting.draw(places)));
        return new WsolConfig(rival, drawn);
    }

    /** A setting that is a number. */
    double number(String setting) {
        return Double.parseDouble(text(setting));
    }

    /** A setting that is a whole number. */
    int count(String setting) {
        return (int) number(setting);
    }

    /** A setting that is a text. */
    String text(String setting) {
        String value = values.get(setting);
        if (value == null) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "Rival %s has no setting '%s'.", rival.id(), setting));
        }
        return value;
    }

    /**
     * The head that a network gets: the rival's own where it has one.
     *
     * @param asked the head of plain training
     * @param named whether somebody asked for it by name
     * @throws IllegalArgumentException if somebody did, and the rival is defined with another one
     */
    public String head(String asked, boolean named) {
        String own = rival.head(asked);
        if (named && !own.equals(asked)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--head %s: the rival %s is defined with the head %s; leave --head out.",
                    asked,
                    this,
                    own));
        }
        return own;
    }

    /** {@link WsolMethod#network}. */
    public CamModel network(CamModel plain, long seed) {
        return rival.network(plain, this, seed);
    }

    /** {@link WsolMethod#training}. */
    public TrainingGraph training(CamModel network, long seed) {
        return rival.training(network, this, seed);
    }

    @Override
    public String toString() {
        String settings = values.entrySet().stream()
                .filter(value -> !value.getValue().isEmpty())
                .map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(","));
        return settings.isEmpty() ? rival.id() : rival.id() + ":" + settings;
    }
}
