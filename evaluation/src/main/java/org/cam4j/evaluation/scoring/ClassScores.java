package org.cam4j.evaluation.scoring;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.evaluation.Skipped;

/**
 * The class scores of a network for many images, from a text file with one image per line: its id and one number for each class in the order of the labels,
 * separated by commas.
 *
 * @param byId the scores of each image, logits or probabilities
 * @param skipped the lines that were refused, as {@code file:line}
 */
public record ClassScores(Map<String, float[]> byId, List<Skipped> skipped) {
    /**
     * Reads a file. The first line that is read says how many classes there are.
     *
     * @throws IOException when the file is missing or not a text file
     */
    public static ClassScores read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: is a folder, expected a file with lines of id,score,score,...", file));
        }
        ClassScores scores = new ClassScores(new HashMap<>(), new ArrayList<>());
        int classes = 0;
        int number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String text = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
                if (text.isBlank()) {
                    continue;
                }
                try {
                    classes = scores.add(text.strip().split(",", -1), classes);
                } catch (IllegalArgumentException wrong) {
                    scores.skipped.add(
                            new Skipped(file.getFileName() + ":" + number, String.valueOf(wrong.getMessage())));
                }
            }
        } catch (CharacterCodingException binary) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: is not valid UTF-8; expected lines of id,score,score,...", file),
                    binary);
        }
        return scores;
    }

    /** Returns the number of classes. */
    private int add(String[] fields, int classes) {
        int found = fields.length - 1;
        if (found < 1 || (classes > 0 && found != classes)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d scores, expected %s.",
                    found,
                    classes > 0 ? classes + " as in the lines before" : "id,score,score,..."));
        }
        float[] values = new float[found];
        for (int i = 0; i < found; i++) {
            try {
                values[i] = Float.parseFloat(fields[i + 1]);
            } catch (NumberFormatException word) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "'%s' is not a number.", fields[i + 1]), word);
            }
        }
        String id = fields[0].strip();
        if (byId.putIfAbsent(id, values) != null) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "image '%s' is listed twice; the first line counts.", id));
        }
        return found;
    }
}
