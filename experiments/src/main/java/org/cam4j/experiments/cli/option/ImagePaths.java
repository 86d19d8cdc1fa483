package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cam4j.datasets.pixels.ImageDecoder;

/** From what the user names (files, folders, patterns such as {@code 'photos/*.jpg'}) to image files, each with an id of its own. */
final class ImagePaths {
    private static final String WILDCARD = ".*[*?\\[{].*";

    private ImagePaths() {}

    /**
     * The files, in the order in which they are named; a folder's and a pattern's are sorted. A file that is named twice appears once.
     *
     * @throws IllegalArgumentException when a name leads to no file or a folder without images
     */
    static List<Path> files(List<String> names) throws IOException {
        Set<Path> files = new LinkedHashSet<>();
        for (String name : names) {
            for (Path file : files(name)) {
                files.add(file.toAbsolutePath().normalize());
            }
        }
        return List.copyOf(files);
    }

    private static List<Path> files(String name) throws IOException {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            List<Path> images = ImageDecoder.imagesIn(path);
            if (images.isEmpty()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "--image %s: found no image in it; expected at least one .jpg, .jpeg or .png file. Sub-folders are not read.",
                        name));
            }
            return images;
        }
        if (Files.exists(path)) {
            return List.of(path);
        }
        List<Path> matching = name.matches(WILDCARD) ? matching(path) : List.of();
        if (matching.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "--image %s: there is no such file or folder.", name));
        }
        return matching;
    }

    /** The files that match a pattern, as a shell would find them. */
    private static List<Path> matching(Path pattern) throws IOException {
        Path absolute = pattern.toAbsolutePath();
        Path base = Objects.requireNonNull(absolute.getRoot());
        int fixed = 0;
        while (!absolute.getName(fixed).toString().matches(WILDCARD)) {
            base = base.resolve(absolute.getName(fixed++));
        }
        if (!Files.isDirectory(base)) {
            return List.of();
        }
        int depth = absolute.toString().contains("**") ? Integer.MAX_VALUE : absolute.getNameCount() - fixed;
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + absolute);
        try (Stream<Path> found = Files.walk(base, depth)) {
            return found.filter(file -> matcher.matches(file) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException failure) {
            throw new IOException(String.format(Locale.ROOT, "--image %s: %s", pattern, failure.getMessage()), failure);
        }
    }

    /** An id for each file: its name, or where several have the same name, with as many of its folders before it as tell them apart. */
    static Map<Path, String> ids(List<Path> files) {
        Function<Path, String> name = file -> tail(file, 1).toLowerCase(Locale.ROOT); // some file systems ignore case
        Map<String, List<Path>> sameName =
                files.stream().collect(Collectors.groupingBy(name, LinkedHashMap::new, Collectors.toList()));
        Map<Path, String> ids = new LinkedHashMap<>();
        for (Path file : files) {
            List<Path> group = Objects.requireNonNull(sameName.get(name.apply(file)));
            int parts = 1;
            while (!areDifferent(group, parts)) {
                parts++;
            }
            ids.put(file, tail(file, parts));
        }
        return ids;
    }

    private static boolean areDifferent(List<Path> files, int parts) {
        boolean whole = files.stream().allMatch(file -> file.getNameCount() <= parts);
        Set<String> tails = new HashSet<>();
        files.forEach(file -> tails.add(tail(file, parts).toLowerCase(Locale.ROOT)));
        return whole || tails.size() == files.size();
    }

    /** The last parts of a path, joined by slashes. */
    private static String tail(Path file, int parts) {
        List<String> names = new ArrayList<>();
        file.forEach(part -> names.add(part.toString()));
        return String.join("/", names.subList(Math.max(0, names.size() - parts), names.size()));
    }
}
