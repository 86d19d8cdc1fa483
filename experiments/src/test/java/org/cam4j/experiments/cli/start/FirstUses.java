package org.cam4j.experiments.cli.start;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.pixels.BatchReader;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.experiments.report.picture.VideoFile;
import org.cam4j.experiments.video.FrameSources;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.run.MemoryLimit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** A program of a user of the library, each of whose threads begins with another part of cam4j. */
final class FirstUses {
    static final int FAILED = 2;

    private FirstUses() {}

    /**
     * Starts a thread for each part and waits until all have ended.
     *
     * @param arguments an image, the milliseconds between two starts, and the names of the parts
     */
    public static void main(String[] arguments) throws InterruptedException {
        Path image = Path.of(arguments[0]);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (String name : arguments[2].split(" ")) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            use(name, image);
                        } catch (IOException | RuntimeException | Error problem) {
                            failure.set(problem);
                        }
                    },
                    name);
            threads.add(thread);
            thread.start();
            Thread.sleep(Long.parseLong(arguments[1]));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            failure.get().printStackTrace();
        }
        System.exit(failure.get() == null ? 0 : FAILED);
    }

    private static void use(String name, Path image) throws IOException {
        switch (name) {
            case "kernels" -> Kernels.switchOn();
            case "decoder" -> ImageDecoder.decode(image);
            case "limit" -> MemoryLimit.watch(megabytes -> {});
            case "model" -> Networks.create(NetworkSpec.of("mini", "gap", List.of("a", "b")));
            case "batches" -> read(image);
            case "video" -> {
                FrameSources.open(String.valueOf(image.getParent())).close();
                VideoFile.create(image.resolveSibling("a.mp4"), 1).close();
            }
            default -> throw new IllegalArgumentException(name);
        }
    }

    private static void read(Path image) {
        Sample sample = new Sample("image", 0, 8, 8, List.of(), Optional.empty(), () -> ImageDecoder.decode(image));
        BatchReader.Transform transform = (from, pixels, index) -> Nd4j.zeros(DataType.FLOAT, 3, 8, 8);
        try (BatchReader reader = new BatchReader(List.of(sample, sample, sample, sample), 2, transform, 2)) {
            while (reader.hasNext()) {
                reader.next();
            }
        }
    }
}
