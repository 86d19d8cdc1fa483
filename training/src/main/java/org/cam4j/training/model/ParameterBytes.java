package org.cam4j.training.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Flat float arrays as little-endian bytes, a megabyte of values at a time. */
public final class ParameterBytes {
    private static final int CHUNK = 1 << 20;

    private ParameterBytes() {}

    /** SHA-256 of the values, 64 hexadecimal digits. */
    public static String hash(INDArray values) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            write(values, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Writes the values. */
    public static void write(INDArray values, OutputStream out) throws IOException {
        INDArray flat = flat(values);
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long start = 0; start < flat.length(); start += CHUNK) {
            long end = Math.min(flat.length(), start + CHUNK);
            float[] chunk = flat.get(NDArrayIndex.interval(start, end)).toFloatVector();
            bytes.clear().asFloatBuffer().put(chunk);
            out.write(bytes.array(), 0, chunk.length * Float.BYTES);
        }
    }

    /**
     * Overwrites the values with as many from the stream.
     *
     * @throws IOException when it ends before
     */
    public static void read(InputStream in, INDArray values) throws IOException {
        INDArray flat = flat(values);
        for (long start = 0; start < flat.length(); start += CHUNK) {
            int count = (int) Math.min(flat.length() - start, CHUNK);
            byte[] bytes = in.readNBytes(count * Float.BYTES);
            if (bytes.length != count * Float.BYTES) {
                throw new IOException(String.format(
                        Locale.ROOT, "it ends %d values early.", flat.length() - start - bytes.length / Float.BYTES));
            }
            float[] chunk = new float[count];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(chunk);
            flat.get(NDArrayIndex.interval(start, start + count)).assign(Nd4j.createFromArray(chunk));
        }
    }

    private static INDArray flat(INDArray values) {
        if (values.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Parameters are %s, expected FLOAT.", values.dataType()));
        }
        return values.reshape(values.length());
    }
}
