package org.cam4j.spark;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.spark.broadcast.Broadcast;
import org.cam4j.training.fit.TrainRecipe;
import org.cam4j.training.fit.WorkerGroup;

/** Learners as tasks: a round is a Spark job with a task a learner, on whichever executors are free. */
record SparkWorkerGroup(Cluster cluster, Job job, TrainRecipe recipe, int learners, int batches, Exchange exchange)
        implements WorkerGroup {
    @Override
    public List<Outcome> work(State from, List<Share> shares) throws IOException {
        Broadcast<State> sent = cluster.broadcast(from);
        Share first = shares.get(0);
        String description = String.format(
                Locale.ROOT,
                "train: epoch %d of %d, batches from %d on, %s exchanged",
                first.epoch() + 1,
                recipe.epochs(),
                first.first() + 1,
                exchange.id());
        try {
            return cluster.run(description, shares, new TrainTask(job, recipe, exchange, sent), done -> {});
        } finally {
            sent.destroy();
        }
    }
}
