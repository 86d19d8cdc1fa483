package org.cam4j.training.backbone;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Picks an entry of a catalogue by its id; an unknown id names the known ones and the nearest. */
final class Choice {
    private Choice() {}

    static <T> T byId(String kind, String id, List<T> catalogue, Function<T, String> idOf) {
        for (T entry : catalogue) {
            if (idOf.apply(entry).equals(id)) {
                return entry;
            }
        }
        List<String> known = catalogue.stream().map(idOf).toList();
        String nearest = known.stream()
                .min(Comparator.comparingInt(other -> distance(id, other)))
                .orElseThrow();
        throw new IllegalArgumentException("Unknown %s '%s'; did you mean '%s'? Known: %s."
                .formatted(kind, id, nearest, String.join(", ", known)));
    }

    /** Levenshtein's distance. */
    private static int distance(String first, String second) {
        int[] row = new int[second.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= first.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= second.length(); j++) {
                int replace = diagonal + (first.charAt(i - 1) == second.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[second.length()];
    }
}
