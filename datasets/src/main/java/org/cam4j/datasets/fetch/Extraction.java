package org.cam4j.datasets.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.utils.ChecksumVerifyingInputStream;

/**
 * Unpacks an archive whose author is not trusted. An entry whose path is absolute or leads out of the folder, a link, a device, a file that is there already, more
 * entries or bytes than expected, or damage, ends the extraction.
 */
final class Extraction {
    private static final int BUFFER = 1 << 16;
    private static final int MAXIMUM_ENTRIES = 3_000_000;

    private final Fetchable.Archive archive;
    private final Path root;
    private final Fetch.Listener listener;
    private long bytes;
    private int entries;

    private Extraction(Fetchable.Archive archive, Path root, Fetch.Listener listener) {
        this.archive = archive;
        this.root = root;
        this.listener = listener;
    }

    /**
     * Unpacks.
     *
     * @param file the archive
     * @param folder takes what it holds; should be one that nothing else uses
     * @throws IOException that names archive and entry
     */
    static void run(Fetchable.Archive archive, Path file, Path folder, Fetch.Listener listener) throws IOException {
        Path root = Files.createDirectories(
                folder.resolve(archive.into()).toAbsolutePath().normalize());
        Extraction extraction = new Extraction(archive, root, listener);
        listener.started("unpack " + archive.file(), 0, 0);
        try {
            switch (archive.packing()) {
                case NONE -> Files.copy(file, root.resolve(archive.file()));
                case ZIP -> extraction.zip(file);
                case TAR, TAR_GZ -> extraction.tar(file);
            }
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) { // the latter for headers that are nonsense
            throw new IOException(String.format(Locale.ROOT, "%s: %s", archive.file(), e.getMessage()), e);
        }
        if (archive.packing() != Fetchable.Archive.Packing.NONE && extraction.bytes == 0) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: holds nothing below '%s', expected the data set there.",
                    archive.file(),
                    archive.from()));
        }
    }

    private void zip(Path file) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            Enumeration<ZipArchiveEntry> all = zip.getEntries();
            while (all.hasMoreElements()) {
                ZipArchiveEntry entry = all.nextElement();
                if (entry.isUnixSymlink()) {
                    throw link(entry.getName());
                }
                try (InputStream in = checked(zip, entry)) {
                    extract(entry.getName(), entry.isDirectory(), in);
                }
            }
        }
    }

    private static InputStream checked(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        return new ChecksumVerifyingInputStream(
                new CRC32(), zip.getInputStream(entry), entry.getSize(), entry.getCrc());
    }

    private void tar(Path file) throws IOException {
        try (InputStream packed = new BufferedInputStream(Files.newInputStream(file), BUFFER);
                InputStream unpacked = archive.packing() == Fetchable.Archive.Packing.TAR
                        ? packed
                        : GzipCompressorInputStream.builder()
                                .setInputStream(packed)
                                .setDecompressConcatenated(true)
                                .get();
                TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isSymbolicLink() || entry.isLink()) {
                    throw link(entry.getName());
                }
                if (entry.isBlockDevice() || entry.isCharacterDevice() || entry.isFIFO()) {
                    throw new IOException(
                            String.format(Locale.ROOT, "'%s' is neither a file nor a folder.", entry.getName()));
                }
                extract(entry.getName(), entry.isDirectory(), tar);
            }
            unpacked.transferTo(OutputStream.nullOutputStream()); // up to the checksum at its end
        }
    }

    private static IOException link(String name) {
        return new IOException(
                String.format(Locale.ROOT, "'%s' is a link, which no data set needs; nothing of it is kept.", name));
    }

    private void extract(String name, boolean folder, InputStream in) throws IOException {
        if (++entries > MAXIMUM_ENTRIES) {
            throw new IOException(String.format(Locale.ROOT, "holds more than %d entries.", MAXIMUM_ENTRIES));
        }
        Path target = resolve(name);
        String cleaned = name.replace('\\', '/').replaceFirst("^(\\./)+", "");
        if (!cleaned.startsWith(archive.from())
                || cleaned.length() == archive.from().length()) {
            return; // beside what is wanted; the path is checked all the same
        }
        if (folder) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(parent(target));
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
                if (bytes > archive.unpackedBytes()) {
                    throw new IOException(String.format(
                            Locale.ROOT, "holds more than the %d bytes expected.", archive.unpackedBytes()));
                }
                out.write(buffer, 0, read);
            }
        } catch (FileAlreadyExistsException e) {
            throw new IOException(String.format(Locale.ROOT, "'%s' is there twice.", name), e);
        }
        listener.progress(bytes);
    }

    /** Where an entry goes; its path from the archive's root must not leave it, whether it is wanted or not. */
    private Path resolve(String name) throws IOException {
        String path = name.replace('\\', '/').replaceFirst("^(\\./)+", "");
        boolean absolute = path.startsWith("/") || path.matches("[A-Za-z]:.*");
        if (absolute || (path + "/").contains("/../") || path.startsWith("../") || path.indexOf('\0') >= 0) {
            throw new IOException(
                    String.format(Locale.ROOT, "'%s' leads out of the folder; nothing of it is kept.", name));
        }
        try {
            Path target = root.resolve(
                            path.startsWith(archive.from())
                                    ? path.substring(archive.from().length())
                                    : path)
                    .normalize();
            if (target.startsWith(root)) {
                return target;
            }
        } catch (InvalidPathException e) {
            throw new IOException(String.format(Locale.ROOT, "'%s' is not a valid file path.", name), e);
        }
        throw new IOException(String.format(Locale.ROOT, "'%s' leads out of the folder; nothing of it is kept.", name));
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }
}
