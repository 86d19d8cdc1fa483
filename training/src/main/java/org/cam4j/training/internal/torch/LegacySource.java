package org.cam4j.training.internal.torch;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The format before PyTorch 1.6: five pickles (a magic number, the protocol's version, facts about the machine, the object, the storages' keys), then each storage
 * in the order of the keys, its number of elements in front; little-endian on every machine.
 */
record LegacySource(Path file, Object root, Map<String, Long> positions) implements TorchFile.StorageSource {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long PROTOCOL = 1001;

    static LegacySource open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer head = ByteBuffer.allocate((int) Math.min(channel.size(), ZipSource.LARGEST_PICKLE));
            while (head.hasRemaining() && channel.read(head) >= 0) {
                // until the buffer is full
            }
            PickleInput in = new PickleInput(head.flip());
            TorchGlobals globals = new TorchGlobals();
            if (!PickleReader.read(in, globals).equals(MAGIC)) {
                throw new IOException("this is a Python pickle, but none that torch.save wrote");
            }
            Object protocol = PickleReader.read(in, globals);
            if (!protocol.equals(PROTOCOL)) {
                throw new IOException("the version of the format is not " + PROTOCOL);
            }
            PickleReader.read(in, globals); // the machine
            Object root = PickleReader.read(in, globals);
            Object keys = PickleReader.read(in, globals);
            if (!(keys instanceof List<?> list)) {
                throw new IOException("the keys of the storages are no list");
            }
            return new LegacySource(file, root, positions(channel, in.position(), list, globals.storages()));
        }
    }

    private static Map<String, Long> positions(
            FileChannel channel, long first, List<?> keys, Map<String, StorageRef> storages) throws IOException {
        Map<String, Long> positions = new HashMap<>();
        long position = first;
        for (Object key : keys) {
            StorageRef storage = key instanceof String ? storages.get(key) : null;
            if (storage == null) {
                throw new IOException("a storage in the file belongs to no tensor");
            }
            ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            if (channel.read(count, position) < Long.BYTES || count.getLong(0) != storage.elements()) {
                throw new IOException(String.format(
                        Locale.ROOT, "the storage at byte %d does not have %d elements", position, storage.elements()));
            }
            long begin = position + Long.BYTES;
            if (storage.elements() > (channel.size() - begin) / storage.type().bytes()) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "the storage at byte %d needs %d elements of %d bytes, but the file ends at byte %d",
                        position,
                        storage.elements(),
                        storage.type().bytes(),
                        channel.size()));
            }
            positions.put(storage.key(), begin);
            position = begin + storage.elements() * storage.type().bytes();
        }
        if (!positions.keySet().containsAll(storages.keySet())) {
            throw new IOException("a tensor has no storage in the file");
        }
        return positions;
    }

    @Override
    public ByteOrder order() {
        return ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public InputStream open(StorageRef storage) throws IOException {
        FileChannel channel = FileChannel.open(file);
        channel.position(Objects.requireNonNull(positions.get(storage.key())));
        return Channels.newInputStream(channel);
    }
}
