package org.cam4j.datasets.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.synthetic.Parts;

/** The drawn data set {@code parts} on disk in the layout of another one, for the loader of that one. */
final class DrawnTree {
    private static final int CLASSES = Parts.Options.DEFAULT.classes();
    /** Four images of a class: two for training, of which one is held out, and one for test, rounded up. */
    public static final int LEAST_IMAGES = 4 * CLASSES;

    private DrawnTree() {}

    /**
     * The images that are written: a quarter of them test, of the rest as many validation as the layout's loader holds out.
     *
     * @param images in all, at least {@link #LEAST_IMAGES}; rounded down to a multiple of the number of classes
     */
    public static Dataset draw(Layout layout, int images, long seed) {
        if (images < LEAST_IMAGES) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d images, expected at least %d, %d of each of the %d classes.",
                    images,
                    LEAST_IMAGES,
                    LEAST_IMAGES / CLASSES,
                    CLASSES));
        }
        int ofClass = images / CLASSES;
        int test = Math.max(1, ofClass / 4);
        int validation = layout.validation(ofClass - test);
        Parts.Options options = new Parts.Options(
                CLASSES,
                Parts.Options.DEFAULT.imageSize(),
                Parts.Options.DEFAULT.partSize(),
                Parts.Options.DEFAULT.distractors(),
                Parts.Options.DEFAULT.noise(),
                (ofClass - test - validation) * CLASSES,
                validation * CLASSES,
                test * CLASSES);
        return Parts.open(options, seed);
    }

    /**
     * Writes a data set, whole or not at all.
     *
     * @param folder is made; must not be there, or be empty
     * @param progress takes the number of images written so far
     */
    public static void write(Layout layout, Dataset dataset, Path folder, LongConsumer progress) throws IOException {
        if (Files.exists(folder) && !isEmpty(folder)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "--out %s: exists already; expected a new or empty folder.", folder));
        }
        Path parent = Files.createDirectories(
                Objects.requireNonNull(folder.toAbsolutePath().getParent()));
        Path unfinished = Files.createTempDirectory(parent, "." + folder.getFileName() + "-");
        try {
            layout.write(dataset, new TreeWriter(unfinished, progress));
            Files.deleteIfExists(folder);
            Files.move(unfinished, folder);
        } finally {
            Folders.delete(unfinished);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var children = Files.list(folder)) {
            return children.findAny().isEmpty();
        }
    }
}
