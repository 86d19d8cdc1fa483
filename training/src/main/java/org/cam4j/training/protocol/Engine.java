package org.cam4j.training.protocol;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.training.fit.WorkerGroup;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.recipe.TrainRecipe;

/** Trains and evaluates on other machines. */
public interface Engine {
    /**
     * Measures a network.
     *
     * @param location where the other machines find the data set
     * @param data the same, opened here
     * @param samples of it, those to measure
     * @param progress receives the number of finished samples
     * @return as the measurement made here gives it
     * @throws IOException in one line, when a machine cannot read the data or the job failed
     */
    Map<String, Evaluation.Result> measure(
            DistributedEvaluation measurement,
            CamModel model,
            Datasets.Location location,
            Dataset data,
            List<Sample> samples,
            LongConsumer progress)
            throws IOException;

    /**
     * Workers that train a network together.
     *
     * @param location where the other machines find the data set
     * @param data the same, opened here
     * @param threads of each of them
     */
    WorkerGroup workers(CamModel model, Datasets.Location location, Dataset data, TrainRecipe recipe, int threads);

    /** What a run's record says of it. */
    Map<String, Object> record();
}
