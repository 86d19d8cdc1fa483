package org.cam4j.training.internal.keras;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A Keras model (functional or sequential, .h5 or .keras) as a graph like every other here: input {@code [N,3,H,W]} in whatever order
 * Keras keeps the axes, an output layer with a loss, and {@link GlobalAveragePooling} where the file averages a whole
 * map (so that its class activation maps are found). Layers keep their Keras names.
 *
 * @param graph the network with the file's parameters
 * @param height rows of the input
 * @param width columns of the input
 * @param classes outputs; two for a model with one sigmoid: class 1 has its probability, class 0 the rest
 * @param preprocessing what Rescaling and Normalization in front of the model do to pixels from 0 to 255; empty where there are none
 */
public record KerasFile(
        ComputationGraph graph, int height, int width, long classes, Optional<Preprocessing> preprocessing) {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    /** Whether the file begins as HDF5 files do. */
    public static boolean isHdf5(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(String.format(Locale.ROOT, "Weights %s: there is no such file.", file));
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return Arrays.equals(stream.readNBytes(SIGNATURE.length), SIGNATURE);
        }
    }

    /** Whether a file is a zip in Keras' own format, {@code .keras}. */
    public static boolean isZip(Path file) {
        return KerasZip.is(file);
    }

    /**
     * Imports the model, in a process of its own: a file that crashes the HDF5 library does no more than be refused.
     *
     * @throws IOException if the file is no HDF5 file, holds no Keras model, or one that cannot be imported
     */
    public static KerasFile read(Path file) throws IOException {
        if (!isZip(file) && !isHdf5(file)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Keras model %s: this is neither an HDF5 file nor a .keras zip; save the model with model.save('name.keras') or model.save('name.h5').",
                    file));
        }
        return KerasProcess.read(file);
    }

    /** Imports the model in this process, which the HDF5 library may end. */
    static KerasFile readHere(Path file) throws IOException {
        org.bytedeco.hdf5.Exception.dontPrint(); // the library would write its own trace to stderr
        try {
            KerasNetwork.Read read = KerasNetwork.read(file);
            return new KerasFile(read.graph(), read.height(), read.width(), read.classes(), read.preprocessing());
        } catch (IOException | RuntimeException problem) {
            String reason =
                    String.valueOf(problem.getMessage()).lines().findFirst().orElse("it gives no reason");
            throw new IOException(String.format(Locale.ROOT, "Keras model %s: %s", file, reason), problem);
        }
    }
}
