package org.cam4j.datasets.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cam4j.datasets.FileNames;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.Mask;

/**
 * The root of a data set and the only way from a name in a metadata file to a file: a path that leads out of the root is refused.
 *
 * @param path absolute and normalized
 */
public record RootFolder(Path path) {
    private static final String NOT_UTF_8 = "is not valid UTF-8; save the file as UTF-8.";

    /** What one entry of a text file is turned into; an {@link IllegalArgumentException} says what is wrong with the entry. */
    @FunctionalInterface
    public interface EntryReader {
        void read(Entry entry) throws IOException;
    }

    /**
     * Opens the root.
     *
     * @param layout what the folder should hold; ends the message when it is not there
     */
    public static RootFolder open(Path folder, String layout) throws IOException {
        if (!Files.isDirectory(folder)) {
            String found = Files.exists(folder) ? "is a file" : "no such folder";
            throw new IOException(
                    String.format(Locale.ROOT, "%s: %s, expected a folder with %s.", folder, found, layout));
        }
        return new RootFolder(folder.toAbsolutePath().normalize());
    }

    /** The file or folder of this relative path, whether it is there or not. */
    public Path resolve(String relative) throws IOException {
        try {
            Path resolved = path.resolve(relative).normalize();
            if (resolved.startsWith(path)) {
                return resolved;
            }
        } catch (InvalidPathException e) {
            throw new IOException(FileNames.problem(e), e);
        }
        throw new IOException(
                String.format(Locale.ROOT, "'%s' leads out of %s, expected a path within it.", relative, path));
    }

    public boolean hasFile(String relative) throws IOException {
        return Files.isRegularFile(resolve(relative));
    }

    public boolean hasFolder(String relative) throws IOException {
        return Files.isDirectory(resolve(relative));
    }

    /**
     * The lines of a text file, without a byte order mark.
     *
     * @throws IOException that names file and line, when a line is no text in UTF-8
     */
    public List<String> lines(String relative) throws IOException {
        List<String> lines = TextFile.lines(resolve(relative));
        for (int i = 0; i < lines.size(); i++) {
            if (TextFile.isDamaged(lines.get(i))) {
                throw new IOException(
                        String.format(Locale.ROOT, "%s, line %d: %s", resolve(relative), i + 1, NOT_UTF_8));
            }
        }
        return lines;
    }

    /**
     * Reads a text file with one entry a line. Empty lines are passed over; an entry that the reader refuses is noted as skipped under {@code file:line}.
     *
     * @param separator the regular expression between the fields
     */
    public void forEachEntry(String relative, String separator, DatasetIndex index, EntryReader reader)
            throws IOException {
        Pattern between = Pattern.compile(separator);
        forEachEntry(relative, line -> List.of(between.split(line.strip(), -1)), index, reader);
    }

    /**
     * As above.
     *
     * @param fields splits a line
     */
    public void forEachEntry(
            String relative, Function<String, List<String>> fields, DatasetIndex index, EntryReader reader)
            throws IOException {
        int number = 0;
        for (String line : TextFile.lines(resolve(relative))) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            String where = relative + ":" + number;
            try {
                if (TextFile.isDamaged(line)) {
                    throw new IllegalArgumentException(NOT_UTF_8);
                }
                reader.read(new Entry(where, fields.apply(line)));
            } catch (IllegalArgumentException | IOException e) {
                index.skip(where, String.valueOf(e.getMessage()));
            }
        }
    }

    /** The names of the folders in a folder, sorted; hidden ones are left out. */
    public List<String> folders(String relative) throws IOException {
        try (Stream<Path> children = Files.list(resolve(relative))) {
            return children.filter(Files::isDirectory)
                    .map(RootFolder::name)
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** The names of the files in a folder, sorted; hidden ones are left out. */
    public List<String> files(String relative) throws IOException {
        try (Stream<Path> children = Files.list(resolve(relative))) {
            return children.filter(Files::isRegularFile)
                    .map(RootFolder::name)
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** The names of the images in a folder, sorted by the number they end in. */
    public List<String> numberedImages(String relative) throws IOException {
        return files(relative).stream()
                .filter(RootFolder::isImage)
                .sorted(Comparator.comparingLong(RootFolder::number).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Whether the name ends as the name of an image that can be decoded. */
    public static boolean isImage(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".jpg") || lower.endsWith(".jpeg") || lower.endsWith(".png");
    }

    /**
     * Adds the image of this relative path, which is also the sample's id.
     *
     * @throws IOException when it is not there or leads out of the root
     */
    public void addImage(
            DatasetIndex index, Split split, String relative, int label, int width, int height, List<Box> boxes)
            throws IOException {
        addImage(index, split, relative, label, width, height, boxes, Optional.empty());
    }

    /** As above, for an image with a mask. */
    public void addImage(
            DatasetIndex index,
            Split split,
            String relative,
            int label,
            int width,
            int height,
            List<Box> boxes,
            Optional<Supplier<Mask>> mask)
            throws IOException {
        Path file = resolve(relative);
        if (!Files.isRegularFile(file)) {
            throw new IOException(String.format(Locale.ROOT, "%s: no such file, expected an image.", relative));
        }
        Sample sample = new Sample(
                relative, label, width, height, boxes, mask, () -> decoded(path.resolve(relative), width, height));
        index.add(split, sample, Files.size(file));
    }

    /** The pixels, unless the image is turned: files are resized on purpose, but then its boxes would lie in the wrong place. */
    private static PixelImage decoded(Path file, int width, int height) throws IOException {
        PixelImage pixels = ImageDecoder.decode(file);
        if (width > 0 && new ImageSize(width, height).isTurnedTo(pixels.width(), pixels.height())) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: has %d x %d pixels, but its annotation is for %d x %d: one of them is turned.",
                    file,
                    pixels.width(),
                    pixels.height(),
                    width,
                    height));
        }
        return pixels;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static long number(String name) {
        int end = name.lastIndexOf('.');
        int start = end;
        while (start > 0 && end - start < 18 && Character.isDigit(name.charAt(start - 1))) {
            start--;
        }
        return start == end ? -1 : Long.parseLong(name, start, end, 10);
    }
}
