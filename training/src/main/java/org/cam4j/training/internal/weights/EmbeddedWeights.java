package org.cam4j.training.internal.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.cam4j.datasets.write.AtomicFile;

/**
 * Pretrained weights that are a resource of this library, so that one network works without a download: SqueezeNet 1.1 for ImageNet
 * (Iandola et al. 2016; 2.5 MB, BSD-2-Clause; the license is the resource {@code LICENSE-squeezenet1_1.txt}).
 */
public final class EmbeddedWeights {
    /** The backbone whose weights are there. */
    public static final String BACKBONE = "squeezenet1_1";

    /** The name of the weights. */
    public static final String NAME = "imagenet";

    private static final String RESOURCE = "squeezenet1_1-imagenet-f16.safetensors";

    private EmbeddedWeights() {}

    /**
     * The weights as a safetensors file in a temporary folder, which is deleted when the program ends.
     *
     * @param backbone id of a backbone
     * @param name of its weights, such as {@value #NAME}
     * @return empty if the library has none of this name
     * @throws IOException if the temporary folder cannot be written to
     */
    public static Optional<Path> find(String backbone, String name) throws IOException {
        return backbone.equals(BACKBONE) && name.equals(NAME) ? Optional.of(extract()) : Optional.empty();
    }

    private static Path extract() throws IOException {
        Path folder = Files.createTempDirectory("cam4j-weights-"); // only its owner can read it
        Path file = folder.resolve(RESOURCE);
        folder.toFile().deleteOnExit();
        file.toFile().deleteOnExit(); // deleted before the folder: the last one is the first
        try (InputStream stream = Objects.requireNonNull(EmbeddedWeights.class.getResourceAsStream(RESOURCE))) {
            AtomicFile.write(file, stream::transferTo);
        }
        return file;
    }
}
