package org.cam4j.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.cam4j.evaluation.Skipped;

/** Reads every image and mask of a data set. */
public final class DatasetCheck {
    private DatasetCheck() {}

    /**
     * Reads everything and reports every bad file and entry.
     *
     * @param threads at least 1
     * @param progress takes the number of images read so far; called from several threads
     * @throws IllegalStateException when the calling thread is interrupted
     */
    public static Report run(Dataset dataset, int threads, LongConsumer progress) {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "Check: %d threads, expected at least 1.", threads));
        }
        Map<Split, Integer> images = new EnumMap<>(Split.class);
        List<Sample> samples = new ArrayList<>();
        for (Split split : Split.values()) {
            images.put(split, dataset.samples(split).size());
            samples.addAll(dataset.samples(split));
        }
        List<Skipped> bad = new ArrayList<>(dataset.skipped());
        bad.addAll(unreadable(samples, threads, progress));
        return new Report(images, bad);
    }

    private static List<Skipped> unreadable(List<Sample> samples, int threads, LongConsumer progress) {
        Map<Integer, Skipped> bad = new ConcurrentSkipListMap<>();
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Runnable reader = () -> {
            for (int i = next.getAndIncrement(); i < samples.size(); i = next.getAndIncrement()) {
                Sample sample = samples.get(i);
                try {
                    sample.image().read();
                    if (sample.mask().isPresent()) {
                        Objects.requireNonNull(sample.mask().get().get());
                    }
                } catch (IOException | UncheckedIOException e) {
                    bad.put(i, new Skipped(sample.id(), String.valueOf(e.getMessage())));
                }
                progress.accept(done.incrementAndGet());
            }
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                readers.add(pool.submit(reader));
            }
            for (Future<?> finished : readers) {
                finished.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The check was interrupted.", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The check failed: " + e.getCause(), e.getCause());
        } finally {
            next.set(samples.size());
            pool.shutdownNow();
        }
        return List.copyOf(bad.values());
    }

    /**
     * What {@link DatasetCheck} found.
     *
     * @param images the number of images that the index lists, for every split and in their order
     * @param bad index entries that were left out, then every image that cannot be read, in the order of the splits
     */
    public record Report(Map<Split, Integer> images, List<Skipped> bad) {
        public Report {
            images = Collections.unmodifiableMap(new EnumMap<>(images));
            bad = List.copyOf(bad);
        }
    }
}
