package org.cam4j.datasets.format;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.signal.BearingWindows;
import org.cam4j.datasets.signal.FrequencySweep;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.evaluation.catalog.Catalog;

/** The catalog of data sets. A new one is one line here. */
public final class Datasets {
    private static final Catalog<DatasetFormat> ALL = Catalog.of(
            "data set",
            DatasetFormat::id,
            new Parts(),
            new TinyImageNet(),
            new Ilsvrc(),
            new Cub(),
            new Voc(),
            new VocMultiLabel(),
            new Coco(),
            new CocoMultiLabel(),
            new ImageFolder(),
            new FolderMultiLabel(),
            new Mnist(),
            new CifarFolder(),
            new CaltechAirplanes(),
            new FrequencySweep(),
            BearingWindows.cwru(),
            BearingWindows.cwruHalves());

    private Datasets() {}

    /** Every data set that can be opened. */
    public static List<DatasetFormat> all() {
        return ALL.all();
    }

    /** The id of every data set, in the order of {@link #all()}. */
    public static List<String> ids() {
        return ALL.ids();
    }

    /**
     * The data set of this id.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public static DatasetFormat byId(String id) {
        return ALL.byId(id);
    }

    /**
     * Which data set, and where it lies, for another process to open it.
     *
     * @param id in {@link Datasets}
     * @param folder absolute; empty for a data set that needs none
     * @param seed of sets that are drawn
     */
    public record Location(String id, String folder, long seed) implements Serializable {
        /** The location of a folder that this process sees. */
        public static Location of(String id, Optional<Path> folder, long seed) {
            return new Location(
                    id,
                    folder.map(path -> path.toAbsolutePath().normalize().toString())
                            .orElse(""),
                    seed);
        }

        /**
         * Reads the index.
         *
         * @throws IOException in one line, when the folder is not there or holds something else
         */
        public Dataset open() throws IOException {
            Path path = Path.of(folder.isEmpty() ? "." : folder);
            if (!folder.isEmpty() && !Files.isDirectory(path)) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "found %s there, expected the folder of data set '%s'",
                        Files.exists(path) ? "a file" : "nothing",
                        id));
            }
            return Datasets.byId(id).open(path, seed);
        }
    }

    /**
     * The ground truth of one split without its images, for maps that are there already: {@code image_ids.txt}, {@code class_labels.txt}, {@code image_sizes.txt}
     * and {@code localization.txt} of the reference evaluator (Choe et al., CVPR 2020), the last one with boxes or with the names of masks. A line that is refused
     * is listed under {@link Dataset#skipped}.
     *
     * @param masks the folder below which the masks lie that {@code localization.txt} names; empty where it holds boxes
     * @return all images as the test split; their pixels cannot be read
     * @throws IllegalArgumentException when the masks' folder is missing or is too much
     */
    public static Dataset metadata(Path folder, Optional<Path> masks) throws IOException {
        return MetadataFolder.read(folder, masks);
    }
}
