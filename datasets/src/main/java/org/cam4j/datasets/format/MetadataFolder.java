package org.cam4j.datasets.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.internal.DatasetIndex;
import org.cam4j.datasets.internal.MaskFiles;
import org.cam4j.datasets.internal.RootFolder;
import org.cam4j.datasets.internal.SplitFiles;
import org.cam4j.datasets.internal.TextFile;
import org.cam4j.evaluation.Mask;

/**
 * The ground truth of one split without its images, for maps that are there already: {@code image_ids.txt}, {@code class_labels.txt}, {@code image_sizes.txt} and
 * {@code localization.txt} of the reference evaluator (Choe et al., CVPR 2020), the last one with boxes or with the names of masks.
 */
final class MetadataFolder {
    private static final String LAYOUT = "image_ids.txt, class_labels.txt, image_sizes.txt and localization.txt";
    /** A guard against absurd labels: no data set has more classes. */
    private static final int MAXIMUM_CLASSES = 100_000;

    private MetadataFolder() {}

    /**
     * Reads a folder. A line that is refused is listed under {@link Dataset#skipped}; an image without label, with an id that leads out of a folder, or with a
     * mask that is not there, is left out.
     *
     * @param masks the folder below which the masks lie that {@code localization.txt} names; empty where it holds boxes
     * @return all images as the test split; their pixels cannot be read
     * @throws IllegalArgumentException when the masks' folder is missing or is too much
     */
    public static Dataset read(Path folder, Optional<Path> masks) throws IOException {
        RootFolder root = RootFolder.open(folder, LAYOUT);
        requireKind(root, masks.isPresent());
        DatasetIndex index = new DatasetIndex("metadata", Collections.nCopies(MAXIMUM_CLASSES, ""), "");
        Map<String, SplitFiles.Image> images = masks.isPresent()
                ? SplitFiles.readWithMasks(root, index, MAXIMUM_CLASSES, RootFolder.open(masks.get(), "masks"))
                : SplitFiles.read(root, "", index, MAXIMUM_CLASSES);
        images.forEach((id, image) -> {
            try {
                root.resolve(id);
                if (image.label() >= 0 && !image.isSpoiled()) {
                    index.add(Split.TEST, sample(id, image), 0);
                } else if (image.label() < 0) {
                    index.skip(
                            image.where(),
                            String.format(Locale.ROOT, "image '%s' has no label in class_labels.txt.", id));
                }
            } catch (IOException outside) {
                index.skip(image.where(), String.valueOf(outside.getMessage()));
            }
        });
        return index.build();
    }

    /** Finds out by the first line whether boxes or masks are named. */
    private static void requireKind(RootFolder root, boolean masks) throws IOException {
        boolean there = root.hasFile(SplitFiles.LOCALIZATION);
        List<String> lines = there ? TextFile.lines(root.resolve(SplitFiles.LOCALIZATION)) : List.of();
        int fields = lines.stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> line.split(",", -1).length)
                .orElse(0);
        if (masks && fields != 3) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: %s; expected lines of id,mask,ignored for the masks of --masks.",
                    root.resolve(SplitFiles.LOCALIZATION),
                    there ? String.format(Locale.ROOT, "%d fields in its first line", fields) : "no such file"));
        }
        if (!masks && fields == 3) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: names masks; expected the folder they lie in too, with --masks.",
                    root.resolve(SplitFiles.LOCALIZATION)));
        }
    }

    private static Sample sample(String id, SplitFiles.Image image) {
        Optional<Supplier<Mask>> mask = image.masks().isEmpty() ? Optional.empty() : Optional.of(() -> mask(image));
        return new Sample(id, image.label(), image.width(), image.height(), image.boxes(), mask, () -> noPixels(id));
    }

    private static Mask mask(SplitFiles.Image image) {
        try {
            return MaskFiles.read(image.masks(), image.ignored(), image.width(), image.height());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }

    private static PixelImage noPixels(String id) throws IOException {
        throw new IOException(
                String.format(Locale.ROOT, "%s: only the ground truth of this image is known, its file is not.", id));
    }
}
