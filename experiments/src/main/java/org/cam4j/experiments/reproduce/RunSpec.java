package org.cam4j.experiments.reproduce;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A run: which network, on which data, measured how. Runs of one spec are shared between experiments, whatever they are called.
 *
 * @param name of the run's folder and in a {@link Measure}; no part of what decides the result
 */
public record RunSpec(String name, NetworkChoice network, DataChoice data, Measurement measurement) {
    public RunSpec {
        if (!name.matches("[a-z0-9_.@+-]+")) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Run '%s': expected a name of lower-case letters, digits and _.@+-", name));
        }
    }

    /** Whether another seed gives another result. */
    public boolean varies() {
        return network.varies() || data.varies() || measurement.varies();
    }

    /** All that decides the result besides the files themselves and the seed. */
    Map<String, Object> choices(Scale scale) {
        Map<String, Object> choices = new LinkedHashMap<>();
        choices.put("scale", scale.id());
        choices.put("network", network.toString());
        choices.put("data", data.toString());
        choices.put("measurement", measurement.getClass().getSimpleName());
        choices.put("measured", measurement.spec());
        return choices;
    }
}
