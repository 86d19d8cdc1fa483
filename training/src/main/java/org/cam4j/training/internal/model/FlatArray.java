package org.cam4j.training.internal.model;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A vector of floats in the format of {@code Nd4j.write}, a megabyte at a time. A length that is read is known beforehand: nothing in the stream sets a size.
 */
public final class FlatArray {
    private static final int SHAPE_LIMIT = 68; // shape information of the largest rank, 32
    private static final int CHUNK_FLOATS = 1 << 18;

    private FlatArray() {}

    /** Writes what {@code Nd4j.write} writes, which goes from value to value. */
    public static void write(INDArray array, DataOutputStream stream) throws IOException {
        if (array.dataType() != DataType.FLOAT) {
            Nd4j.write(array, stream);
            return;
        }
        INDArray whole = array.isView() ? array.dup() : array;
        DataBuffer values = whole.data();
        whole.shapeInfoDataBuffer().write(stream);
        stream.writeUTF(values.allocationMode().name());
        stream.writeLong(values.length());
        stream.writeUTF(values.dataType().name());
        FloatBuffer source = values.asNioFloat();
        ByteBuffer chunk = ByteBuffer.allocate(Float.BYTES * CHUNK_FLOATS);
        while (source.hasRemaining()) {
            int count = Math.min(CHUNK_FLOATS, source.remaining());
            chunk.clear().asFloatBuffer().put(source.slice(source.position(), count));
            source.position(source.position() + count);
            stream.write(chunk.array(), 0, Float.BYTES * count);
        }
    }

    /** What stands in front of the values. */
    private record Head(long length, String type) {}

    /**
     * The vector {@code [1, length]}.
     *
     * @param what names the array in messages
     * @throws IOException if the stream holds another length or type, or ends early
     */
    static INDArray read(DataInputStream stream, long length, String what) throws IOException {
        try {
            Head head = head(stream, what);
            if (head.length != length || !head.type.equals("FLOAT")) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "%s: found %d values of type %s, expected %d of type FLOAT",
                        what,
                        head.length,
                        head.type,
                        length));
            }
            return values(stream, length);
        } catch (EOFException problem) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: the data end early, expected %d values", what, length), problem);
        }
    }

    /**
     * A vector of a few values of type FLOAT or DOUBLE.
     *
     * @param limit the most values that are read
     * @return the values; empty if there are more than {@code limit}, and then the stream stands in front of them
     * @throws IOException if the stream holds no such array or ends early
     */
    static List<Double> readFew(DataInputStream stream, int limit, String what) throws IOException {
        Head head = head(stream, what);
        boolean wide = head.type.equals("DOUBLE");
        if (!wide && !head.type.equals("FLOAT")) {
            throw new IOException(
                    String.format(Locale.ROOT, "%s: values of type %s, expected FLOAT or DOUBLE", what, head.type));
        }
        List<Double> values = new ArrayList<>();
        for (long i = 0; i < head.length && head.length <= limit; i++) {
            values.add(wide ? stream.readDouble() : stream.readFloat());
        }
        return values;
    }

    private static Head head(DataInputStream stream, String what) throws IOException {
        stream.readUTF(); // how the array was allocated
        long shapeLength = stream.readLong();
        String shapeType = stream.readUTF();
        if (shapeLength < 1 || shapeLength > SHAPE_LIMIT || !shapeType.equals("LONG")) {
            throw new IOException(String.format(Locale.ROOT, "%s: no shape of an array was found", what));
        }
        stream.skipNBytes(Long.BYTES * shapeLength);
        stream.readUTF();
        long length = stream.readLong();
        String type = stream.readUTF();
        return new Head(length, type.matches("\\w{1,16}") ? type : "unknown");
    }

    private static INDArray values(DataInputStream stream, long length) throws IOException {
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, 1, length);
        FloatBuffer target = array.data().asNioFloat();
        byte[] chunk = new byte[Float.BYTES * CHUNK_FLOATS];
        for (long done = 0; done < length; done += CHUNK_FLOATS) {
            int bytes = Float.BYTES * (int) Math.min(CHUNK_FLOATS, length - done);
            stream.readFully(chunk, 0, bytes);
            target.put(ByteBuffer.wrap(chunk, 0, bytes).asFloatBuffer());
        }
        return array;
    }
}
