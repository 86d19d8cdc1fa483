package org.cam4j.training.internal.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.cam4j.training.internal.tensor.FloatDecoder;
import org.cam4j.training.internal.tensor.TensorEntry;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A safetensors file: 8 bytes little-endian header length, a JSON header, the raw data. Opening reads and checks the header
 * alone; {@link #read} reads one tensor. Nothing is allocated by a size that the file's own size does not bear out.
 */
public final class Safetensors implements WeightsFile {
    /** A header above this size is refused; the largest published ones are a few megabytes. */
    static final long HEADER_LIMIT = 100L << 20;

    private static final int LENGTH_BYTES = 8;
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path file;
    private final long dataStart;
    private final Map<String, String> metadata;
    private final Map<String, TensorEntry> tensors;
    private final String prefix;

    private Safetensors(
            Path file, long dataStart, Map<String, String> metadata, Map<String, TensorEntry> tensors, String prefix) {
        this.file = file;
        this.dataStart = dataStart;
        this.metadata = metadata;
        this.tensors = tensors;
        this.prefix = prefix;
    }

    /**
     * Reads the header.
     *
     * @throws IOException if the file is absent, truncated or breaks the format; the message says what was found
     */
    public static Safetensors open(Path file) throws IOException {
        SafetensorsHeader reader = new SafetensorsHeader(file.toString());
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(String.format(Locale.ROOT, "Weights %s: there is no such file.", file));
        }
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size < LENGTH_BYTES) {
                throw reader.broken(String.format(
                        Locale.ROOT, "%d bytes are too few for a safetensors file, expected at least 8", size));
            }
            ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            fill(channel, length, 0);
            long headerBytes = length.getLong(0);
            if (headerBytes < 2 || headerBytes > HEADER_LIMIT || headerBytes > size - LENGTH_BYTES) {
                throw reader.broken(String.format(
                        Locale.ROOT,
                        "the header length is %s bytes, but the file has %d and the limit is %d; "
                                + "it is truncated or no safetensors file",
                        Long.toUnsignedString(headerBytes),
                        size,
                        HEADER_LIMIT));
            }
            ByteBuffer header = ByteBuffer.allocate((int) headerBytes);
            fill(channel, header, LENGTH_BYTES);
            JsonNode root = reader.parse(header.array());
            long start = LENGTH_BYTES + headerBytes;
            return new Safetensors(file, start, reader.metadata(root), reader.tensors(root, size - start), "");
        }
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public Map<String, TensorEntry> tensors() {
        return tensors;
    }

    @Override
    public String prefix() {
        return prefix;
    }

    @Override
    public Safetensors withoutPrefix(String common) {
        return new Safetensors(file, dataStart, metadata, Prefix.remove(tensors, common, file), prefix + common);
    }

    @Override
    public INDArray read(String name) throws IOException {
        TensorEntry tensor = Prefix.requireReadable(tensors.get(name), prefix + name, file);
        long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        FloatBuffer target = array.data().asNioFloat();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file)) {
            for (long position = tensor.begin(); position < tensor.end(); position += chunk.limit()) {
                chunk.clear().limit((int) Math.min(CHUNK_BYTES, tensor.end() - position));
                fill(channel, chunk, dataStart + position);
                FloatDecoder.decode(chunk.flip(), tensor.type(), target);
            }
        }
        return array;
    }

    /** Writes tensors as F32 in the map's order. The caller chooses a fresh file; nothing is moved or replaced here. */
    public static void write(WritableByteChannel channel, Map<String, INDArray> tensors, Map<String, String> metadata)
            throws IOException {
        JsonMapper json = new JsonMapper();
        ObjectNode root = json.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode strings = root.putObject(SafetensorsHeader.METADATA);
            metadata.forEach(strings::put);
        }
        long position = 0;
        for (Map.Entry<String, INDArray> entry : tensors.entrySet()) {
            ObjectNode node = root.putObject(entry.getKey()).put("dtype", "F32");
            node.set("shape", json.valueToTree(entry.getValue().shape()));
            long end = position + Float.BYTES * entry.getValue().length();
            node.set("data_offsets", json.valueToTree(new long[] {position, end}));
            position = end;
        }
        byte[] header = json.writeValueAsBytes(root);
        ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        drain(channel, length.putLong(header.length).flip());
        drain(channel, ByteBuffer.wrap(header));
        for (INDArray array : tensors.values()) {
            float[] values = array.dup('c').data().asFloat();
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            drain(channel, bytes);
        }
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
        long position = from;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, position);
            if (read < 0) {
                throw new EOFException(String.format(
                        Locale.ROOT, "The weights end at byte %d, expected %d more.", position, buffer.remaining()));
            }
            position += read;
        }
    }

    private static void drain(WritableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
