package org.cam4j.training.internal.dashboard;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.training.fit.result.EpochResult;

/**
 * How a run went so far.
 *
 * @param schemaVersion {@link ProbeSet#SCHEMA_VERSION}
 * @param epochs those that were finished while the recorder listened, in order
 */
public record Timeline(int schemaVersion, List<Epoch> epochs) {
    public Timeline {
        if (schemaVersion != ProbeSet.SCHEMA_VERSION) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Timeline has schema version %d, expected %d.",
                    schemaVersion,
                    ProbeSet.SCHEMA_VERSION));
        }
        epochs = List.copyOf(epochs);
    }

    /** Nothing finished yet. */
    public static Timeline empty() {
        return new Timeline(ProbeSet.SCHEMA_VERSION, List.of());
    }

    /** The epochs before this one, and nothing else. */
    public Timeline before(int epoch) {
        return new Timeline(
                schemaVersion,
                epochs.stream().filter(one -> one.result().epoch() < epoch).toList());
    }

    /** One epoch more. */
    public Timeline with(Epoch epoch) {
        List<Epoch> longer = new ArrayList<>(epochs);
        longer.add(epoch);
        return new Timeline(schemaVersion, longer);
    }

    /**
     * One epoch.
     *
     * @param result loss, accuracy and speed, as in {@code history.csv}
     * @param localization for each method's id the measured values by their keys, in percent; on {@link ProbeSet#measured} images of the validation split
     * @param seconds what the recorder took, which is not part of the result's seconds
     */
    public record Epoch(
            EpochResult result,
            @JsonProperty("localisation") Map<String, Map<String, Double>> localization,
            double seconds) {
        public Epoch {
            localization = Collections.unmodifiableMap(new LinkedHashMap<>(localization));
        }
    }
}
