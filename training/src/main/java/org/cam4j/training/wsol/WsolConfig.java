package org.cam4j.training.wsol;

import java.io.Serializable;
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
 * A weakly supervised localization method with its hyperparameters, written {@code NAME} or {@code NAME:SETTING=VALUE,...}.
 *
 * @param method of {@link WsolMethods}
 * @param values every setting's, in the order of {@link WsolMethod#hyperparameters}
 */
public record WsolConfig(WsolMethod method, Map<String, String> values) implements Serializable {
    /** Plain training. Its text is empty. */
    public static final WsolConfig NONE = new WsolConfig(new PlainTraining(), Map.of());

    private static final String UNITS = "units";

    public WsolConfig {
        Map<String, String> checked = new LinkedHashMap<>();
        for (WsolMethod.Hyperparameter setting : method.hyperparameters()) {
            String value = values.getOrDefault(setting.name(), setting.standard());
            checked.put(setting.name(), setting.check(method.id(), value));
        }
        for (String name : values.keySet()) {
            if (!checked.containsKey(name)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Method %s has no setting '%s'; settings: %s.",
                        method.id(),
                        name,
                        checked.isEmpty() ? "none" : String.join(", ", checked.keySet())));
            }
        }
        values = Collections.unmodifiableMap(checked);
    }

    /** With the paper's values. */
    public static WsolConfig of(WsolMethod method) {
        return new WsolConfig(method, Map.of());
    }

    /**
     * With the paper's values, and so many channels in the layers that the method adds where it has the setting {@code
     * units}.
     */
    public static WsolConfig withUnits(WsolMethod method, int units) {
        boolean hasUnits = method.hyperparameters().stream()
                .anyMatch(setting -> setting.name().equals(UNITS));
        return hasUnits ? new WsolConfig(method, Map.of(UNITS, Integer.toString(units))) : of(method);
    }

    /**
     * Reads a config.
     *
     * @throws IllegalArgumentException if there is no such method or setting, or a value is out of range; the message lists what there is
     */
    public static WsolConfig parse(String text) {
        int colon = text.indexOf(':');
        WsolMethod method = WsolMethods.byId(colon < 0 ? text : text.substring(0, colon));
        Map<String, String> values = new LinkedHashMap<>();
        List<String> parts =
                colon < 0 ? List.of() : Arrays.asList(text.substring(colon + 1).split(",", -1));
        for (String part : parts) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "Method '%s': found '%s', expected SETTING=VALUE.", text, part));
            }
            values.put(part.substring(0, equals), part.substring(equals + 1));
        }
        return new WsolConfig(method, values);
    }

    /**
     * With values drawn from the ranges of a search; what a search leaves stays as it is.
     *
     * @param places from 0 to 1, where in its range a value lies; asked once for every setting that is searched
     */
    public WsolConfig draw(DoubleSupplier places) {
        Map<String, String> drawn = new LinkedHashMap<>(values);
        method.hyperparameters().stream()
                .filter(WsolMethod.Hyperparameter::searched)
                .forEach(setting -> drawn.put(setting.name(), setting.draw(places)));
        return new WsolConfig(method, drawn);
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
                    String.format(Locale.ROOT, "Method %s has no setting '%s'.", method.id(), setting));
        }
        return value;
    }

    /**
     * The head that a network gets: the method's own where it has one.
     *
     * @param asked the head of plain training
     * @param named whether the user asked for it by name
     * @throws IllegalArgumentException if the user did, and the method is defined with another one
     */
    public String head(String asked, boolean named) {
        String own = method.head(asked);
        if (named && !own.equals(asked)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--head %s: the method %s is defined with the head %s; leave --head out.",
                    asked,
                    this,
                    own));
        }
        return own;
    }

    /** {@link WsolMethod#network}. */
    public CamModel network(CamModel plain, long seed) {
        return method.network(plain, this, seed);
    }

    /** {@link WsolMethod#training}. */
    public TrainingGraph training(CamModel network, long seed) {
        return method.training(network, this, seed);
    }

    /** Whether training is plain: no method was chosen. */
    public boolean isPlain() {
        return method instanceof PlainTraining;
    }

    /** Methods are not serializable; their text is. */
    private Object writeReplace() {
        return new Text(toString());
    }

    private record Text(String text) implements Serializable {
        private Object readResolve() {
            return text.isEmpty() ? NONE : parse(text);
        }
    }

    @Override
    public String toString() {
        String settings = values.entrySet().stream()
                .filter(value -> !value.getValue().isEmpty())
                .map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(","));
        return settings.isEmpty() ? method.id() : method.id() + ":" + settings;
    }
}
