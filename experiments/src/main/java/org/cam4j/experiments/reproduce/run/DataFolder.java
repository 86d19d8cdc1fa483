package org.cam4j.experiments.reproduce.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.format.Datasets;

/**
 * The folder that holds the data sets, one folder each by the data set's id or by the name that it is distributed under, and the folder {@code weights}. Each data
 * set is opened once, and kept as long as this folder is.
 */
public final class DataFolder {
    /** The names of the folders in which data sets are distributed; the first that is there counts. */
    private static final Map<String, List<String>> OFFICIAL = Map.of(
            "tiny-imagenet", List.of("tiny-imagenet-200"),
            "ilsvrc", List.of("ILSVRC", "ILSVRC2012", "imagenet", "ilsvrc-val"),
            "cub", List.of("CUB_200_2011", "cub-50"),
            "voc", List.of("VOCdevkit", "voc2012-animals"),
            "coco", List.of("coco-100"),
            "cifar-folder", List.of("cifar10-test"),
            "cwru-halves", List.of("cwru"));

    private static final String WEIGHTS = "weights";

    /** What decides the content of an opened data set. */
    private record Key(String id, Path root, long seed) {}

    private final Optional<Path> root;
    private final Map<Key, Dataset> opened = new HashMap<>();

    /**
     * Opens nothing yet.
     *
     * @param root {@code --data}; it may also be the folder of the one data set that is needed
     */
    public DataFolder(Optional<Path> root) {
        this.root = root;
    }

    /**
     * A data set, opened at the first call.
     *
     * @param id in the catalog of data sets
     * @throws IllegalArgumentException as {@link #dataset}
     */
    public Dataset open(String id, long seed) throws IOException {
        return open(id, "", seed);
    }

    /** The same from the folder of this name; empty for the one that the data set is looked for in. */
    Dataset open(String id, String folder, long seed) throws IOException {
        DatasetFormat format = Datasets.byId(id);
        return open(format, format.needsFolder() ? dataset(id, folder) : Path.of("."), seed);
    }

    /** The data set in a folder, opened at the first call. */
    synchronized Dataset open(DatasetFormat format, Path folder, long seed) throws IOException {
        Key key = new Key(format.id(), folder, seed);
        Dataset known = opened.get(key);
        if (known == null) {
            known = format.open(folder, seed);
            opened.put(key, known);
        }
        return known;
    }

    /**
     * The folder of a data set.
     *
     * @throws IllegalArgumentException that names the places looked at and how to get it, when it is at none of them
     */
    public Path dataset(String id) {
        return dataset(id, "");
    }

    Path dataset(String id, String folder) {
        List<String> names = new ArrayList<>(List.of(folder.isEmpty() ? id : folder));
        if (folder.isEmpty()) {
            names.addAll(OFFICIAL.getOrDefault(id, List.of()));
        }
        if (root.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Data set '%s' is needed: add --data DIR with %s in it. %s",
                    id,
                    String.join(" or ", names),
                    howToFetch(id)));
        }
        for (String name : names) {
            if (Files.isDirectory(root.get().resolve(name))) {
                return root.get().resolve(name);
            }
        }
        if (names.contains(
                String.valueOf(root.get().toAbsolutePath().normalize().getFileName()))) {
            return root.get();
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "Data set '%s' is missing: found none of %s. %s",
                id,
                names.stream().map(name -> root.get().resolve(name).toString()).collect(Collectors.joining(", ")),
                howToFetch(id)));
    }

    /**
     * A file of published weights.
     *
     * @throws IllegalArgumentException that names the place looked at, when it is not there
     */
    public Path weights(String name) {
        if (root.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "The weights %s are needed: add --data DIR with %s/%s in it.", name, WEIGHTS, name));
        }
        Path file = root.get().resolve(WEIGHTS).resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s is missing: expected the published weights there, with torchvision's tensor names.",
                    file));
        }
        return file;
    }

    static String howToFetch(String id) {
        return String.format(
                Locale.ROOT, "'cam4j datasets fetch %s --out DIR' downloads it or says where to get it.", id);
    }
}
