package org.cam4j.spark;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.spark.broadcast.Broadcast;
import org.cam4j.training.fit.WorkerGroup;
import org.cam4j.training.recipe.TrainRecipe;

/** Workers as tasks: a round is a Spark job with one task per worker, on whichever executors are free. */
record SparkWorkerGroup(
        Cluster cluster, Job job, TrainRecipe recipe, int workers, int batchesPerRound, SyncMode syncMode)
        implements WorkerGroup {
    @Override
    public List<WorkerResult> train(State from, List<BatchRange> ranges) throws IOException {
        Broadcast<State> sent = cluster.broadcast(from);
        BatchRange first = ranges.get(0);
        String description = String.format(
                Locale.ROOT,
                "train: epoch %d, batches from %d on, %s exchanged",
                first.epoch() + 1,
                first.first() + 1,
                syncMode.id());
        try {
            return cluster.run(description, ranges, new TrainTask(job, recipe, syncMode, sent), done -> {});
        } finally {
            sent.destroy();
        }
    }
}
