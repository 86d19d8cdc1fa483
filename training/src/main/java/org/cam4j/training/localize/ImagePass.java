package org.cam4j.training.localize;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongConsumer;
import org.cam4j.datasets.ImageSource;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.pixels.BatchReader;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.model.CamModel;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One pass over images as a network takes them, in batches; each image is decoded once, also for those who draw it. Images that cannot be read are left out. */
public final class ImagePass {
    /** Images that go through a network at once, unless told otherwise; the last digits of its output depend on it. */
    public static final int BATCH_SIZE = 8;

    private final CamModel model;
    private final int batchSize;
    private final int threads;

    /** A pass in batches of {@value #BATCH_SIZE}. */
    public ImagePass(CamModel model, int threads) {
        this(model, BATCH_SIZE, threads);
    }

    /**
     * Reads nothing yet.
     *
     * @param model whose preprocessing the images get
     * @param batchSize at least 1; the last batch may be smaller
     * @param threads that decode images ahead of the network
     */
    public ImagePass(CamModel model, int batchSize, int threads) {
        this.model = model;
        this.batchSize = batchSize;
        this.threads = threads;
    }

    /**
     * Images that could be read.
     *
     * @param samples in order, at least one
     * @param images {@code [N,C,H,W]}, one for every sample; freed after the call of the sink
     * @param pixels the decoded images, one for every sample; they are kept during the call of the sink alone, and decoded again after it
     */
    public record Images(List<Sample> samples, INDArray images, List<ImageSource> pixels) {}

    /** Gets the batches in order. */
    @FunctionalInterface
    public interface Sink {
        void accept(Images batch) throws IOException;
    }

    /**
     * Goes over all images.
     *
     * @param progress receives the number of finished samples after every batch
     * @return the samples whose image could not be read
     */
    public List<Skipped> run(List<Sample> samples, Sink sink, LongConsumer progress) throws IOException {
        List<Skipped> skipped = new ArrayList<>();
        KeptPixels kept = new KeptPixels();
        ConcurrentSkipListMap<Integer, KeptPixels.Image> decoded = new ConcurrentSkipListMap<>();
        long done = 0;
        try (BatchReader reader = new BatchReader(
                samples,
                batchSize,
                (sample, image, index) -> {
                    INDArray input = model.preprocessing().apply(image);
                    decoded.put(index, kept.keep(sample.image(), image));
                    return input;
                },
                threads)) {
            while (reader.hasNext()) {
                BatchReader.Batch batch = reader.next();
                skipped.addAll(batch.skipped());
                if (!batch.isEmpty()) {
                    accept(batch, decoded, sink);
                }
                done += batch.samples().size() + batch.skipped().size();
                progress.accept(done);
            }
        }
        return skipped;
    }

    private static void accept(
            BatchReader.Batch batch, ConcurrentSkipListMap<Integer, KeptPixels.Image> decoded, Sink sink)
            throws IOException {
        List<KeptPixels.Image> pixels = batch.samples().stream() // those of later batches have higher places
                .map(sample -> Objects.requireNonNull(decoded.pollFirstEntry(), sample.id()))
                .map(entry -> entry.getValue())
                .toList();
        sink.accept(new Images(batch.samples(), batch.images(), List.copyOf(pixels)));
        pixels.forEach(KeptPixels.Image::release);
        if (batch.images().closeable()) {
            batch.images().close();
        }
    }
}
