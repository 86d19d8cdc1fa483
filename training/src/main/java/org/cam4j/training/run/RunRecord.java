package org.cam4j.training.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finished run as {@code run.json}: enough to do it again and to tell whether two runs are comparable. An evaluation nests the record of the training that
 * made its network, as Tribuo's provenance does.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param kind {@code train}, {@code evaluate}, ...
 * @param started when, ISO 8601 in UTC
 * @param spec every choice that decides the result, by name; what JSON can hold
 * @param seed decides every random draw
 * @param dataFingerprint the data set's
 * @param weightsHash SHA-256 of the network's parameters, 64 hexadecimal digits
 * @param environment program, libraries and machine
 * @param wallSeconds time spent, over all resumptions
 * @param metrics results by name; what JSON can hold
 * @param training the run that made the network, where there was one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRecord(
        int schemaVersion,
        String kind,
        String started,
        Map<String, Object> spec,
        long seed,
        String dataFingerprint,
        String weightsHash,
        Environment environment,
        double wallSeconds,
        Map<String, Object> metrics,
        @Nullable RunRecord training) {
    public static final int SCHEMA_VERSION = 1;

    /** The file's name in a run folder. */
    public static final String FILE = "run.json";

    public RunRecord {
        if (schemaVersion != SCHEMA_VERSION) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Run record has schema version %d, expected %d.", schemaVersion, SCHEMA_VERSION));
        }
        spec = Collections.unmodifiableMap(new LinkedHashMap<>(spec));
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /**
     * Reads a {@code run.json}.
     *
     * @throws IOException in one line, when it is missing or no run record of this schema version
     */
    public static RunRecord read(Path file) throws IOException {
        try {
            return new ObjectMapper().readValue(Files.readString(file), RunRecord.class);
        } catch (JacksonException malformed) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s is no run record: %s", file, malformed.getOriginalMessage()),
                    malformed);
        }
    }
}
