package org.cam4j.experiments.papers.meng2019.pairs;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.experiments.papers.meng2019.selection.SimilarityMatrix;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.TaskTraining;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.training.run.RunIdentity;

/** What tells one class from another (Meng et al., 2019, section 3.2). */
public interface PairSource {
    /** Every choice of the source. The names are part of the file format. */
    RunIdentity identity();

    /** Maps of images against other classes. */
    @FunctionalInterface
    interface Maps {
        /**
         * Explains every sample, as {@link PairMaps#run} does.
         *
         * @return the samples whose image could not be read
         */
        List<Skipped> run(List<Sample> samples, List<CamMethod> methods, IntFunction<int[]> others, PairMaps.Sink sink)
                throws IOException;
    }

    /**
     * What is needed for a run.
     *
     * @param matrix how similar the network finds the classes
     * @param maps of any images
     * @param values of the networks themselves, accuracies and epochs, once the maps have been made; empty where there are none
     * @param skipped images that could not be read
     */
    record Prepared(
            SimilarityMatrix matrix, Maps maps, Supplier<Map<String, MetricValue>> values, List<Skipped> skipped) {}

    /**
     * Makes ready what the maps of a run need.
     *
     * @param measured the images whose maps are asked for
     * @param taps the layers of methods that fuse several
     */
    Prepared prepare(RunContext context, List<Sample> measured, BlockTaps taps) throws IOException;

    /** The weights files that it reads besides those of the run's network. */
    default List<String> weightsFiles() {
        return List.of();
    }

    /**
     * The networks that it trains.
     *
     * @param pairs of classes, at most
     * @param classes of the run's data
     */
    default List<TaskTraining> trainings(int pairs, int classes) {
        return List.of();
    }
}
