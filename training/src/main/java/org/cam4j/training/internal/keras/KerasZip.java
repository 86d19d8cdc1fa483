package org.cam4j.training.internal.keras;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.cam4j.datasets.write.AtomicFile;
import org.cam4j.datasets.write.Folders;

/** A model in the format {@code .keras}: a zip of the configuration, the version, and an HDF5 file with the weights. */
final class KerasZip {
    /** The system property of the folder that takes the weights while they are read; whoever started the process removes it. */
    static final String FOLDER = "cam4j.keras.folder";

    private static final String CONFIGURATION = "config.json";
    private static final String METADATA = "metadata.json";
    private static final String WEIGHTS = "model.weights.h5";
    private static final int MOST_TEXT = 64 << 20;
    /** Weights hardly compress: more is a trap. */
    private static final long MOST_EXPANSION = 20;

    private KerasZip() {}

    /** Whether a file is one, by its entries. */
    static boolean is(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.getEntry(CONFIGURATION) != null && zip.getEntry(WEIGHTS) != null;
        } catch (IOException | IllegalArgumentException other) {
            return false;
        }
    }

    static KerasNetwork.Read read(Path file) throws IOException {
        Path parent = Path.of(System.getProperty(FOLDER, System.getProperty("java.io.tmpdir")));
        Path folder = Files.createTempDirectory(parent, "cam4j-keras-weights");
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Path weights = folder.resolve(WEIGHTS);
            long limit = MOST_EXPANSION * Files.size(file);
            try (InputStream stream = zip.getInputStream(entry(zip, WEIGHTS, limit))) {
                AtomicFile.write(weights, out -> copy(stream, out, limit));
            }
            String version =
                    KerasFormat.json(text(zip, METADATA)).path("keras_version").asText("3");
            return KerasNetwork.read(text(zip, CONFIGURATION), version, weights);
        } finally {
            Folders.delete(folder);
        }
    }

    private static void copy(InputStream in, OutputStream out, long limit) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = limit;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            left -= count;
            if (left < 0) {
                throw tooLarge(WEIGHTS, limit);
            }
            out.write(buffer, 0, count);
        }
    }

    private static String text(ZipFile zip, String name) throws IOException {
        try (InputStream stream = zip.getInputStream(entry(zip, name, MOST_TEXT))) {
            byte[] bytes = stream.readNBytes(MOST_TEXT + 1);
            if (bytes.length > MOST_TEXT) {
                throw tooLarge(name, MOST_TEXT);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static ZipEntry entry(ZipFile zip, String name, long limit) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException(String.format(Locale.ROOT, "the zip has no %s.", name));
        }
        if (entry.getSize() > limit) {
            throw tooLarge(name, limit);
        }
        return entry;
    }

    private static IOException tooLarge(String name, long limit) {
        return new IOException(
                String.format(Locale.ROOT, "%s in the zip is larger than the limit of %d bytes.", name, limit));
    }
}
