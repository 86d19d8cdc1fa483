package org.cam4j.training.evaluate;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads score maps from NumPy's {@code .npy} format, versions 1 to 3: float32 or float64 of either byte order, C or Fortran order, shape {@code [h, w]}. Sizes
 * in the header are checked against the file's size before anything is allocated, and pickled objects are refused. {@code org.cam4j.training.run.NpyWriter}
 * writes them.
 *
 * <p>float32 is widened to float64 before anything is computed with it, as the reference evaluator does ({@code t2n} of clovaai/wsolevaluation, commit 96f4b88).
 */
public final class Npy {
    /** More values than any score map has; a guard against absurd files. */
    private static final long MAXIMUM_VALUES = 1L << 26;

    private static final int MAXIMUM_HEADER = 1 << 16;
    private static final Set<String> TYPES = Set.of("<f4", "<f8", ">f4", ">f8");
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCRIPTION = Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]");
    private static final Pattern ORDER = Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([^)]*)\\)");
    private static final Pattern TWO_SIZES = Pattern.compile("\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*,?\\s*");

    private Npy() {}

    /**
     * Reads one map. NaN and infinity are values like any other here; {@link Normaliser} deals with them.
     *
     * @throws IOException in one line that names the file, what was found and what was expected
     */
    public static ScoreMap read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer start = read(channel, file, 0, (int) Math.min(12, size));
            for (byte expected : MAGIC) {
                if (!start.hasRemaining() || start.get() != expected) {
                    throw new IOException(file + ": is no .npy file; expected it to start with \\x93NUMPY.");
                }
            }
            if (start.remaining() < 6) {
                throw new IOException(file + ": truncated, the file ends inside the .npy header.");
            }
            int version = start.get();
            start.get();
            if (version < 1 || version > 3) {
                throw new IOException("%s: .npy version %d; expected 1, 2 or 3.".formatted(file, version));
            }
            long headerLength = version == 1 ? start.getShort() & 0xFFFFL : start.getInt() & 0xFFFFFFFFL;
            int headerStart = start.position();
            if (headerLength > Math.min(MAXIMUM_HEADER, size - headerStart)) {
                throw new IOException(
                        "%s: a .npy header of %d bytes; expected at most %d and inside the file of %d bytes."
                                .formatted(file, headerLength, MAXIMUM_HEADER, size));
            }
            ByteBuffer header = read(channel, file, headerStart, (int) headerLength);
            return values(
                    channel,
                    file,
                    headerStart + headerLength,
                    StandardCharsets.ISO_8859_1.decode(header).toString());
        }
    }

    private static ScoreMap values(FileChannel channel, Path file, long dataStart, String header) throws IOException {
        String type = find(DESCRIPTION, header, file, "descr");
        if (!TYPES.contains(type)) {
            throw new IOException(
                    "%s: values of type '%s'; expected float32 or float64 ('<f4', '<f8', '>f4' or '>f8'). Save map.astype(numpy.float64)."
                            .formatted(file, type));
        }
        boolean fortran = find(ORDER, header, file, "fortran_order").equals("True");
        String shape = find(SHAPE, header, file, "shape");
        Matcher sizes = TWO_SIZES.matcher(shape);
        if (!sizes.matches()) {
            throw new IOException("%s: shape (%s); expected two sizes, (h, w).".formatted(file, shape));
        }
        int height = Integer.parseInt(sizes.group(1));
        int width = Integer.parseInt(sizes.group(2));
        long count = (long) height * width;
        if (count < 1 || count > MAXIMUM_VALUES) {
            throw new IOException("%s: shape (%d, %d); expected between 1 and %d values."
                    .formatted(file, height, width, MAXIMUM_VALUES));
        }
        int bytes = type.endsWith("f4") ? Float.BYTES : Double.BYTES;
        long found = channel.size() - dataStart;
        if (found != count * bytes) {
            throw new IOException("%s: %d bytes of values; expected %d for shape (%d, %d) of '%s'."
                    .formatted(file, found, count * bytes, height, width, type));
        }
        ByteBuffer data = read(channel, file, dataStart, (int) (count * bytes));
        data.order(type.startsWith("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        double[] values = new double[(int) count];
        for (int i = 0; i < values.length; i++) {
            int place = fortran ? i % height * width + i / height : i;
            values[place] = bytes == Float.BYTES ? data.getFloat() : data.getDouble();
        }
        return new ScoreMap(values, height, width);
    }

    private static String find(Pattern pattern, String header, Path file, String key) throws IOException {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new IOException("%s: the .npy header has no readable '%s'.".formatted(file, key));
        }
        return matcher.group(1);
    }

    private static ByteBuffer read(FileChannel channel, Path file, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException(file + ": truncated while it was read.");
            }
        }
        return buffer.flip();
    }
}
