package org.cam4j.datasets.pixels;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Tells which file libjpeg or libpng complains about. They print to file descriptor 2 of the process, without a file name, and OpenCV has no setting against it. After
 * {@link #install} that descriptor leads to an unnamed temporary file while images are decoded, and Java writes its own messages to a copy of the descriptor. When something was
 * printed while several threads decoded, the file is decoded once more alone, so that the message belongs to it.
 *
 * <p>Without {@link #install}, or where the C library cannot be called, messages go to standard error as they are.
 */
final class DecoderMessages {
    private static final int STANDARD_ERROR = 2;
    private static final int MOST_FILES = 1000;
    private static final int MOST_BYTES = 4096;

    private static final Map<String, String> DAMAGED = new ConcurrentHashMap<>();
    private static final ReadWriteLock LOCK = new ReentrantReadWriteLock();
    private static final AtomicReference<@Nullable ErrorStream> STREAM = new AtomicReference<>();

    private final C c;
    private final int original;
    private final int captured;
    private int decoding;

    /** The calls of the C library that Java does not offer. */
    interface C extends Library {
        int READ_WRITE = 2;
        int END = 2;

        int dup(int descriptor);

        int dup2(int from, int to);

        int open(String path, int flags);

        int unlink(String path);

        long write(int descriptor, byte[] bytes, long count);

        long pread(int descriptor, byte[] bytes, long count, long offset);

        long lseek(int descriptor, long offset, int from);
    }

    /** Decodes an image. */
    @FunctionalInterface
    interface Decoding<T> {
        T run() throws IOException;
    }

    private DecoderMessages(C c, int original, int captured) {
        this.c = c;
        this.original = original;
        this.captured = captured;
    }

    /**
     * Begins to capture messages in this process and replaces {@link System#err} by a stream that is not captured: to be called before anything keeps {@code System.err}. The C
     * library is called from the first image on; programs that decode none do not load the code for it.
     */
    static void install(PrintStream standardError) {
        ErrorStream stream = new ErrorStream(standardError);
        if (STREAM.compareAndSet(null, stream)) {
            System.setErr(new PrintStream(stream, true, StandardCharsets.UTF_8));
        }
    }

    private static @Nullable DecoderMessages open() {
        try {
            C c = Native.loadLibrary("c", C.class);
            Path file = Files.createTempFile("cam4j", ".messages");
            int captured = c.open(file.toString(), C.READ_WRITE);
            c.unlink(file.toString()); // its content lives on until the process ends
            int original = c.dup(STANDARD_ERROR);
            return captured >= 0 && original >= 0 ? new DecoderMessages(c, original, captured) : null;
        } catch (IOException | RuntimeException | LinkageError notHere) {
            LoggerFactory.getLogger(DecoderMessages.class).debug("Messages of decoders are not captured", notHere);
            return null;
        }
    }

    /** The files about which a decoder has complained so far, sorted by name, with what it said; at most {@value #MOST_FILES}. */
    public static Map<String, String> damagedFiles() {
        return new TreeMap<>(DAMAGED);
    }

    /** Decodes, and notes what the decoder prints about the file. */
    static <T> T capture(Path file, Decoding<T> decoding) throws IOException {
        ErrorStream stream = STREAM.get();
        DecoderMessages messages = stream == null ? null : stream.messages();
        if (messages == null) {
            return decoding.run();
        }
        String name = file.toString();
        long before;
        boolean printed;
        T decoded;
        LOCK.readLock().lock();
        try {
            before = messages.begin();
            try {
                decoded = decoding.run();
            } finally {
                printed = messages.end() > before;
            }
        } finally {
            LOCK.readLock().unlock();
        }
        if (printed && !DAMAGED.containsKey(name) && DAMAGED.size() < MOST_FILES) {
            messages.decodeAlone(name, decoding);
        }
        return decoded;
    }

    private <T> void decodeAlone(String name, Decoding<T> decoding) throws IOException {
        Lock alone = LOCK.writeLock();
        alone.lock();
        try {
            long before = begin();
            long after;
            try {
                decoding.run();
            } finally {
                after = end();
            }
            byte[] text = new byte[(int) Math.min(MOST_BYTES, after - before)];
            if (text.length > 0 && c.pread(captured, text, text.length, before) > 0) {
                DAMAGED.put(
                        name, new String(text, StandardCharsets.UTF_8).strip().replaceAll("\\s*\\R\\s*", "; "));
            }
        } finally {
            alone.unlock();
        }
    }

    /** The bytes that are captured so far. */
    private synchronized long begin() {
        if (decoding++ == 0) {
            c.dup2(captured, STANDARD_ERROR);
        }
        return c.lseek(captured, 0, C.END);
    }

    private synchronized long end() {
        if (--decoding == 0) {
            c.dup2(original, STANDARD_ERROR);
        }
        return c.lseek(captured, 0, C.END);
    }

    /** Standard error: descriptor 2 until messages are captured, then the copy of it. */
    private static final class ErrorStream extends OutputStream {
        private final OutputStream direct;
        private boolean opened;
        private volatile @Nullable DecoderMessages messages;

        ErrorStream(OutputStream direct) {
            this.direct = direct;
        }

        /** What captures, from the first call on; null where the C library cannot be called. */
        synchronized @Nullable DecoderMessages messages() {
            if (!opened) {
                messages = open();
                opened = true;
            }
            return messages;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            DecoderMessages now = messages;
            if (now == null) {
                direct.write(bytes, offset, length);
                direct.flush();
                return;
            }
            int from = offset;
            while (from < offset + length) {
                byte[] part = Arrays.copyOfRange(bytes, from, offset + length);
                long written = now.c.write(now.original, part, part.length);
                if (written <= 0) {
                    throw new IOException("Standard error cannot be written.");
                }
                from += (int) written;
            }
        }
    }
}
