package org.cam4j.experiments.reproduce.run;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.training.run.RunFolder;
import org.cam4j.training.run.RunRecord;

/**
 * Finished runs by the fingerprint of what decides them: {@code runs/<fingerprint>/} with {@code run.json}, {@code measured.json} and pictures. {@code run.json} is
 * written last, so that a run without it is not finished.
 *
 * @param root of all scratch files, {@code results/.work}
 */
record RunStore(Path root) {
    private static final String MEASURED = "measured.json";

    /** What a run measured, as the file holds it. */
    private record Stored(Map<String, StoredMethod> methods, List<Skipped> skipped, List<String> pictures) {}

    private record StoredMethod(Map<String, MetricValue> metrics, Map<String, StoredImages> perImage) {}

    private record StoredImages(List<String> ids, int[] labels, double[] values) {}

    Path folder(String fingerprint) {
        return root.resolve("runs").resolve(fingerprint);
    }

    /** The folder of a training run. */
    Path training(String fingerprint) {
        return root.resolve("trained").resolve(fingerprint);
    }

    /** The folder of a search. */
    Path search(String fingerprint) {
        return root.resolve("searched").resolve(fingerprint);
    }

    /** The finished run; empty where there is none, or one of another version of the record. */
    Optional<RunResult> find(String fingerprint) throws IOException {
        return read(fingerprint, true);
    }

    private Optional<RunResult> read(String fingerprint, boolean reused) throws IOException {
        Path folder = folder(fingerprint);
        if (!Files.exists(folder.resolve(RunRecord.FILE)) || !Files.exists(folder.resolve(MEASURED))) {
            return Optional.empty();
        }
        try {
            RunRecord record = RunRecord.read(folder.resolve(RunRecord.FILE));
            Stored stored = new ObjectMapper().readValue(Files.readString(folder.resolve(MEASURED)), Stored.class);
            Map<String, Comparison.Run> methods = new LinkedHashMap<>();
            stored.methods().forEach((id, method) -> methods.put(id, run(method)));
            return Optional.of(new RunResult(record, methods, stored.skipped(), stored.pictures(), folder, reused));
        } catch (JacksonException damaged) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s is damaged: %s. Delete the folder and run this again.",
                    folder.resolve(MEASURED),
                    damaged.getOriginalMessage()));
        }
    }

    /** Keeps a run, and gives it back as a later one finds it, to the order of its methods and keys. */
    RunResult keep(String fingerprint, RunRecord record, RunOutput measured) throws IOException {
        RunFolder folder = RunFolder.open(folder(fingerprint));
        for (var picture : measured.pictures().entrySet()) {
            Pictures.write(picture.getValue(), folder, picture.getKey());
        }
        Map<String, StoredMethod> methods = new LinkedHashMap<>();
        measured.methods().forEach((id, run) -> methods.put(id, stored(run)));
        for (var text : measured.texts().entrySet()) {
            folder.writeText(text.getKey(), text.getValue());
        }
        List<String> pictures = Stream.concat(measured.pictures().keySet().stream(), measured.texts().keySet().stream())
                .toList();
        folder.writeJson(MEASURED, new Stored(methods, measured.skipped(), pictures));
        folder.writeJson(RunRecord.FILE, record);
        return read(fingerprint, false).orElseThrow();
    }

    private static StoredMethod stored(Comparison.Run run) {
        Map<String, StoredImages> perImage = new LinkedHashMap<>();
        run.perImage()
                .forEach((key, values) -> perImage.put(
                        key,
                        new StoredImages(
                                values.images().stream()
                                        .map(ImageValues.Key::id)
                                        .toList(),
                                values.images().stream()
                                        .mapToInt(ImageValues.Key::label)
                                        .toArray(),
                                values.values())));
        return new StoredMethod(run.metrics(), perImage);
    }

    private static Comparison.Run run(StoredMethod stored) {
        Map<String, ImageValues> perImage = new LinkedHashMap<>();
        TreeSet<ImageValues.Key> images = new TreeSet<>();
        stored.perImage().forEach((key, values) -> {
            List<ImageValues.Key> keys = new ArrayList<>();
            for (int i = 0; i < values.ids().size(); i++) {
                keys.add(new ImageValues.Key(values.ids().get(i), values.labels()[i]));
            }
            images.addAll(keys);
            perImage.put(key, new ImageValues(keys, values.values()));
        });
        return new Comparison.Run(stored.metrics(), perImage, images);
    }
}
