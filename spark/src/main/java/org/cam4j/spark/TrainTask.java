package org.cam4j.spark;

import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.cam4j.training.fit.Worker;
import org.cam4j.training.fit.WorkerGroup;
import org.cam4j.training.recipe.TrainRecipe;

/** Trains on a range of the batches. */
record TrainTask(Job job, TrainRecipe recipe, WorkerGroup.SyncMode syncMode, Broadcast<WorkerGroup.State> from)
        implements Function<WorkerGroup.BatchRange, TaskResult<WorkerGroup.WorkerResult>> {
    @Override
    public TaskResult<WorkerGroup.WorkerResult> call(WorkerGroup.BatchRange range) {
        return job.run(context -> {
            Worker worker = context.tool(created -> new Worker(created.model(), created.data(), recipe));
            WorkerGroup.WorkerResult result = worker.train(from.value(), range, syncMode);
            context.leaveOut(result.skipped());
            return result;
        });
    }
}
