package org.cam4j.training.internal.torch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.cam4j.training.internal.tensor.FloatDecoder;
import org.cam4j.training.internal.tensor.TensorEntry;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A state dict in a file of {@code torch.save}, in the format since PyTorch 1.6 (a zip) or in the older one. Opening reads the names, types and sizes alone;
 * {@link #read} reads one tensor. No class of the file is ever created; a tensor never has more elements than its storage, a storage never more bytes than the file.
 */
public final class TorchFile {
    private static final int CHUNK_BYTES = 1 << 20;

    private final StorageSource source;
    private final Map<String, TensorView> views;
    private final List<String> notes;

    private TorchFile(StorageSource source, StateDict state) {
        this.source = source;
        this.views = Collections.unmodifiableMap(state.tensors());
        this.notes = List.copyOf(state.notes());
    }

    /** Where the bytes of storages come from. */
    interface StorageSource {
        /** The file. */
        Path file();

        /** The object that was saved. */
        Object root();

        /** How numbers lie in the storages. */
        ByteOrder order();

        /** The bytes of a storage from its first on. */
        InputStream open(StorageRef storage) throws IOException;
    }

    /**
     * Reads everything but the numbers.
     *
     * @throws IOException if the file is damaged, holds no state dict, or asks for anything but tensors and plain containers; the message names it
     */
    public static TorchFile open(Path file) throws IOException {
        try {
            StorageSource source = ZipSource.isZip(file) ? ZipSource.open(file) : LegacySource.open(file);
            return new TorchFile(source, StateDict.of(source.root()));
        } catch (IOException problem) {
            throw new IOException(String.format(Locale.ROOT, "Weights %s: %s.", file, reason(problem)), problem);
        }
    }

    /** Types and shapes by name; the types are called as in safetensors, the bytes count from the start of a tensor's storage. */
    public Map<String, TensorEntry> tensors() {
        Map<String, TensorEntry> tensors = new LinkedHashMap<>();
        views.forEach((name, view) -> {
            int bytes = view.storage().type().bytes();
            long begin = bytes * (view.storage().start() + view.offset());
            tensors.put(
                    name,
                    new TensorEntry(view.storage().type().dtype(), view.shape(), begin, begin + bytes * view.extent()));
        });
        return Collections.unmodifiableMap(tensors);
    }

    /** What a user should know of how the tensors were found. */
    public List<String> notes() {
        return notes;
    }

    /**
     * One tensor as float32, {@code c}-ordered in the file's shape; its type must be one of {@link FloatDecoder#reads}.
     *
     * @throws IOException in one line, if its numbers are damaged
     */
    public INDArray read(String name) throws IOException {
        try {
            return read(Objects.requireNonNull(views.get(name), name));
        } catch (IOException problem) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "Weights %s: tensor '%s' cannot be read (%s); copy or download the file again.",
                            source.file(),
                            name,
                            reason(problem)),
                    problem);
        }
    }

    /** An end of the file that the library finds has no message. */
    private static String reason(IOException problem) {
        return problem.getMessage() == null ? "the file ends too early" : problem.getMessage();
    }

    private INDArray read(TensorView view) throws IOException {
        long[] shape = view.shape().stream().mapToLong(Long::longValue).toArray();
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        if (view.length() == 0) {
            return array;
        }
        FloatBuffer target = array.data().asNioFloat();
        if (view.isContiguous()) {
            decode(view, target);
        } else {
            if (view.extent() > Integer.MAX_VALUE) {
                throw new IOException("it is too large for its strides");
            }
            float[] extent = new float[(int) view.extent()];
            decode(view, FloatBuffer.wrap(extent));
            gather(view, extent, target);
        }
        return array;
    }

    private void decode(TensorView view, FloatBuffer target) throws IOException {
        StorageRef storage = view.storage();
        int bytes = storage.type().bytes();
        long left = bytes * view.extent();
        ByteBuffer chunk =
                ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, left)).order(source.order());
        try (InputStream in = source.open(storage)) {
            in.skipNBytes(bytes * (storage.start() + view.offset()));
            for (; left > 0; left -= chunk.limit()) {
                int wanted = (int) Math.min(chunk.capacity(), left);
                if (in.readNBytes(chunk.array(), 0, wanted) < wanted) {
                    throw new EOFException("the file ends too early");
                }
                FloatDecoder.decode(chunk.clear().limit(wanted), storage.type().dtype(), target);
            }
        }
    }

    /** Copies the elements in the order of their indices, which count up like an odometer. */
    private static void gather(TensorView view, float[] extent, FloatBuffer target) {
        int rank = view.shape().size();
        long[] index = new long[rank];
        long place = 0;
        for (long left = view.length(); left > 0; left--) {
            target.put(extent[(int) place]);
            for (int i = rank - 1; i >= 0; i--) {
                place += view.strides().get(i);
                index[i]++;
                if (index[i] < view.shape().get(i)) {
                    break;
                }
                place -= index[i] * view.strides().get(i);
                index[i] = 0;
            }
        }
    }
}
