package org.cam4j.training.internal.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes state dicts as {@code torch.save} does, in both formats, opcode by opcode after the published description of pickle protocol 2. */
public final class TorchWriter {
    private static final HexFormat HEX = HexFormat.of();

    private final boolean legacy;
    private final boolean deflated;
    private final List<byte[]> storages = new ArrayList<>();

    private TorchWriter(boolean legacy, boolean deflated) {
        this.legacy = legacy;
        this.deflated = deflated;
    }

    /** The format since PyTorch 1.6, whose entries are stored. */
    public static TorchWriter zip() {
        return new TorchWriter(false, false);
    }

    static TorchWriter deflatedZip() {
        return new TorchWriter(false, true);
    }

    /** The format before PyTorch 1.6. */
    public static TorchWriter legacy() {
        return new TorchWriter(true, false);
    }

    boolean isLegacy() {
        return legacy;
    }

    /** Writes tensors of float32 under these keys, one dictionary in the other. */
    public Path write(Path file, Map<String, INDArray> tensors, String... wrappers) throws IOException {
        Pickle pickle = new Pickle().raw("8002");
        for (String wrapper : wrappers) {
            pickle.op('}').text(wrapper);
        }
        pickle.global("collections", "OrderedDict").op(')').op('R').op('(');
        for (Map.Entry<String, INDArray> entry : tensors.entrySet()) {
            pickle.text(entry.getKey());
            tensor(pickle, entry.getValue());
        }
        pickle.op('u').op('}').text("_metadata").op('}').op('s').op('b');
        for (int i = 0; i < wrappers.length; i++) {
            pickle.op('s');
        }
        return write(file, pickle.op('.').bytes());
    }

    private void tensor(Pickle pickle, INDArray tensor) {
        float[] values = tensor.dup('c').data().asFloat();
        pickle.global("torch._utils", "_rebuild_tensor_v2").op('(');
        storage(pickle, "Float", floats(values), values.length);
        pickle.integer(0).tuple(tensor.shape()).tuple(strides(tensor.shape()));
        pickle.raw("89")
                .global("collections", "OrderedDict")
                .op(')')
                .op('R')
                .op('t')
                .op('R');
    }

    /** A new storage, by its persistent id. */
    void storage(Pickle pickle, String type, byte[] bytes, long elements) {
        pickle.op('(').text("storage").global("torch", type + "Storage").text(String.valueOf(storages.size()));
        pickle.text("cpu").integer(elements);
        if (legacy) {
            pickle.op('N');
        }
        pickle.op('t').op('Q');
        byte[] count = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(elements)
                .array();
        ByteBuffer whole = ByteBuffer.allocate((legacy ? Long.BYTES : 0) + bytes.length);
        storages.add((legacy ? whole.put(count) : whole).put(bytes).array());
    }

    /** Writes the file around a pickle and the storages so far. */
    Path write(Path file, byte[] pickle) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            if (legacy) {
                out.write(HEX.parseHex("80028a0a6cfc9c46f9206aa850192e")); // the magic number
                out.write(HEX.parseHex("80024de9032e")); // 1001
                out.write(new Pickle()
                        .raw("8002")
                        .op('}')
                        .text("little_endian")
                        .raw("88")
                        .op('s')
                        .op('.')
                        .bytes());
                out.write(pickle);
                Pickle keys = new Pickle().raw("8002").op(']').op('(');
                for (int i = 0; i < storages.size(); i++) {
                    keys.text(String.valueOf(i));
                }
                out.write(keys.op('e').op('.').bytes());
                for (byte[] storage : storages) {
                    out.write(storage);
                }
                return file;
            }
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                entry(zip, "archive/data.pkl", pickle);
                entry(zip, "archive/byteorder", "little".getBytes(StandardCharsets.UTF_8));
                for (int i = 0; i < storages.size(); i++) {
                    entry(zip, "archive/data/" + i, storages.get(i));
                }
                entry(zip, "archive/version", "3\n".getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    private void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        if (!deflated) {
            CRC32 checksum = new CRC32();
            checksum.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(checksum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content);
    }

    static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static long[] strides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    /** Opcodes. */
    static final class Pickle {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Pickle op(int opcode) {
            out.write(opcode);
            return this;
        }

        Pickle raw(String hex) {
            out.writeBytes(HEX.parseHex(hex));
            return this;
        }

        Pickle global(String module, String name) {
            out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Pickle text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return number('X', bytes.length, Integer.BYTES).rawBytes(bytes);
        }

        Pickle integer(long value) {
            return (int) value == value
                    ? number('J', value, Integer.BYTES)
                    : raw("8a08").number(value, Long.BYTES);
        }

        Pickle tuple(long... values) {
            op('(');
            for (long value : values) {
                integer(value);
            }
            return op('t');
        }

        private Pickle number(int opcode, long value, int bytes) {
            return op(opcode).number(value, bytes);
        }

        private Pickle number(long value, int bytes) {
            byte[] all = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array();
            out.write(all, 0, bytes);
            return this;
        }

        Pickle bytesOf(String latin) {
            return rawBytes(latin.getBytes(StandardCharsets.ISO_8859_1));
        }

        private Pickle rawBytes(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
