package org.cam4j.training.fit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.internal.fit.EpochPart;
import org.cam4j.training.model.ParameterBytes;
import org.cam4j.training.run.RunFolder;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All that carries over from one epoch to the next, or from a stop inside an epoch to the next step, besides the parameters and the optimizer state, which are also in {@code checkpoint.zip}. Random
 * generators are not among it: every draw is derived from seed, epoch and step.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param identity what must be the same when the run continues: network, recipe, data, starting weights
 * @param started when the run began, ISO 8601
 * @param arithmetic threads, native build and processor: with others a resumed run ends with slightly other parameters
 * @param updates parameter updates so far, which Adam's bias correction counts
 * @param history every epoch so far
 * @param bestWeightsHash of the network in {@code model.zip}
 * @param skipped images that could not be read
 * @param part what is done of the epoch after the last one of {@code history}; null for nothing, and in checkpoints of versions that stop between epochs only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Checkpoint(
        int schemaVersion,
        Map<String, String> identity,
        String started,
        String arithmetic,
        int updates,
        List<EpochResult> history,
        String bestWeightsHash,
        List<Skipped> skipped,
        @Nullable EpochPart part) {
    static final String FILE = "checkpoint.zip";
    static final int SCHEMA_VERSION = 1;

    private static final String STATE = "checkpoint.json";
    private static final String PARAMETERS = "parameters.f32";
    private static final String OPTIMIZER = "optimiser.f32";
    private static final String METHOD = "method.f32";
    private static final int LARGEST_STATE = 1 << 26;

    Checkpoint {
        if (schemaVersion != SCHEMA_VERSION) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "its schema version is %d, expected %d", schemaVersion, SCHEMA_VERSION));
        }
        identity = Collections.unmodifiableMap(new LinkedHashMap<>(identity));
        history = List.copyOf(history);
        skipped = List.copyOf(skipped);
    }

    /** Whether nothing was trained yet. */
    @JsonIgnore
    boolean isEmpty() {
        return history.isEmpty() && part == null;
    }

    /** What is done of the epoch that comes next. */
    EpochPart done() {
        return part == null ? EpochPart.NONE : part;
    }

    /** The same run, stopped in its next epoch. */
    Checkpoint within(EpochPart done, int updatesNow, List<Skipped> skippedNow) {
        return new Checkpoint(
                schemaVersion, identity, started, arithmetic, updatesNow, history, bestWeightsHash, skippedNow, done);
    }

    void write(RunFolder folder, INDArray parameters, @Nullable INDArray optimizerState, @Nullable INDArray methodState)
            throws IOException {
        folder.write(FILE, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            zip.setLevel(Deflater.NO_COMPRESSION);
            zip.putNextEntry(new ZipEntry(STATE));
            zip.write(new ObjectMapper().writeValueAsBytes(this));
            writeArray(zip, PARAMETERS, parameters);
            if (optimizerState != null) {
                writeArray(zip, OPTIMIZER, optimizerState);
            }
            if (methodState != null) {
                writeArray(zip, METHOD, methodState);
            }
            zip.finish();
        });
    }

    private static void writeArray(ZipOutputStream zip, String name, INDArray values) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        ParameterBytes.write(values, zip);
    }

    /**
     * Reads a checkpoint without its arrays.
     *
     * @throws IOException in one line, when the file is damaged
     */
    static Checkpoint read(Path file) throws IOException {
        return inside(file, zip -> {
            try (InputStream in = zip.getInputStream(entry(zip, STATE, -1))) {
                return new ObjectMapper().readValue(in.readNBytes(LARGEST_STATE), Checkpoint.class);
            }
        });
    }

    /** Reads the arrays of a checkpoint into those of a network of the same size. */
    static void readArrays(
            Path file, INDArray parameters, @Nullable INDArray optimizerState, @Nullable INDArray methodState)
            throws IOException {
        inside(file, zip -> {
            readArray(zip, PARAMETERS, parameters);
            if (optimizerState != null) {
                readArray(zip, OPTIMIZER, optimizerState);
            }
            if (methodState != null) {
                readArray(zip, METHOD, methodState);
            }
            return file;
        });
    }

    /**
     * Compares what a run is about to do with what the checkpoint did.
     *
     * @throws IllegalArgumentException when they differ, with every difference and both values
     */
    void requireIdentity(Map<String, String> now, Path file) {
        TreeSet<String> names = new TreeSet<>(identity.keySet());
        names.addAll(now.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            if (!Objects.equals(identity.get(name), now.get(name))) {
                differences.add(
                        String.format(Locale.ROOT, "%s was %s, is now %s", name, identity.get(name), now.get(name)));
            }
        }
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Cannot resume %s: %s. Resume with the old values, or start in another folder.",
                    file,
                    String.join("; ", differences)));
        }
    }

    private static void readArray(ZipFile zip, String name, INDArray values) throws IOException {
        ZipEntry entry = entry(zip, name, values.length() * Float.BYTES);
        try (CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
            ParameterBytes.read(in, values);
            if (in.getChecksum().getValue() != entry.getCrc()) {
                throw new IOException(String.format(Locale.ROOT, "the checksum of %s is wrong", name));
            }
        }
    }

    private static ZipEntry entry(ZipFile zip, String name, long size) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException("it has no entry " + name);
        }
        if (size >= 0 && entry.getSize() != size) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s has %d bytes, expected %d", name, entry.getSize(), size));
        }
        return entry;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(ZipFile zip) throws IOException;
    }

    private static <T> T inside(Path file, Reading<T> reading) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return reading.from(zip);
        } catch (IOException damaged) {
            String reason = damaged instanceof JacksonException json ? json.getOriginalMessage() : damaged.getMessage();
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "Cannot resume: %s is damaged: %s. Start again in another folder.",
                            file,
                            reason),
                    damaged);
        }
    }
}
