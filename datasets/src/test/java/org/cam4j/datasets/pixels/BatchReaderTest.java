package org.cam4j.datasets.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.cam4j.datasets.ImageSource;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.junit.jupiter.api.Test;

class BatchReaderTest {
    private static final BatchReader.Transform PLAIN = (sample, image, index) ->
            new Preprocessing(2, 2, Preprocessing.ChannelOrder.RGB, List.of(0.0), List.of(1.0)).apply(image);

    @Test
    void orderIsKeptAndTheLastBatchIsSmaller() {
        List<Integer> labels = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        try (BatchReader reader = new BatchReader(samples(10, -1), 4, PLAIN, 3)) {
            while (reader.hasNext()) {
                BatchReader.Batch batch = reader.next();
                sizes.add(batch.samples().size());
                for (int i = 0; i < batch.samples().size(); i++) {
                    labels.add(batch.samples().get(i).label());
                    assertThat(batch.images().getInt(i, 1, 0, 1))
                            .isEqualTo(batch.samples().get(i).label());
                }
                assertThat(batch.images().shape())
                        .containsExactly(batch.samples().size(), 3, 2, 2);
            }
            assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
        }
        assertThat(labels).isEqualTo(IntStream.range(0, 10).boxed().toList());
        assertThat(sizes).containsExactly(4, 4, 2);
    }

    @Test
    void aBadImageIsSkippedWithItsReason() {
        try (BatchReader reader = new BatchReader(samples(3, 1), 3, PLAIN, 2)) {
            BatchReader.Batch batch = reader.next();
            assertThat(batch.samples()).extracting(Sample::id).containsExactly("0", "2");
            assertThat(batch.images().getInt(1, 0, 0, 0)).isEqualTo(2);
            assertThat(batch.skipped()).singleElement().satisfies(skipped -> {
                assertThat(skipped.id()).isEqualTo("1");
                assertThat(skipped.reason()).isEqualTo("1 is damaged");
            });
        }
    }

    @Test
    void aBatchWithoutAnyImageIsEmpty() {
        try (BatchReader reader = new BatchReader(samples(1, 0), 3, PLAIN, 1)) {
            BatchReader.Batch batch = reader.next();
            assertThat(batch.isEmpty()).isTrue();
            assertThat(batch.images().isEmpty()).isTrue();
            assertThat(reader.hasNext()).isFalse();
        }
    }

    @Test
    void thePositionInTheListReachesTheTransform() {
        BatchReader.Transform checks = (sample, image, index) -> {
            assertThat(sample.label()).isEqualTo(index);
            return PLAIN.apply(sample, image, index);
        };
        try (BatchReader reader = new BatchReader(samples(9, -1), 2, checks, 2)) {
            reader.forEachRemaining(batch -> assertThat(batch.skipped()).isEmpty());
        }
    }

    @Test
    void noMoreThanTwoBatchesAreDecodedAhead() {
        AtomicInteger reads = new AtomicInteger();
        List<Sample> samples = IntStream.range(0, 100)
                .mapToObj(i -> sample(i, () -> {
                    reads.incrementAndGet();
                    return pixels(i);
                }))
                .toList();
        try (BatchReader reader = new BatchReader(samples, 5, PLAIN, 2)) {
            reader.next();
            assertThat(reads.get()).isLessThanOrEqualTo(15);
        }
        assertThat(reads.get()).isLessThanOrEqualTo(15);
    }

    @Test
    void closingEndsTheThreads() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        BatchReader.Transform remembers = (sample, image, index) -> {
            threads.add(Thread.currentThread());
            return PLAIN.apply(sample, image, index);
        };
        try (BatchReader reader = new BatchReader(samples(100, -1), 5, remembers, 2)) {
            reader.next();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(threads).isNotEmpty().noneMatch(Thread::isAlive);
    }

    @Test
    void aFailingTransformIsNotHidden() {
        BatchReader.Transform broken = (sample, image, index) -> {
            throw new IllegalArgumentException("wrong size");
        };
        try (BatchReader reader = new BatchReader(samples(2, -1), 2, broken, 1)) {
            assertThatThrownBy(reader::next)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("wrong size");
        }
    }

    @Test
    void wrongSizesAreRefused() {
        assertThatThrownBy(() -> new BatchReader(List.of(), 0, PLAIN, 1)).hasMessageContaining("batch size 0");
    }

    private static List<Sample> samples(int count, int damaged) {
        return IntStream.range(0, count)
                .mapToObj(i -> sample(i, () -> {
                    if (i == damaged) {
                        throw new IOException(i + " is damaged");
                    }
                    return pixels(i);
                }))
                .toList();
    }

    private static PixelImage pixels(int value) {
        byte[] rgb = new byte[12];
        Arrays.fill(rgb, (byte) value);
        return new PixelImage(2, 2, rgb);
    }

    private static Sample sample(int label, ImageSource image) {
        return new Sample(String.valueOf(label), label, 0, 0, List.of(), Optional.empty(), image);
    }
}
