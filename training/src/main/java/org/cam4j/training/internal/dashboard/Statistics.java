package org.cam4j.training.internal.dashboard;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What Deeplearning4j's pages {@code /train} show of a run: numbers and names only, so that a file from elsewhere can do no more than show wrong curves.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param started when the run began, in milliseconds since 1970; kept when it is resumed
 * @param milliseconds time spent training, over all resumptions, until the last entry
 * @param network the network that is trained
 * @param machine where it was trained last
 * @param stride every so many reports of the network became an entry
 * @param entries the points of all curves, in order
 * @param series for each {@link Kind} and name one value per entry
 * @param histograms for {@link Kind#PARAMETERS} and {@link Kind#UPDATES} the newest histogram of each parameter
 */
public record Statistics(
        int schemaVersion,
        long started,
        long milliseconds,
        Network network,
        Machine machine,
        int stride,
        List<Entry> entries,
        Map<Kind, Map<String, List<Float>>> series,
        Map<Kind, Map<String, Bars>> histograms) {
    public static final int SCHEMA_VERSION = 1;

    /** Points of a curve; when there are more, every other one is dropped. */
    public static final int MOST_ENTRIES = 400;

    public Statistics {
        if (schemaVersion != SCHEMA_VERSION) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Statistics have schema version %d, expected %d.", schemaVersion, SCHEMA_VERSION));
        }
        entries = List.copyOf(entries);
        series = Collections.unmodifiableMap(new LinkedHashMap<>(series));
        histograms = Collections.unmodifiableMap(new LinkedHashMap<>(histograms));
        if (stride < 1 || entries.size() > MOST_ENTRIES) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Statistics have %d entries with stride %d, expected at most %d and at least 1.",
                    entries.size(),
                    stride,
                    MOST_ENTRIES));
        }
        for (Map<String, List<Float>> curves : series.values()) {
            for (Map.Entry<String, List<Float>> curve : curves.entrySet()) {
                if (curve.getValue().size() != entries.size()) {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "Series '%s' has %d values, expected one for each of %d entries.",
                            curve.getKey(),
                            curve.getValue().size(),
                            entries.size()));
                }
            }
        }
    }

    /** What a curve or histogram is of. */
    public enum Kind {
        /** Mean magnitude of a parameter. */
        PARAMETERS,
        /** Mean magnitude of the change of a parameter in one step. */
        UPDATES,
        /** Standard deviation of the gradient of a weight. */
        GRADIENT_DEVIATION,
        /** Standard deviation of the change of a weight in one step. */
        UPDATE_DEVIATION,
        /** Mean of the output of a layer. */
        ACTIVATION_MEAN,
        /** Standard deviation of the output of a layer. */
        ACTIVATION_DEVIATION,
        /** Learning rate of a parameter. */
        LEARNING_RATE
    }

    /**
     * One point of all curves.
     *
     * @param iteration steps since the run's first
     * @param time in milliseconds since 1970
     * @param loss cross-entropy of this step's batch, without weight penalties
     * @param batchesPerSecond since the report before
     * @param imagesPerSecond since the report before
     * @param heapBytes heap that Java holds
     * @param heapLimit most that it may hold
     * @param processBytes memory of the whole process, arrays included
     * @param machineBytes memory of the machine
     */
    public record Entry(
            int iteration,
            long time,
            float loss,
            float batchesPerSecond,
            float imagesPerSecond,
            long heapBytes,
            long heapLimit,
            long processBytes,
            long machineBytes) {
        public Entry with(float other) {
            return new Entry(
                    iteration,
                    time,
                    other,
                    batchesPerSecond,
                    imagesPerSecond,
                    heapBytes,
                    heapLimit,
                    processBytes,
                    machineBytes);
        }
    }

    /**
     * The network that is trained.
     *
     * @param type class of the network
     * @param parameters how many
     * @param vertices inputs and vertices, in topological order
     */
    public record Network(String type, long parameters, List<Vertex> vertices) {
        public Network {
            vertices = List.copyOf(vertices);
            for (Vertex vertex : vertices) {
                for (int input : vertex.inputs) {
                    if (input < 0 || input >= vertices.size()) {
                        throw new IllegalArgumentException(String.format(
                                Locale.ROOT,
                                "Vertex '%s' has input %d, expected 0 to %d.",
                                vertex.name,
                                input,
                                vertices.size() - 1));
                    }
                }
            }
        }
    }

    /**
     * An input or a vertex.
     *
     * @param name of it
     * @param type its class without {@code Layer}; {@code Input} of an input
     * @param inputs numbers of the vertices that it reads
     * @param details settings by name, for people
     */
    public record Vertex(String name, String type, List<Integer> inputs, Map<String, String> details) {
        public Vertex {
            inputs = List.copyOf(inputs);
            details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        }
    }

    /** The machine that trains. */
    public record Machine(
            String operatingSystem,
            String architecture,
            String host,
            String javaName,
            String javaVersion,
            String backend,
            String dataType,
            int processors,
            int devices) {}

    /**
     * A histogram.
     *
     * @param low left end of the first bar
     * @param high right end of the last bar
     * @param counts one a bar
     */
    public record Bars(double low, double high, List<Integer> counts) {
        public Bars {
            counts = List.copyOf(counts);
        }
    }
}
