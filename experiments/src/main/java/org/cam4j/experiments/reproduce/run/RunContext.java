package org.cam4j.experiments.reproduce.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.pixels.BatchReader;
import org.cam4j.training.model.CamModel;

/**
 * What a {@link RunTask} works with.
 *
 * @param network the run's network, unless it is {@link NetworkChoice.None}
 * @param data the run's data
 * @param seed of every random draw
 * @param threads for decoding
 * @param work a folder of this run alone, for checkpoints and the like; an interrupted run finds it as it was
 * @param files where published weights lie
 * @param progress hears how far it is
 */
public record RunContext(
        Optional<CamModel> network,
        Dataset data,
        long seed,
        int threads,
        Path work,
        DataFolder files,
        Progress progress) {
    /** A folder that runs share, for what is costly and the same for all of them. */
    public Path shared(String name) {
        return work.resolveSibling("../shared").normalize().resolve(name);
    }

    /** Reads images as the network takes them, so many at a time. */
    public BatchReader images(List<Sample> samples, int batchSize) {
        return new BatchReader(
                samples,
                batchSize,
                (sample, image, index) -> model().preprocessing().apply(image),
                threads);
    }

    /** The network, where the run has one. */
    public CamModel model() {
        return network.orElseThrow(() -> new IllegalStateException("The run has no network."));
    }
}
