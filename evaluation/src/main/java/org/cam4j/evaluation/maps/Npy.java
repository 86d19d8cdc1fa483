package org.cam4j.evaluation.maps;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.cam4j.evaluation.ScoreMap;

/**
 * Score maps in NumPy's {@code .npy} format, shape {@code [h, w]}. They are read as {@link NumpyArray} does.
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
        NumpyArray array = NumpyArray.read(file);
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
}
