package org.cam4j.spark;

import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.cam4j.training.fit.TrainRecipe;
import org.cam4j.training.fit.Worker;
import org.cam4j.training.fit.WorkerGroup;

/** Learns from a share of the batches. */
record TrainTask(Job job, TrainRecipe recipe, WorkerGroup.Exchange exchange, Broadcast<WorkerGroup.State> from)
        implements Function<WorkerGroup.Share, TaskResult<WorkerGroup.Outcome>> {
    @Override
    public TaskResult<WorkerGroup.Outcome> call(WorkerGroup.Share share) {
        return job.answer(place -> {
            Worker apprentice = place.tool(here -> new Worker(here.model(), here.data(), recipe));
            WorkerGroup.Outcome outcome = apprentice.work(from.value(), share, exchange);
            place.leaveOut(outcome.skipped());
            return outcome;
        });
    }
}
