package org.cam4j.evaluation.scoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.Npy;

/**
 * Score maps as files, one per image: {@code <id>.npy}, as the reference evaluator (Choe et al., CVPR 2020) lays them out, or the id without the ending of the
 * image's own file. An id may contain folders, but no path that leaves this one.
 */
public final class MapFolder {
    private static final String ENDING = ".npy";

    private final Path folder;
    private final Set<String> ids;
    private final Map<String, Integer> stems = new HashMap<>();

    /**
     * Opens a folder.
     *
     * @param ids of all images
     * @throws IOException when it is no folder
     */
    public MapFolder(Path folder, Collection<String> ids) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: %s, expected a folder with a .npy file for every image.",
                    folder,
                    Files.exists(folder) ? "is a file" : "no such folder"));
        }
        this.folder = folder.toAbsolutePath().normalize();
        this.ids = Set.copyOf(ids);
        this.ids.forEach(id -> stems.merge(stem(id), 1, Integer::sum));
    }

    /**
     * The map of an image.
     *
     * @throws IOException when there is none, it cannot be read, or it holds a NaN or an infinity
     */
    public ScoreMap read(String id) throws IOException {
        Path file = file(id);
        ScoreMap map = Npy.read(file);
        double[] values = map.values();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: the value in row %d, column %d is %s; expected a finite number.",
                        file,
                        i / map.width(),
                        i % map.width(),
                        values[i]));
            }
        }
        return map;
    }

    /** The files that belong to no image, sorted. */
    public List<Path> strangers() throws IOException {
        Set<Path> known = new HashSet<>();
        for (String id : ids) {
            known.add(folder.resolve(id + ENDING).normalize());
            known.add(folder.resolve(stem(id) + ENDING).normalize());
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING) && !known.contains(file.normalize()))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    private Path file(String id) throws IOException {
        Path whole = resolve(id + ENDING);
        if (Files.isRegularFile(whole)) {
            return whole;
        }
        Path brief = resolve(stem(id) + ENDING);
        if (!Files.isRegularFile(brief)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: no such file, expected the image's score map%s.",
                    whole,
                    brief.equals(whole) ? "" : " there or in " + brief.getFileName()));
        }
        if (stems.getOrDefault(stem(id), 0) > 1) {
            throw new IOException(String.format(
                    Locale.ROOT, "%s: may belong to several images; expected %s.", brief, whole.getFileName()));
        }
        return brief;
    }

    private Path resolve(String name) throws IOException {
        try {
            Path file = folder.resolve(name).normalize();
            if (file.startsWith(folder)) {
                return file;
            }
        } catch (InvalidPathException invalid) {
            throw new IOException(String.format(Locale.ROOT, "'%s' is not a valid file path.", name), invalid);
        }
        throw new IOException(
                String.format(Locale.ROOT, "'%s' leads out of %s, expected a path within it.", name, folder));
    }

    /** The id without the ending of its last part. */
    private static String stem(String id) {
        int point = id.lastIndexOf('.');
        return point > id.lastIndexOf('/') + 1 ? id.substring(0, point) : id;
    }
}
