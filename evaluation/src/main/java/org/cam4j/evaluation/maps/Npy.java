package org.cam4j.evaluation.maps;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.cam4j.evaluation.ScoreMap;

/**
 * Score maps in NumPy's {@code .npy} format, shape {@code [h, w]}. They are read as {@link Array} does.
 *
 * <p>float32 is widened to float64 before anything is computed with it, as the reference evaluator does ({@code t2n} of clovaai/wsolevaluation, commit 96f4b88).
 */
public final class Npy {
    private static final int ALIGNMENT = 64;

    private Npy() {}

    /**
     * Reads one map. NaN and infinity are values like any other here; {@link Normalizer} deals with them.
     *
     * @throws IOException in one line that names the file, what was found and what was expected
     */
    public static ScoreMap read(Path file) throws IOException {
        Array array = Array.read(file);
        return new ScoreMap(array.values(), array.rows(), array.columns());
    }

    /** The content of a file: version 1.0, little-endian float64, C order. */
    public static byte[] bytes(ScoreMap map) {
        String dictionary = String.format(
                Locale.ROOT,
                "{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }",
                map.height(),
                map.width());
        int start = 10; // magic, version, length of the header
        int padded = (start + dictionary.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        String header = dictionary + " ".repeat(padded - start - dictionary.length() - 1) + "\n";
        ByteBuffer content = ByteBuffer.allocate(
                        Math.addExact(padded, Math.multiplyExact(map.values().length, Double.BYTES)))
                .order(ByteOrder.LITTLE_ENDIAN);
        content.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII));
        for (double value : map.values()) {
            content.putDouble(value);
        }
        return content.array();
    }

    /**
     * A two-dimensional array of NumPy's {@code .npy} format, versions 1 to 3: float32, widened, or float64 of either byte order, C or Fortran order. Sizes in the header are
     * checked against the size of what is there before anything is allocated, and pickled objects are refused.
     *
     * @param values {@code rows * columns} values in row order; NaN and infinity are values like any other here
     * @param rows at least 1
     * @param columns at least 1
     */
    public record Array(double[] values, int rows, int columns) {
        /** More values than any array here has; a guard against absurd files. */
        private static final long MAXIMUM_VALUES = 1L << 26;

        private static final int MAXIMUM_HEADER = 1 << 16;
        private static final long MAXIMUM_BYTES = MAXIMUM_VALUES * Double.BYTES + MAXIMUM_HEADER + 12;
        private static final Set<String> TYPES = Set.of("<f4", "<f8", ">f4", ">f8");
        private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
        private static final Pattern DESCRIPTION =
                Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"\\p{Cntrl}]*)['\"]");
        private static final Pattern ORDER = Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
        private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([^)\\p{Cntrl}]*)\\)");
        private static final Pattern TWO_SIZES = Pattern.compile("\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*,?\\s*");

        /**
         * Reads an {@code .npy} file.
         *
         * @throws IOException in one line that names the file, what was found and what was expected
         */
        public static Array read(Path file) throws IOException {
            requireSize(Files.size(file), file.toString());
            return of(Files.readAllBytes(file), file.toString());
        }

        /**
         * Reads one array of an {@code .npz} archive.
         *
         * @param name of the array, without {@code .npy}
         * @throws IOException in one line that names the file, what was found and what was expected
         */
        public static Array read(Path archive, String name) throws IOException {
            String where = archive + ", array " + name;
            try (ZipFile zip = new ZipFile(archive.toFile())) {
                ZipEntry entry = zip.getEntry(name + ".npy");
                if (entry == null) {
                    throw new IOException(String.format(
                            Locale.ROOT, "%s: not found; the archive contains %s.", where, names(zip.entries())));
                }
                requireSize(entry.getSize(), where);
                try (InputStream in = zip.getInputStream(entry)) {
                    return of(in.readNBytes((int) MAXIMUM_BYTES), where);
                }
            } catch (ZipException | IllegalArgumentException e) { // the latter for names that are no text
                throw new IOException(
                        String.format(Locale.ROOT, "%s: is not a valid .npz archive: %s.", archive, e.getMessage()), e);
            }
        }

        private static Set<String> names(Enumeration<? extends ZipEntry> entries) {
            Set<String> names = new TreeSet<>();
            while (entries.hasMoreElements() && names.size() < 10) {
                names.add(entries.nextElement().getName().replaceAll("\\p{Cntrl}", "?"));
            }
            return names;
        }

        private static void requireSize(long bytes, String where) throws IOException {
            if (bytes > MAXIMUM_BYTES) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: has %d bytes; expected between 1 and %d values.",
                        where,
                        bytes,
                        MAXIMUM_VALUES));
            }
        }

        private static Array of(byte[] content, String where) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
            for (byte expected : MAGIC) {
                if (!buffer.hasRemaining() || buffer.get() != expected) {
                    throw new IOException(where + ": is not an .npy file; expected it to start with \\x93NUMPY.");
                }
            }
            if (buffer.remaining() < 6) {
                throw new IOException(where + ": truncated, the file ends inside the .npy header.");
            }
            int version = buffer.get();
            buffer.get();
            if (version < 1 || version > 3) {
                throw new IOException(
                        String.format(Locale.ROOT, "%s: .npy version %d; expected 1, 2 or 3.", where, version));
            }
            long headerLength = version == 1 ? buffer.getShort() & 0xFFFFL : buffer.getInt() & 0xFFFFFFFFL;
            if (headerLength > Math.min(MAXIMUM_HEADER, buffer.remaining())) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: a .npy header of %d bytes; expected at most %d and inside the file of %d bytes.",
                        where,
                        headerLength,
                        MAXIMUM_HEADER,
                        content.length));
            }
            byte[] header = new byte[(int) headerLength];
            buffer.get(header);
            return values(buffer, where, new String(header, StandardCharsets.ISO_8859_1));
        }

        private static Array values(ByteBuffer data, String where, String header) throws IOException {
            String type = find(DESCRIPTION, header, where, "descr");
            if (!TYPES.contains(type)) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: values of type '%s'; expected float32 or float64 ('<f4', '<f8', '>f4' or '>f8'). Save array.astype(numpy.float64).",
                        where,
                        type));
            }
            boolean fortran = find(ORDER, header, where, "fortran_order").equals("True");
            String shape = find(SHAPE, header, where, "shape");
            Matcher sizes = TWO_SIZES.matcher(shape);
            if (!sizes.matches()) {
                throw new IOException(
                        String.format(Locale.ROOT, "%s: shape (%s); expected two sizes, (h, w).", where, shape));
            }
            int rows = Integer.parseInt(sizes.group(1));
            int columns = Integer.parseInt(sizes.group(2));
            long count = (long) rows * columns;
            if (count < 1 || count > MAXIMUM_VALUES) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: shape (%d, %d); expected between 1 and %d values.",
                        where,
                        rows,
                        columns,
                        MAXIMUM_VALUES));
            }
            int bytes = type.endsWith("f4") ? Float.BYTES : Double.BYTES;
            if (data.remaining() != count * bytes) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: %d bytes of values; expected %d for shape (%d, %d) of '%s'.",
                        where,
                        data.remaining(),
                        count * bytes,
                        rows,
                        columns,
                        type));
            }
            data.order(type.startsWith("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            double[] values = new double[(int) count];
            for (int i = 0; i < values.length; i++) {
                int place = fortran ? i % rows * columns + i / rows : i;
                values[place] = bytes == Float.BYTES ? data.getFloat() : data.getDouble();
            }
            return new Array(values, rows, columns);
        }

        private static String find(Pattern pattern, String header, String where, String key) throws IOException {
            Matcher matcher = pattern.matcher(header);
            if (!matcher.find()) {
                throw new IOException(
                        String.format(Locale.ROOT, "%s: the .npy header has no readable '%s'.", where, key));
            }
            return matcher.group(1);
        }
    }
}
