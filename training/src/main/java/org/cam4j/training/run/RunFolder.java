package org.cam4j.training.run;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.cam4j.datasets.FileNames;
import org.cam4j.datasets.write.AtomicFile;

/**
 * A folder of results in which a file is there completely or not at all, see {@link AtomicFile}; links inside the folder are not followed. When writing fails (no permission, a full disk) the old file stays, the temporary one is removed, and one line says what happened. One process
 * writes to a folder at a time; whoever takes long {@link #lock}s it.
 */
public final class RunFolder {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private static final String LOCK = "run.lock";
    /** The byte that is locked: where it is part of the text, some systems do not let others read that. */
    private static final long BEHIND_THE_TEXT = 1 << 20;

    private static final long WAIT_MILLISECONDS = 20;

    private final Path folder;

    private RunFolder(Path folder) {
        this.folder = folder;
    }

    /** A folder that is ours as long as this is open. */
    @FunctionalInterface
    public interface Lock extends Closeable {}

    /**
     * Opens the folder, and makes it and its parents where they are missing.
     *
     * @throws IOException in one line, when the path or a parent is a file, or nothing can be written there
     */
    public static RunFolder open(Path folder) throws IOException {
        Path probe = AtomicFile.temporary(folder.resolve("writable"));
        try {
            Files.createDirectories(folder);
            Files.write(probe, new byte[] {1}, StandardOpenOption.CREATE_NEW);
        } catch (IOException failure) {
            throw cannotWrite("results to " + folder, folder, failure);
        } finally {
            deleteQuietly(probe);
        }
        return new RunFolder(folder);
    }

    public Path path() {
        return folder;
    }

    /**
     * Keeps everyone else from locking the folder until the lock is closed or the process ends, in whatever way. The file {@value #LOCK} stays behind and means nothing.
     *
     * @throws IOException in one line with the id of the process that holds the folder
     */
    public Lock lock() throws IOException {
        Optional<Lock> lock = tryLock();
        if (lock.isEmpty()) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s is being written by process %s. Wait until it has ended, or name another folder.",
                    folder,
                    Files.readString(file(LOCK)).strip()));
        }
        return lock.get();
    }

    /**
     * As {@link #lock}, but waits while another process, or another thread of this one, holds the folder.
     *
     * @throws IOException in one line, also when the thread is interrupted
     */
    public Lock await() throws IOException {
        try {
            Optional<Lock> lock = tryLock();
            while (lock.isEmpty()) {
                Thread.sleep(WAIT_MILLISECONDS);
                lock = tryLock();
            }
            return lock.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(String.format(Locale.ROOT, "Waiting for %s was interrupted.", folder), interrupted);
        }
    }

    private Optional<Lock> tryLock() throws IOException {
        FileChannel channel = openLock();
        FileLock lock = null;
        try {
            lock = channel.tryLock(BEHIND_THE_TEXT, 1, false);
        } catch (OverlappingFileLockException ours) {
            // another thread of this process has it: told like any other holder
        }
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        channel.truncate(0);
        channel.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
        return Optional.of(channel::close);
    }

    private FileChannel openLock() throws IOException {
        try {
            return FileChannel.open(
                    file(LOCK),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
        } catch (IOException failure) {
            boolean link = Files.isSymbolicLink(file(LOCK));
            throw link
                    ? new IOException(
                            String.format(
                                    Locale.ROOT, "%s is a link, expected a file or nothing. Remove it.", file(LOCK)),
                            failure)
                    : failure;
        }
    }

    /**
     * A path inside the folder.
     *
     * @throws IllegalArgumentException when the name leads out of it, or cannot be the name of a file
     */
    public Path file(String name) {
        Path file;
        try {
            file = folder.resolve(name).normalize();
        } catch (InvalidPathException unfit) {
            throw new IllegalArgumentException(FileNames.problem(unfit), unfit);
        }
        if (name.isBlank() || file.equals(folder.normalize()) || !file.startsWith(folder.normalize())) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "File name '%s' leads out of the run folder %s.", name, folder));
        }
        return file;
    }

    /** Replaces the file by what {@code content} writes; the stream is buffered. */
    public void write(String name, AtomicFile.Content content) throws IOException {
        inside(name, target -> AtomicFile.write(target, content));
    }

    @FunctionalInterface
    private interface Writing {
        void to(Path target) throws IOException;
    }

    private void inside(String name, Writing writing) throws IOException {
        Path target = file(name);
        try {
            createFolders(Objects.requireNonNull(target.getParent()));
            writing.to(target);
        } catch (IOException failure) {
            throw cannotWrite(target.toString(), target, failure);
        }
    }

    /** Makes the folders between this one and a file; a link among them could lead anywhere. */
    private void createFolders(Path parent) throws IOException {
        for (Path inside = parent; inside != null && !inside.equals(folder.normalize()); inside = inside.getParent()) {
            if (Files.isSymbolicLink(inside)) {
                throw new FileSystemException(
                        inside.toString(), null, inside + " is a link, expected a folder or nothing. Remove it.");
            }
        }
        Files.createDirectories(parent);
    }

    public void writeBytes(String name, byte[] bytes) throws IOException {
        write(name, out -> out.write(bytes));
    }

    /** Removes a file of an earlier run; nothing happens where there is none. */
    public void delete(String name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    /** Writes UTF-8. */
    public void writeText(String name, String text) throws IOException {
        writeBytes(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes a record, map or list as indented JSON; map keys are sorted, record components keep their order. An {@link Iterable} inside it becomes an array whose
     * elements are asked for one at a time, so that it may be longer than the memory.
     */
    public void writeJson(String name, Object value) throws IOException {
        write(name, out -> {
            JSON.writer().without(JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValue(out, value);
            out.write('\n');
        });
    }

    /** As {@link #writeJson}, on one line and not forced to the disk: for a file that is replaced every second. */
    public void writeLiveJson(String name, Object value) throws IOException {
        byte[] bytes = JSON.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(value);
        inside(name, target -> AtomicFile.writeUnforced(target, out -> out.write(bytes)));
    }

    /**
     * Adds UTF-8 text to the end of a file, which is made where it is missing. Unlike the other files of a folder, it may end in half a line after a kill.
     *
     * @throws IOException in one line, also when the file is a link
     */
    public void append(String name, String text) throws IOException {
        inside(name, target -> {
            try (OutputStream out = Files.newOutputStream(
                    target, StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** Replaces a table. */
    public void writeCsv(String name, List<String> header, List<? extends List<?>> rows) throws IOException {
        StringBuilder text = new StringBuilder(Csv.line(header));
        for (List<?> row : rows) {
            text.append(Csv.line(row, header.size()));
        }
        writeText(name, text.toString());
    }

    /**
     * Adds a row to a table, which is made with its header where it is missing.
     *
     * @throws IOException also when the table has another header
     */
    public void appendCsv(String name, List<String> header, List<?> row) throws IOException {
        Path target = file(name);
        String before = Files.exists(target) ? Files.readString(target) : Csv.line(header);
        if (!before.startsWith(Csv.line(header))) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Cannot add to %s: its first line is '%s', expected '%s'. Move it away.",
                    target,
                    before.lines().findFirst().orElse(""),
                    Csv.line(header).strip()));
        }
        writeText(name, before + Csv.line(row, header.size()));
    }

    /**
     * What to throw when writing failed.
     *
     * @param what the file, as the message names it
     * @param file that was to be written
     * @return with one line that says what could not be written, why, and what to do
     */
    private static IOException cannotWrite(String what, Path file, IOException failure) {
        String text = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        String reason;
        if (text.contains("No space left") || text.contains("not enough space") || text.contains("Disk quota")) {
            boolean creating = failure instanceof FileSystemException; // which names the file; a failed write does not
            reason = (creating && hasRoom(file)
                            ? "the file system has space but takes no more files (no free inodes, see 'df -i', or a quota). "
                            : "the disk is full. ")
                    + "What was there before is unchanged; make room and try again.";
        } else if (failure instanceof FileAlreadyExistsException || text.contains("Not a directory")) {
            reason = "there is a file where a folder is expected. Name another folder.";
        } else if (failure instanceof AccessDeniedException
                || text.contains("Read-only file system")
                || text.contains("Permission denied")) {
            reason = "the folder is read-only. Name another folder or change its permissions.";
        } else if (failure instanceof NoSuchFileException) {
            reason = "its folder is not there and cannot be made. Name another folder.";
        } else {
            String detail = failure instanceof FileSystemException system ? system.getReason() : null;
            reason = Objects.requireNonNullElse(detail, text);
        }
        return new IOException(String.format(Locale.ROOT, "Cannot write %s: %s", what, reason), failure);
    }

    /** Whether the file system of a path has a megabyte left: a full one is then full of files, not of bytes. */
    private static boolean hasRoom(Path file) {
        try {
            Path there = file.toAbsolutePath();
            while (!Files.exists(there)) {
                there = Objects.requireNonNull(there.getParent());
            }
            return Files.getFileStore(there).getUsableSpace() > 1 << 20;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException leftBehind) {
            // The failure that led here says more, and the next write replaces the file.
            return;
        }
    }
}
