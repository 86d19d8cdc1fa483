package org.cam4j.datasets.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.cam4j.datasets.Sample;

/** Writes the files of one data set below one folder. */
final class TreeWriter {
    private final Path root;
    private final LongConsumer progress;
    private long images;

    /**
     * A writer.
     *
     * @param progress takes the number of images written so far
     */
    TreeWriter(Path root, LongConsumer progress) {
        this.root = root;
        this.progress = progress;
    }

    /** The image of a sample as JPEG. */
    void image(String file, Sample sample) throws IOException {
        bytes(file, ImageFiles.jpeg(sample.image().read()));
        progress.accept(++images);
    }

    void lines(String file, List<String> lines) throws IOException {
        bytes(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void bytes(String file, byte[] content) throws IOException {
        Path target = root.resolve(file);
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Files.write(target, content, StandardOpenOption.CREATE_NEW);
    }
}
