package org.cam4j.datasets.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.LabelSet;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Skipped;

/** Collects the entries of a data set while its loader reads them, and hashes what it collects. */
public final class DatasetIndex {
    private record Listed(
            String id,
            List<String> classNames,
            Map<Split, List<Sample>> parts,
            List<Skipped> skipped,
            List<Dataset.Note> notes,
            boolean hasAllLabels,
            String fingerprint)
            implements Dataset {
        @Override
        public List<Sample> samples(Split split) {
            return parts.getOrDefault(split, List.of());
        }
    }

    private final String id;
    private final List<String> classNames;
    private final Map<Split, List<Sample>> parts = new EnumMap<>(Split.class);
    private final Set<String> ids = new LinkedHashSet<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final List<Dataset.Note> notes = new ArrayList<>();
    private final MessageDigest digest = sha256();
    private boolean hasAllLabels = true;

    /**
     * Starts an empty index.
     *
     * @param id of the data set
     * @param classNames in the order of the labels
     * @param options everything besides the entries that decides the pixels; part of the fingerprint
     */
    public DatasetIndex(String id, List<String> classNames, String options) {
        this.id = id;
        this.classNames = List.copyOf(classNames);
        hash(id + '|' + classNames.size() + '|' + options);
    }

    /** Says that an image of several classes is one sample for each of them, see {@link Dataset#hasAllLabels}. */
    public void splitByClass() {
        hasAllLabels = false;
    }

    /**
     * Adds a sample; one whose id is known already is left out and listed as skipped.
     *
     * @param fileBytes size of the image's file; 0 for one that is drawn
     * @throws IllegalArgumentException when a box lies outside the image or the label is none of the classes: a loader checks both before
     */
    public void add(Split split, Sample sample, long fileBytes) {
        sample.ofEachClass().forEach(DatasetIndex::requireBoxesInside);
        LabelSet labels = sample.labels();
        Stream.concat(labels.present().stream(), labels.unknown().stream())
                .forEach(label -> requireLabel(sample, label));
        if (!ids.add(sample.id())) {
            skip(sample.id(), "is listed twice, expected one entry for every image.");
            return;
        }
        parts.computeIfAbsent(split, key -> new ArrayList<>()).add(sample);
        StringBuilder line = new StringBuilder();
        line.append(split.id()).append('|').append(sample.id()).append('|').append(sample.label());
        line.append('|').append(sample.width()).append('|').append(sample.height());
        appendBoxes(line, sample);
        if (!labels.isSingle()) {
            line.append('|').append(labels.present()).append('|').append(labels.unknown());
            sample.ofEachClass().forEach(located -> appendBoxes(line, located));
        }
        hash(line.append('|').append(fileBytes).toString());
    }

    private static void appendBoxes(StringBuilder line, Sample sample) {
        for (Box box : sample.boxes()) {
            line.append('|').append(box.x0()).append(',').append(box.y0());
            line.append(',').append(box.x1()).append(',').append(box.y1());
        }
    }

    private static void requireBoxesInside(Sample sample) {
        for (Box box : sample.boxes()) {
            if (!box.fits(sample.width(), sample.height())) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s: %s lies outside its image of %d x %d.",
                        sample.id(),
                        box,
                        sample.width(),
                        sample.height()));
            }
        }
    }

    private void requireLabel(Sample sample, int label) {
        if (label < 0 || label >= classNames.size()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s: label %d, expected 0 to %d.", sample.id(), label, classNames.size() - 1));
        }
    }

    /**
     * Notes an entry that is left out.
     *
     * @param where the sample's id, or file and line
     */
    public void skip(String where, String reason) {
        skipped.add(new Skipped(where, reason));
    }

    /** The ids of the samples added so far, in their order. */
    public List<String> ids() {
        return List.copyOf(ids);
    }

    /**
     * Notes what is changed or guessed.
     *
     * @param where the sample's id, or file and line
     */
    public void note(String where, String text) {
        notes.add(new Dataset.Note(where, text));
    }

    /** The data set of everything added so far; call it once. */
    public Dataset build() {
        parts.replaceAll((split, samples) -> List.copyOf(samples));
        String fingerprint = HexFormat.of().formatHex(digest.digest(), 0, 8);
        return new Listed(id, classNames, parts, List.copyOf(skipped), List.copyOf(notes), hasAllLabels, fingerprint);
    }

    private void hash(String line) {
        digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
