package org.cam4j.datasets.format;

import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.signal.Cwru;
import org.cam4j.datasets.signal.CwruHalves;
import org.cam4j.datasets.signal.FrequencySweep;
import org.cam4j.datasets.synthetic.Parts;

/** The catalog of data sets. A new one is one line here. */
public final class Datasets {
    private static final List<DatasetFormat> ALL = List.of(
            new Parts(),
            new TinyImageNet(),
            new Ilsvrc(),
            new Cub(),
            new Voc(),
            new Coco(),
            new ImageFolder(),
            new Mnist(),
            new CifarFolder(),
            new CaltechAirplanes(),
            new FrequencySweep(),
            new Cwru(),
            new CwruHalves());

    private Datasets() {}

    /** Every data set that can be opened. */
    public static List<DatasetFormat> all() {
        return ALL;
    }

    /**
     * The data set of this id.
     *
     * @throws IllegalArgumentException that lists the known ids and the nearest one, when there is none
     */
    public static DatasetFormat byId(String id) {
        return ALL.stream()
                .filter(format -> format.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Data set '%s' is unknown, did you mean '%s'? Known: %s.",
                        id,
                        nearest(id),
                        String.join(", ", ids()))));
    }

    private static List<String> ids() {
        return ALL.stream().map(DatasetFormat::id).toList();
    }

    private static String nearest(String id) {
        String best = ids().get(0);
        for (String known : ids()) {
            if (editDistance(id, known) < editDistance(id, best)) {
                best = known;
            }
        }
        return best;
    }

    /** Levenshtein: insertions, deletions and replacements between two words. */
    private static int editDistance(String first, String second) {
        int[] row = new int[second.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= first.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (first.charAt(i - 1) == second.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[second.length()];
    }
}
