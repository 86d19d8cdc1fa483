package org.cam4j.experiments.reproduce.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.localize.ImagePass;
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
 * @param progress receives the progress
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

    /**
     * Goes over images as the network takes them, with progress.
     *
     * @param task what the progress is called
     * @return the samples whose image could not be read
     */
    public List<Skipped> forEach(String task, List<Sample> samples, ImagePass.Sink sink) throws IOException {
        try (Progress.Task shown = progress.task(task, "images", samples.size())) {
            return new ImagePass(model(), threads).run(samples, sink, shown::to);
        }
    }

    /** The same with another network. */
    public RunContext with(CamModel other) {
        return new RunContext(Optional.of(other), data, seed, threads, work, files, progress);
    }

    /** The network, where the run has one. */
    public CamModel model() {
        return network.orElseThrow(() -> new IllegalStateException("The run has no network."));
    }
}
