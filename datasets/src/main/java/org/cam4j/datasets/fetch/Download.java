package org.cam4j.datasets.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import org.cam4j.datasets.write.AtomicFile;
import org.jspecify.annotations.Nullable;

/**
 * Downloads one file over HTTP. What has arrived lies in {@code NAME.part} and, should the connection break, is completed by a range request; {@code NAME.part.tag}
 * holds what tells the file's version (a strong ETag, else the date of its last change), which is sent along as {@code If-Range}: a file that was changed meanwhile
 * starts anew, and so does one whose server tells no version (RFC 9110, sections 13.1.5 and 14).
 */
final class Download {
    private static final int BUFFER = 1 << 16;
    private static final int REDIRECTIONS = 5;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final Fetch.Listener listener;
    private final Duration patience;
    private final int attempts;

    /**
     * A downloader.
     *
     * @param patience how long a silent server is waited for
     * @param attempts how often a broken connection is tried, at least 1
     */
    Download(Fetch.Listener listener, Duration patience, int attempts) {
        this.listener = listener;
        this.patience = patience;
        this.attempts = attempts;
    }

    /** A refusal that another attempt does not change. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /**
     * Downloads the file, or what is missing of it.
     *
     * @param file is made when everything has arrived
     * @throws IOException when the server refuses, or the connection breaks once too often; what has arrived is kept
     */
    void run(URI address, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
            FileLock lock = lock(channel, part);
            for (int attempt = 1; ; attempt++) {
                try {
                    transfer(address, channel, part);
                    break;
                } catch (Refused e) {
                    throw e;
                } catch (IOException e) {
                    if (attempt == attempts) {
                        throw new IOException(
                                String.format(
                                        Locale.ROOT,
                                        "%s: %s; %d bytes have arrived, the same command goes on from there.",
                                        address,
                                        reason(e),
                                        channel.size()),
                                e);
                    }
                    listener.note(String.format(
                            Locale.ROOT,
                            "%s: %s; attempt %d of %d",
                            file.getFileName(),
                            reason(e),
                            attempt + 1,
                            attempts));
                }
            }
            channel.force(true);
            lock.release();
        }
        AtomicFile.move(part, file);
        Files.deleteIfExists(tag(part));
    }

    private static FileLock lock(FileChannel channel, Path part) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException(String.format(Locale.ROOT, "%s: is being downloaded already.", part), e);
        }
        throw new IOException(String.format(Locale.ROOT, "%s: is being downloaded by another process.", part));
    }

    private void transfer(URI address, FileChannel channel, Path part) throws IOException {
        String known =
                Files.isRegularFile(tag(part)) ? Files.readString(tag(part)).strip() : "";
        long have = known.isEmpty() ? 0 : channel.size();
        HttpURLConnection connection = open(address, have, known);
        try {
            int status = connection.getResponseCode();
            if (status == RANGE_NOT_SATISFIABLE) {
                if (String.valueOf(connection.getHeaderField("Content-Range")).equals("bytes */" + have)) {
                    return; // all of it had arrived
                }
                channel.truncate(0);
                throw new IOException(String.format(Locale.ROOT, "the server has no byte %d, starts anew", have));
            }
            if (status == HttpURLConnection.HTTP_PARTIAL) {
                String version = version(connection);
                if (!version.isEmpty() && !version.equals(known)) {
                    channel.truncate(0);
                    throw new IOException("the file was changed meanwhile, starts anew");
                }
                requireContinuation(connection, have);
            } else if (status == HttpURLConnection.HTTP_OK) {
                have = 0;
                channel.truncate(0);
                Files.deleteIfExists(tag(part));
                String version = version(connection);
                if (!version.isEmpty()) {
                    AtomicFile.write(tag(part), out -> out.write(version.getBytes(StandardCharsets.UTF_8)));
                }
            } else if (status >= 500) {
                throw new IOException(String.format(Locale.ROOT, "the server answers %d", status));
            } else {
                throw new Refused(String.format(
                        Locale.ROOT,
                        "%s: the server answers %d %s, expected the file.",
                        address,
                        status,
                        connection.getResponseMessage()));
            }
            receive(connection, channel, part, have);
        } finally {
            connection.disconnect();
        }
    }

    /** The part that comes must begin where ours ends; anything else would glue two files together. */
    private static void requireContinuation(HttpURLConnection connection, long have) throws IOException {
        String range = String.valueOf(connection.getHeaderField("Content-Range"));
        if (have == 0 || !range.startsWith("bytes " + have + "-")) {
            throw new Refused(String.format(
                    Locale.ROOT,
                    "%s: the server sends the range '%s', expected one from byte %d on.",
                    connection.getURL(),
                    range,
                    have));
        }
    }

    private void receive(HttpURLConnection connection, FileChannel channel, Path part, long have) throws IOException {
        long length = connection.getContentLengthLong();
        long total = length < 0 ? 0 : have + length;
        requireSpace(part, length);
        listener.started("download " + part.getFileName().toString().replaceFirst("\\.part$", ""), total, have);
        long done = have;
        channel.position(have);
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = connection.getInputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    done += channel.write(bytes);
                }
                listener.progress(done);
            }
        }
        if (length >= 0 && done != total) {
            throw new IOException(String.format(Locale.ROOT, "the connection ended after %d of %d bytes", done, total));
        }
    }

    private static void requireSpace(Path part, long length) throws IOException {
        long free = Files.getFileStore(part).getUsableSpace();
        if (length > free) {
            throw new Refused(String.format(
                    Locale.ROOT, "%s: the disk has room for %d bytes, expected %d more.", part, free, length));
        }
    }

    private HttpURLConnection open(URI address, long have, String version) throws IOException {
        URI next = address;
        for (int redirection = 0; redirection <= REDIRECTIONS; redirection++) {
            HttpURLConnection connection = (HttpURLConnection) next.toURL().openConnection();
            connection.setInstanceFollowRedirects(false); // Java's own do not lead from http to https
            connection.setConnectTimeout((int) patience.toMillis());
            connection.setReadTimeout((int) patience.toMillis());
            connection.setRequestProperty("User-Agent", "cam4j");
            connection.setRequestProperty("Accept-Encoding", "identity");
            if (have > 0) {
                connection.setRequestProperty("Range", "bytes=" + have + "-");
                connection.setRequestProperty("If-Range", version);
            }
            String location = connection.getHeaderField("Location");
            if (connection.getResponseCode() / 100 != 3 || location == null) {
                return connection;
            }
            connection.disconnect();
            URI target = next.resolve(location);
            boolean weaker = "https".equals(next.getScheme()) && !"https".equals(target.getScheme());
            if (weaker || !String.valueOf(target.getScheme()).startsWith("http")) {
                throw new Refused(String.format(
                        Locale.ROOT, "%s: leads to %s, expected an address as safe as the first.", next, target));
            }
            next = target;
        }
        throw new Refused(String.format(Locale.ROOT, "%s: leads on more than %d times.", address, REDIRECTIONS));
    }

    /** What may stand in {@code If-Range}: a strong ETag or a date; empty where the server sends neither. */
    private static String version(HttpURLConnection connection) {
        @Nullable String tag = connection.getHeaderField("ETag");
        if (tag != null && tag.startsWith("\"")) {
            return tag;
        }
        @Nullable String changed = connection.getHeaderField("Last-Modified");
        return changed == null ? "" : changed;
    }

    private static Path tag(Path part) {
        return part.resolveSibling(part.getFileName() + ".tag");
    }

    private static String reason(IOException failure) {
        if (failure instanceof UnknownHostException) {
            return "the host is unknown, check the network";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
