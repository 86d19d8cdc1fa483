package org.cam4j.training.internal.onnx.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataLocation;
import onnx.Onnx.TensorProto.DataType;
import org.bytedeco.javacpp.indexer.HalfIndexer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A tensor whose numbers are known: weights, or shapes that the graph computes. Its sizes are compared with the bytes that the file holds before anything is allocated.
 *
 * @param dims sizes of the axes, none for a single number
 * @param values in row order, as the type of {@code numbers}
 */
public record Constant(long[] dims, Numbers values) {
    /** The batch size in shapes that the graph computes. */
    public static final long BATCH = Long.MIN_VALUE;

    private static final long MOST_NUMBERS = 1L << 30;
    private static final int LARGEST_RANK = 8;
    private static final int BFLOAT16_SHIFT = 16;

    /** Numbers that are decoded when they are asked for. */
    public interface Numbers {
        float[] floats();

        /** @throws IOException if they are no integers */
        long[] longs() throws IOException;
    }

    /** Integers that the graph computes. */
    public static Constant of(long[] dims, long... values) {
        return new Constant(dims, new Numbers() {
            @Override
            public float[] floats() {
                float[] floats = new float[values.length];
                for (int i = 0; i < values.length; i++) {
                    floats[i] = values[i];
                }
                return floats;
            }

            @Override
            public long[] longs() {
                return values.clone();
            }
        });
    }

    public static Constant of(long[] dims, float... values) {
        return new Constant(dims, new Numbers() {
            @Override
            public float[] floats() {
                return values;
            }

            @Override
            public long[] longs() throws IOException {
                throw new IOException("a tensor of floating point numbers stands where integers are expected.");
            }
        });
    }

    /**
     * A tensor of the file.
     *
     * @throws IOException if it lies in another file, its type is not read, or its sizes do not fit its numbers
     */
    public static Constant of(TensorProto tensor, String name) throws IOException {
        if (tensor.getDataLocation() == DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0) {
            String location = tensor.getExternalDataList().stream()
                    .filter(entry -> entry.getKey().equals("location"))
                    .map(StringStringEntryProto::getValue)
                    .findFirst()
                    .orElse("");
            throw refused(
                    name,
                    "lies in the external file '%s', which is not read; save the model with its weights in one file",
                    Node.shown(location));
        }
        if (tensor.hasSegment()) {
            throw refused(name, "is a segment of a tensor, expected a whole one");
        }
        long[] dims = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        long count = count(dims, name);
        DataType type = DataType.forNumber(tensor.getDataType());
        int bytes = bytes(type);
        if (type == null || bytes == 0) {
            throw refused(
                    name,
                    "is of type %s, expected FLOAT, FLOAT16, BFLOAT16, DOUBLE or integers",
                    type == null ? tensor.getDataType() : type);
        }
        boolean raw = !tensor.getRawData().isEmpty();
        long found = raw ? tensor.getRawData().size() : stored(tensor, type);
        long expected = raw ? count * bytes : count;
        if (found != expected) {
            throw refused(
                    name,
                    "has %d %s, expected %d for the sizes %s",
                    found,
                    raw ? "bytes" : "numbers",
                    expected,
                    Arrays.toString(dims));
        }
        return new Constant(dims, new Stored(tensor, type, (int) count));
    }

    private static long count(long[] dims, String name) throws IOException {
        long count = 1;
        for (long size : dims) {
            if (dims.length > LARGEST_RANK || size < 0 || size > MOST_NUMBERS || count * size > MOST_NUMBERS) {
                throw refused(
                        name,
                        "has the sizes %s, expected at most %d axes and %d numbers in all",
                        Arrays.toString(Arrays.copyOf(dims, Math.min(dims.length, LARGEST_RANK))),
                        LARGEST_RANK,
                        MOST_NUMBERS);
            }
            count *= size;
        }
        return count;
    }

    private static IOException refused(String name, String format, Object... arguments) {
        return new IOException(String.format(Locale.ROOT, "tensor '%s' ", Node.shown(name))
                + String.format(Locale.ROOT, format, arguments) + ".");
    }

    private static int bytes(@Nullable DataType type) {
        if (type == null) {
            return 0;
        }
        return switch (type) {
            case FLOAT, INT32 -> 4;
            case FLOAT16, BFLOAT16 -> 2;
            case DOUBLE, INT64 -> 8;
            case BOOL, UINT8, INT8 -> 1;
            default -> 0;
        };
    }

    private static int stored(TensorProto tensor, DataType type) {
        return switch (type) {
            case FLOAT -> tensor.getFloatDataCount();
            case DOUBLE -> tensor.getDoubleDataCount();
            case INT64 -> tensor.getInt64DataCount();
            default -> tensor.getInt32DataCount();
        };
    }

    private record Stored(TensorProto tensor, DataType type, int count) implements Numbers {
        @Override
        public float[] floats() {
            boolean raw = !tensor.getRawData().isEmpty();
            ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            float[] floats = new float[count];
            for (int i = 0; i < count; i++) {
                floats[i] = raw ? ofBytes(bytes) : ofList(i);
            }
            return floats;
        }

        private float ofBytes(ByteBuffer bytes) {
            return switch (type) {
                case FLOAT -> bytes.getFloat();
                case DOUBLE -> (float) bytes.getDouble();
                case FLOAT16, BFLOAT16 -> half(bytes.getShort());
                case INT32 -> bytes.getInt();
                case INT64 -> bytes.getLong();
                case INT8 -> bytes.get();
                default -> bytes.get() & 0xff;
            };
        }

        private float ofList(int i) {
            return switch (type) {
                case FLOAT -> tensor.getFloatData(i);
                case DOUBLE -> (float) tensor.getDoubleData(i);
                case INT64 -> tensor.getInt64Data(i);
                case FLOAT16, BFLOAT16 -> half((short) tensor.getInt32Data(i));
                default -> tensor.getInt32Data(i);
            };
        }

        private float half(short bits) {
            return type == DataType.BFLOAT16
                    ? Float.intBitsToFloat(bits << BFLOAT16_SHIFT)
                    : HalfIndexer.toFloat(bits & 0xffff);
        }

        @Override
        public long[] longs() throws IOException {
            if (type != DataType.INT64) {
                if (!List.of(DataType.INT32, DataType.BOOL, DataType.UINT8, DataType.INT8)
                        .contains(type)) {
                    throw new IOException(String.format(
                            Locale.ROOT,
                            "tensor '%s' is of type %s where integers are expected.",
                            Node.shown(tensor.getName()),
                            type));
                }
                boolean raw = !tensor.getRawData().isEmpty();
                ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
                return LongStream.range(0, count)
                        .map(i -> !raw
                                ? tensor.getInt32Data((int) i)
                                : type == DataType.INT32
                                        ? bytes.getInt()
                                        : type == DataType.INT8 ? bytes.get() : bytes.get() & 0xff)
                        .toArray();
            }
            ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            return tensor.getRawData().isEmpty()
                    ? tensor.getInt64DataList().stream()
                            .mapToLong(Long::longValue)
                            .toArray()
                    : LongStream.range(0, count).map(i -> bytes.getLong()).toArray();
        }
    }

    /** Its sizes agree with its numbers, which are known to be at most 2^30. */
    public long count() {
        return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }

    public INDArray array() {
        return dims.length == 0 ? Nd4j.createFromArray(values.floats()) : Nd4j.create(values.floats(), dims, 'c');
    }

    /** The same numbers under other sizes. */
    public Constant reshaped(long... newDims) {
        return new Constant(newDims, values);
    }
}
