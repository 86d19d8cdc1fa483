package org.cam4j.experiments.papers.frozen;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Skipped;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.training.localize.ImagePass;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ParameterBytes;
import org.cam4j.training.run.RunFolder;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trunk's maps of many images on disk, in blocks of {@value #BLOCK} images. A block is computed where its file is missing, damaged, or was made by other parameters,
 * taps, preprocessing or images: its SHA-256 is over all of these and the values. Several processes may share a folder: each block is computed by one of them. Values are rounded to bfloat16, 8 significant bits.
 */
public final class CachedFeatures {
    private static final int BLOCK = 128;
    private static final int BATCH = 16;
    private static final int DIGEST = 32;

    /**
     * Some images and their maps.
     *
     * @param samples those that could be read
     * @param maps {@code [N,C,h,w]} by tap, in the order of the samples
     */
    public record Block(List<Sample> samples, Map<String, INDArray> maps) {}

    /** Takes block after block. */
    @FunctionalInterface
    public interface Sink {
        void accept(Block block) throws IOException;
    }

    private final CamModel trunk;
    private final List<String> taps;
    private final List<Sample> samples;
    private final RunFolder folder;
    private final long limit;
    private final int threads;
    private final String identity;
    private final Map<String, Skipped> skipped = new LinkedHashMap<>();

    /**
     * Nothing is computed yet.
     *
     * @param trunk whose parameters do not change any more
     * @param taps names of layers with maps
     * @param samples in an order that does not change from run to run
     * @param data the data set's fingerprint
     * @param folder of this cache alone
     * @param limit bytes on disk at most
     * @param threads for decoding
     */
    public CachedFeatures(
            CamModel trunk,
            List<String> taps,
            List<Sample> samples,
            String data,
            RunFolder folder,
            long limit,
            int threads) {
        this.trunk = trunk;
        this.taps = List.copyOf(taps);
        this.samples = List.copyOf(samples);
        this.folder = folder;
        this.limit = limit;
        this.threads = threads;
        this.identity = String.format(
                Locale.ROOT,
                "%s, %s, %s, %s",
                ParameterBytes.hash(trunk.graph().params()),
                trunk.preprocessing().identity(),
                taps,
                data);
    }

    /** Images of the blocks so far that could not be read. */
    public List<Skipped> skipped() {
        return List.copyOf(skipped.values());
    }

    /**
     * Goes through all blocks.
     *
     * @param progress receives the number of finished samples
     * @throws IllegalArgumentException if the maps need more room than the limit
     */
    public void forEach(Sink sink, LongConsumer progress) throws IOException {
        for (int begin = 0; begin < samples.size(); begin += BLOCK) {
            List<Sample> part = samples.subList(begin, Math.min(samples.size(), begin + BLOCK));
            String name = String.format(Locale.ROOT, "%05d.maps", begin / BLOCK);
            byte[] content = content(name, part);
            Block block = block(content, part);
            part.stream()
                    .filter(sample -> !block.samples().contains(sample))
                    .forEach(sample -> skipped.putIfAbsent(
                            sample.id(), new Skipped(sample.id(), "could not be read when the maps were computed")));
            if (!block.samples().isEmpty()) {
                sink.accept(block);
            }
            progress.accept(Math.min(samples.size(), begin + BLOCK));
        }
    }

    /** The block's file, which one process or thread at a time makes where it is missing. */
    private byte[] content(String name, List<Sample> part) throws IOException {
        byte[] found = read(folder.file(name), part);
        if (found.length > 0) {
            return found;
        }
        RunFolder.Lock lock = folder.await();
        try {
            byte[] made = read(folder.file(name), part);
            if (made.length == 0) {
                made = compute(part);
                folder.writeBytes(name, made);
            }
            return made;
        } finally {
            lock.close();
        }
    }

    /** The file's content; empty where there is none that fits. */
    private byte[] read(Path file, List<Sample> part) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > Math.min(limit, Integer.MAX_VALUE - 8)) {
            return new byte[0];
        }
        byte[] content = Files.readAllBytes(file);
        int length = content.length - DIGEST;
        boolean intact = length > 0
                && MessageDigest.isEqual(
                        digest(content, length, part), Arrays.copyOfRange(content, length, content.length));
        return intact ? content : new byte[0];
    }

    private byte[] digest(byte[] content, int length, List<Sample> part) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(identity.getBytes(StandardCharsets.UTF_8));
            part.forEach(sample -> digest.update((sample.id() + "\n").getBytes(StandardCharsets.UTF_8)));
            digest.update(content, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Number of images, their places in the block, the shape of each tap, then the values image by image and tap by tap. */
    private byte[] compute(List<Sample> part) throws IOException {
        Explainer explainer = Explainer.of(trunk.graph());
        List<Integer> places = new ArrayList<>();
        List<INDArray> values = new ArrayList<>();
        List<Skipped> unreadable = new ImagePass(trunk, BATCH, threads)
                .run(
                        part,
                        batch -> {
                            Explanation explanation = explainer.explain(
                                    batch.images(), ClassSelection.top(1), taps, Set.of(Signal.ACTIVATIONS));
                            for (int image = 0; image < batch.samples().size(); image++) {
                                places.add(part.indexOf(batch.samples().get(image)));
                                for (String tap : taps) {
                                    values.add(
                                            explanation.reading(image, 0, tap).activations());
                                }
                            }
                        },
                        done -> {});
        unreadable.forEach(one -> skipped.put(one.id(), one));
        long floats = values.stream().mapToLong(INDArray::length).sum();
        long all = 2 * floats * samples.size() / Math.max(1, places.size());
        if (all > limit) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The maps of taps %s of %d images need %d MB, more than the %d MB allowed; choose a smaller input"
                            + " size or fewer taps.",
                    taps,
                    samples.size(),
                    all >> 20,
                    limit >> 20));
        }
        int length = 4 * (1 + places.size() + 3 * taps.size());
        ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(length + 2 * floats + DIGEST));
        content.putInt(places.size());
        places.forEach(content::putInt);
        for (int tap = 0; tap < taps.size(); tap++) {
            for (int axis = 0; axis < 3; axis++) {
                content.putInt(values.isEmpty() ? 0 : (int) values.get(tap).size(axis));
            }
        }
        for (INDArray map : values) {
            for (float value : map.ravel().toFloatVector()) {
                content.putShort((short) (Float.floatToIntBits(value) + 0x8000 >>> 16));
            }
        }
        return content.put(digest(content.array(), content.position(), part)).array();
    }

    private Block block(byte[] bytes, List<Sample> part) {
        ByteBuffer content = ByteBuffer.wrap(bytes);
        int count = content.getInt();
        List<Sample> read = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            read.add(part.get(content.getInt()));
        }
        long[][] shapes = new long[taps.size()][];
        float[][] values = new float[taps.size()][];
        for (int tap = 0; tap < taps.size(); tap++) {
            shapes[tap] = new long[] {count, content.getInt(), content.getInt(), content.getInt()};
            values[tap] = new float[Math.toIntExact(shapes[tap][0] * shapes[tap][1] * shapes[tap][2] * shapes[tap][3])];
        }
        for (int image = 0; image < count; image++) {
            for (float[] ofTap : values) {
                int length = ofTap.length / count;
                for (int i = 0; i < length; i++) {
                    ofTap[image * length + i] = Float.intBitsToFloat(content.getShort() << 16);
                }
            }
        }
        Map<String, INDArray> maps = new LinkedHashMap<>();
        for (int tap = 0; tap < taps.size() && count > 0; tap++) {
            maps.put(taps.get(tap), Nd4j.create(values[tap], shapes[tap], 'c'));
        }
        return new Block(read, maps);
    }
}
