package org.cam4j.training.internal.dashboard;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What is trained on what, and how: what does not change during a run.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param started when the run began, in milliseconds since 1970; kept when it is resumed
 * @param dataset the data set's id
 * @param trainImages images of its training split
 * @param validationImages images of its validation split
 * @param backbone the network's id
 * @param head its head's id
 * @param output what the network's numbers mean
 * @param input height and width in pixels, such as {@code 224 x 224}
 * @param parameters how many numbers are trained
 * @param weights what the network started from, as its provenance says
 * @param classNames one per class
 * @param epochs of the whole run
 * @param steps of an epoch
 * @param seed of the recipe
 * @param settings every choice of the recipe, by name
 * @param title what people call the run; empty where its folder's name says it
 */
public record TrainingInfo(
        int schemaVersion,
        long started,
        String dataset,
        int trainImages,
        int validationImages,
        String backbone,
        String head,
        String output,
        String input,
        long parameters,
        Map<String, String> weights,
        List<String> classNames,
        int epochs,
        int steps,
        long seed,
        Map<String, String> settings,
        String title) {
    public static final int SCHEMA_VERSION = 1;

    /** The file's name in a run folder. */
    public static final String FILE = "dashboard/training.json";

    public TrainingInfo {
        if (schemaVersion != SCHEMA_VERSION) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Training has schema version %d, expected %d.", schemaVersion, SCHEMA_VERSION));
        }
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        classNames = List.copyOf(classNames);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        title = Objects.requireNonNullElse(title, ""); // absent from the records of versions without titles
    }

    /** The same training, begun at another time. */
    public TrainingInfo withStarted(long time) {
        return new TrainingInfo(
                schemaVersion,
                time,
                dataset,
                trainImages,
                validationImages,
                backbone,
                head,
                output,
                input,
                parameters,
                weights,
                classNames,
                epochs,
                steps,
                seed,
                settings,
                title);
    }
}
