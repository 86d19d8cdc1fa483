package org.cam4j.training.internal.dashboard;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads what the recorders left in a run folder, also while it is being written. The folder may come from anywhere: names are never taken from its files, links
 * are not followed, only regular files are opened, sizes are bounded, and what is not of the expected form is refused in one line.
 */
public final class ProbeFolder {
    public static final String FOLDER = "dashboard";
    public static final String PROBES = FOLDER + "/probes.json";
    public static final String TIMELINE = FOLDER + "/epochs.json";
    public static final String HISTORY = "history.csv";
    public static final String STATISTICS = FOLDER + "/statistics.json";

    private static final int LARGEST_JSON = 16 << 20;
    private static final int LARGEST_TABLE = 4 << 20;
    private static final int LARGEST_IMAGE = 4 << 20;

    private final ObjectMapper json = new ObjectMapper();
    private final Path run;

    /** The folder of a run; it is looked at when something is read. */
    public ProbeFolder(Path run) {
        this.run = run;
    }

    public static String image(int probe) {
        return FOLDER + "/images/" + probe + ".png";
    }

    public static String epoch(int epoch) {
        return FOLDER + "/epochs/" + epoch + ".json";
    }

    /** Whether a recorder has been here: that of every training, or that of the probe images, which was there before. */
    public boolean exists() {
        return RegularFile.stamp(run, TrainingInfo.FILE).isPresent() || hasProbes();
    }

    /** Whether images are watched. */
    public boolean hasProbes() {
        return RegularFile.stamp(run, PROBES).isPresent();
    }

    /** What is trained; empty in a run of a version that did not write it. */
    public Optional<TrainingInfo> training() throws IOException {
        return optional(TrainingInfo.FILE, TrainingInfo.class);
    }

    /** How far the training is; empty in a run of a version that did not write it. */
    public Optional<TrainingProgress> progress() throws IOException {
        return optional(TrainingProgress.FILE, TrainingProgress.class);
    }

    /** What the validation images were taken for; empty before the first epoch is finished. */
    public Optional<ConfusionRecord> confusion() throws IOException {
        return optional(ConfusionRecord.FILE, ConfusionRecord.class);
    }

    /** The curves per step; empty if there is no file. */
    public List<StepLine> steps() throws IOException {
        return exists(StepLine.FILE) ? StepLine.parse(text(StepLine.FILE, LARGEST_TABLE)) : List.of();
    }

    /** Every finished epoch: those of {@code history.csv}, and those of the probe recorder with what it measured. */
    public List<Timeline.Epoch> epochs() throws IOException {
        Map<Integer, Timeline.Epoch> byNumber = new TreeMap<>();
        if (exists(HISTORY)) {
            HistoryTable.parse(text(HISTORY, LARGEST_TABLE))
                    .forEach(result -> byNumber.put(result.epoch(), new Timeline.Epoch(result, Map.of(), 0)));
        }
        timeline().epochs().forEach(epoch -> byNumber.put(epoch.result().epoch(), epoch));
        return List.copyOf(byNumber.values());
    }

    /**
     * A table as it is.
     *
     * @param name {@link #HISTORY} or {@link StepLine#FILE}
     */
    public byte[] table(String name) throws IOException {
        return bytes(name, LARGEST_TABLE);
    }

    private boolean exists(String name) {
        return Files.exists(run.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    private <T> Optional<T> optional(String name, Class<T> type) throws IOException {
        return exists(name) ? Optional.of(read(name, type)) : Optional.empty();
    }

    private String text(String name, int largest) throws IOException {
        return new String(bytes(name, largest), StandardCharsets.UTF_8);
    }

    /** Which images are watched. */
    public ProbeSet probes() throws IOException {
        return read(PROBES, ProbeSet.class);
    }

    /** The epochs so far; none before the first is finished. */
    public Timeline timeline() throws IOException {
        return exists(TIMELINE) ? read(TIMELINE, Timeline.class) : Timeline.empty();
    }

    /** The curves of Deeplearning4j's pages. */
    public Statistics statistics() throws IOException {
        return read(STATISTICS, Statistics.class);
    }

    /** The process that trains or trained. */
    public RunProcess process() throws IOException {
        return read(RunProcess.FILE, RunProcess.class);
    }

    /**
     * One epoch.
     *
     * @param epoch from 1, one of the {@link #timeline}'s
     */
    public EpochRecord epochRecord(int epoch) throws IOException {
        return read(epoch(epoch), EpochRecord.class);
    }

    /**
     * A probe's pixels as PNG.
     *
     * @param probe its number
     */
    public byte[] imageBytes(int probe) throws IOException {
        return bytes(image(probe), LARGEST_IMAGE);
    }

    private <T> T read(String name, Class<T> type) throws IOException {
        byte[] bytes = bytes(name, LARGEST_JSON);
        try {
            T value = json.readValue(bytes, type);
            if (value == null) {
                throw new IOException(String.format(
                        Locale.ROOT, "%s is empty, expected what cam4j train writes.", run.resolve(name)));
            }
            return value;
        } catch (JacksonException malformed) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "%s is not of the expected form: %s",
                            run.resolve(name),
                            malformed.getOriginalMessage()),
                    malformed);
        }
    }

    private byte[] bytes(String name, int largest) throws IOException {
        return RegularFile.bytes(run, name, largest);
    }
}
