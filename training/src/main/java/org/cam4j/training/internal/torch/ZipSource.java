package org.cam4j.training.internal.torch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The format since PyTorch 1.6: a zip with {@code NAME/data.pkl}, {@code NAME/byteorder} (little-endian where it is missing) and one entry {@code NAME/data/KEY} per storage.
 */
record ZipSource(Path file, String folder, Object root, ByteOrder order) implements TorchFile.StorageSource {
    /** The pickle of a network of 1000 tensors has about 120 kB. */
    static final int LARGEST_PICKLE = 8 << 20;

    private static final String PICKLE = "data.pkl";
    private static final int MOST_ENTRIES = 100_000;
    private static final int LONGEST_BYTE_ORDER = 16;
    /** Weights hardly shrink; entries that unpack to much more than the file are there to fill the memory. */
    private static final long LARGEST_EXPANSION = 16;

    private static final long EXPANSION_ALLOWED = 16 << 20;

    static boolean isZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(4);
            return new String(head, StandardCharsets.ISO_8859_1).equals("PK\u0003\u0004");
        }
    }

    static ZipSource open(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<String> names = names(zip, Files.size(file));
            String folder = folder(names);
            if (names.contains(folder + "constants.pkl")
                    || names.stream().anyMatch(name -> name.startsWith(folder + "code/"))) {
                throw new IOException("refused: this is a TorchScript archive (torch.jit.save), which is a program; "
                        + "save the tensors alone: torch.save(model.state_dict(), 'name.pth')");
            }
            TorchGlobals globals = new TorchGlobals();
            ByteBuffer pickle = ByteBuffer.wrap(bytes(zip, folder + PICKLE, LARGEST_PICKLE));
            Object root = PickleReader.read(new PickleInput(pickle), globals);
            for (StorageRef storage : globals.storages().values()) {
                requireWhole(zip, folder, storage);
            }
            return new ZipSource(file, folder, root, byteOrder(zip, folder));
        } catch (IllegalArgumentException unreadableName) {
            throw new IOException("the zip is damaged: " + unreadableName.getMessage(), unreadableName);
        }
    }

    private static List<String> names(ZipFile zip, long fileBytes) throws IOException {
        if (zip.size() > MOST_ENTRIES) {
            throw new IOException(String.format(
                    Locale.ROOT, "the zip has %d entries, expected at most %d", zip.size(), MOST_ENTRIES));
        }
        List<String> names = new ArrayList<>();
        Map<Long, Long> sizes = new HashMap<>();
        long unpacked = 0;
        for (ZipEntry entry : Collections.list(zip.entries())) {
            names.add(entry.getName());
            unpacked += Math.min(entry.getSize(), Long.MAX_VALUE / (2L * MOST_ENTRIES));
        }
        if (unpacked > Math.multiplyExact(LARGEST_EXPANSION, fileBytes) + EXPANSION_ALLOWED) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "refused: %d bytes unpack to %d, which no weights do; this is a file made to fill the memory",
                    fileBytes,
                    unpacked));
        }
        return names;
    }

    private static String folder(List<String> names) throws IOException {
        List<String> pickles = names.stream()
                .filter(name -> name.matches("([^/]+/)?data\\.pkl"))
                .toList();
        if (pickles.size() != 1) {
            throw new IOException(
                    String.format(Locale.ROOT, "the zip has %d entries NAME/data.pkl, expected one", pickles.size()));
        }
        String pickle = pickles.get(0);
        return pickle.substring(0, pickle.length() - PICKLE.length());
    }

    private static ByteOrder byteOrder(ZipFile zip, String folder) throws IOException {
        if (zip.getEntry(folder + "byteorder") == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        String order = new String(bytes(zip, folder + "byteorder", LONGEST_BYTE_ORDER), StandardCharsets.UTF_8);
        return switch (order.strip()) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw new IOException("the entry 'byteorder' is neither 'little' nor 'big'");
        };
    }

    private static void requireWhole(ZipFile zip, String folder, StorageRef storage) throws IOException {
        ZipEntry entry = zip.getEntry(folder + "data/" + storage.key());
        long found = entry == null ? -1 : entry.getSize();
        int bytes = storage.type().bytes();
        if (storage.elements() > Long.MAX_VALUE / bytes || found != bytes * storage.elements()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "a storage of %d elements of %d bytes has %s in the zip",
                    storage.elements(),
                    bytes,
                    found < 0 ? "no entry" : found + " bytes"));
        }
    }

    private static byte[] bytes(ZipFile zip, String name, int most) throws IOException {
        ZipEntry entry = Objects.requireNonNull(zip.getEntry(name));
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException(
                        String.format(Locale.ROOT, "the entry '%s' has more than %d bytes", PICKLE, most));
            }
            return bytes;
        }
    }

    /** The stream holds the zip open until it is closed. */
    @Override
    public InputStream open(StorageRef storage) throws IOException {
        ZipFile zip = new ZipFile(file.toFile());
        InputStream in = zip.getInputStream(zip.getEntry(folder + "data/" + storage.key()));
        return new FilterInputStream(in) {
            @Override
            public void close() throws IOException {
                zip.close(); // closes the entry's stream too
            }
        };
    }
}
