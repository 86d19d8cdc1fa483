package org.cam4j.training.internal.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The bytes of a pickle; nothing is read behind their end. */
final class PickleInput {
    /** Of a module's or a class's name, and of a number written in digits. */
    private static final int LONGEST_LINE = 1024;

    private final ByteBuffer bytes;

    PickleInput(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    int position() {
        return bytes.position();
    }

    int unsignedByte() throws IOException {
        return Byte.toUnsignedInt(need(1).get());
    }

    int unsignedShort() throws IOException {
        return Short.toUnsignedInt(need(Short.BYTES).getShort());
    }

    int signedInt() throws IOException {
        return need(Integer.BYTES).getInt();
    }

    long signedLong() throws IOException {
        return need(Long.BYTES).getLong();
    }

    double bigEndianDouble() throws IOException {
        return Double.longBitsToDouble(Long.reverseBytes(signedLong()));
    }

    byte[] take(long count) throws IOException {
        need(count);
        byte[] taken = new byte[(int) count];
        bytes.get(taken);
        return taken;
    }

    String text(long count, Charset charset) throws IOException {
        return new String(take(count), charset);
    }

    /** The text up to the next line break, without it. */
    String line() throws IOException {
        int start = bytes.position();
        while (need(1).get() != '\n') {
            if (bytes.position() - start > LONGEST_LINE) {
                throw broken(String.format(Locale.ROOT, "a name of more than %d bytes", LONGEST_LINE));
            }
        }
        int length = bytes.position() - 1 - start;
        bytes.position(start);
        String line = text(length, StandardCharsets.UTF_8);
        bytes.get();
        return line;
    }

    private ByteBuffer need(long count) throws IOException {
        if (count < 0 || count > bytes.remaining()) {
            throw broken(String.format(Locale.ROOT, "%d bytes are needed, %d are left", count, bytes.remaining()));
        }
        return bytes;
    }

    IOException broken(String what) {
        return new IOException(String.format(Locale.ROOT, "the pickle is damaged at byte %d: %s", position(), what));
    }
}
