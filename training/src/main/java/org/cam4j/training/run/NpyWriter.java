package org.cam4j.training.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.cam4j.training.evaluate.ScoreMap;

/** Writes score maps in NumPy's {@code .npy} format version 1.0: little-endian float64, C order, shape {@code [h, w]}. */
public final class NpyWriter {
    private static final int ALIGNMENT = 64;

    private NpyWriter() {}

    /**
     * Writes the map into the folder, whole or not at all; missing folders are made.
     *
     * @param name file name, with the folders below the run folder
     */
    public static void write(RunFolder folder, String name, ScoreMap map) throws IOException {
        folder.writeBytes(name, content(map).array());
    }

    private static ByteBuffer content(ScoreMap map) {
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
        return content.flip();
    }
}
