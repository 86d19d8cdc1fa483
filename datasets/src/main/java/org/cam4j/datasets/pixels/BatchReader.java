package org.cam4j.datasets.pixels;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Skipped;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads samples in batches, decoding and stacking in a few threads up to {@value #BATCHES_AHEAD} batches ahead. The order is kept, whatever the number of threads. An image that
 * cannot be read goes to {@link Batch#skipped}; the batch is then smaller.
 *
 * <p>For one consumer. {@link #close} stops the threads; it must be called, also when not every batch was taken.
 */
public final class BatchReader implements Iterator<BatchReader.Batch>, AutoCloseable {
    private static final int BATCHES_AHEAD = 2;

    /** A decoded image, or why there is none. */
    private record Result(Sample sample, @Nullable INDArray image, String reason) {}

    private final List<Sample> samples;
    private final int batchSize;
    private final Transform transform;
    private final ExecutorService pool;
    private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
    private int submitted;

    /**
     * Starts to decode.
     *
     * @param samples read in this order
     * @param batchSize at least 1; the last batch may be smaller
     * @param threads at least 1
     */
    public BatchReader(List<Sample> samples, int batchSize, Transform transform, int threads) {
        if (batchSize < 1 || threads < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Batch reader: batch size %d and %d threads, expected at least 1 each.",
                    batchSize,
                    threads));
        }
        JavaCpp.initialize();
        this.samples = List.copyOf(samples);
        this.batchSize = batchSize;
        this.transform = transform;
        this.pool = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "batch-reader");
            thread.setDaemon(true);
            return thread;
        });
        for (int i = 0; i < BATCHES_AHEAD; i++) {
            submitBatch();
        }
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty();
    }

    /**
     * The next batch.
     *
     * @throws IllegalStateException when the transform failed, or the thread was interrupted
     */
    @Override
    public Batch next() {
        Future<Batch> batch = ahead.poll();
        if (batch == null) {
            throw new NoSuchElementException(String.format(Locale.ROOT, "All %d samples were read.", samples.size()));
        }
        submitBatch();
        return await(batch);
    }

    /** Stops the threads and drops what was decoded ahead. */
    @Override
    public void close() {
        ahead.clear();
        pool.shutdownNow();
    }

    private void submitBatch() {
        int end = Math.min(samples.size(), submitted + batchSize);
        if (submitted == end) {
            return;
        }
        List<Future<Result>> futures = new ArrayList<>();
        for (; submitted < end; submitted++) {
            int index = submitted;
            futures.add(pool.submit(() -> read(index)));
        }
        ahead.add(pool.submit(
                () -> assemble(futures))); // behind its images in the queue, so it waits for running ones alone
    }

    private static Batch assemble(List<Future<Result>> futures) throws InterruptedException, ExecutionException {
        List<Sample> read = new ArrayList<>();
        List<INDArray> images = new ArrayList<>();
        List<Skipped> skipped = new ArrayList<>();
        for (Future<Result> future : futures) {
            Result result = future.get();
            if (result.image == null) {
                skipped.add(new Skipped(result.sample.id(), result.reason));
            } else {
                read.add(result.sample);
                images.add(result.image);
            }
        }
        return new Batch(read, stack(images), skipped);
    }

    private Result read(int index) {
        Sample sample = samples.get(index);
        PixelImage image;
        try {
            image = sample.image().read();
        } catch (IOException | RuntimeException e) {
            return new Result(sample, null, String.valueOf(e.getMessage()));
        }
        return new Result(sample, transform.apply(sample, image, index), "");
    }

    private Batch await(Future<Batch> batch) {
        try {
            return batch.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new IllegalStateException("Reading was interrupted.", e);
        } catch (ExecutionException e) {
            close();
            Throwable cause = e.getCause() instanceof ExecutionException ofImage ? ofImage.getCause() : e.getCause();
            throw new IllegalStateException("Reading failed: " + cause, cause);
        }
    }

    @SuppressWarnings("try") // the scope is closed, not used
    private static INDArray stack(List<INDArray> images) {
        try (var outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            if (images.isEmpty()) {
                return Nd4j.empty(DataType.FLOAT);
            }
            INDArray batch = Nd4j.stack(0, images.toArray(INDArray[]::new)); // [N,3,H,W]
            images.stream().filter(INDArray::closeable).forEach(INDArray::close);
            return batch;
        }
    }

    /**
     * Images that go through a network together.
     *
     * @param samples the samples that could be read, in order
     * @param images {@code [N,3,H,W]}, one for every sample; {@code Nd4j.empty} where there is none
     * @param skipped the samples that could not be read, with the reason
     */
    public record Batch(List<Sample> samples, INDArray images, List<Skipped> skipped) {
        public Batch {
            samples = List.copyOf(samples);
            skipped = List.copyOf(skipped);
        }

        /** Whether no image of this batch could be read. */
        public boolean isEmpty() {
            return samples.isEmpty();
        }
    }

    /** Turns a decoded image into network input. Called from several threads at once, in any order. */
    @FunctionalInterface
    public interface Transform {
        /**
         * The network input of one image.
         *
         * @param index the position of the sample in the list that is read; random draws are derived from it
         * @return a new array {@code [3,H,W]} that the caller may close
         */
        INDArray apply(Sample sample, PixelImage image, int index);
    }
}
