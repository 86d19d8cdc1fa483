package org.cam4j.datasets.format;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetFormat;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;

/** A small data set that a test writes. */
public record Tree(Path root) {
    public Tree text(String file, String... lines) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, List.of(lines));
        return this;
    }

    /** Images with these names, 64 columns and 48 rows unless the format fixes the size itself. */
    public Tree images(String folder, String... names) throws IOException {
        Path path = root.resolve(folder);
        Files.createDirectories(path);
        for (String name : names) {
            BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
            image.setRGB(1, 1, name.hashCode());
            ImageIO.write(
                    image,
                    name.endsWith("png") ? "png" : "jpg",
                    path.resolve(name).toFile());
        }
        return this;
    }

    public Dataset open(DatasetFormat format) {
        try {
            return format.open(root, 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String> ids(Dataset dataset, Split split) {
        return dataset.samples(split).stream().map(Sample::id).toList();
    }

    /** Every skipped entry as {@code id: reason}. */
    public static List<String> skipped(Dataset dataset) {
        return dataset.skipped().stream().map(Tree::line).toList();
    }

    /** Every note as {@code where: text}. */
    public static List<String> notes(Dataset dataset) {
        return dataset.notes().stream()
                .map(note -> note.where() + ": " + note.text())
                .toList();
    }

    static String[] numbered(String pattern, int count) {
        String[] names = new String[count];
        Arrays.setAll(names, i -> pattern.formatted(i));
        return names;
    }

    private static String line(Skipped skipped) {
        return skipped.id() + ": " + skipped.reason();
    }
}
