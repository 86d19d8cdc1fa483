package org.cam4j.spark;

import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.cam4j.training.fit.Apprentice;
import org.cam4j.training.fit.Crew;
import org.cam4j.training.fit.TrainRecipe;

/** Learns from a share of the batches. */
record LearnTask(Job job, TrainRecipe recipe, Crew.Exchange exchange, Broadcast<Crew.State> from)
        implements Function<Crew.Share, Answer<Crew.Outcome>> {
    @Override
    public Answer<Crew.Outcome> call(Crew.Share share) {
        return job.answer(place -> {
            Apprentice apprentice = place.tool(here -> new Apprentice(here.model(), here.data(), recipe));
            Crew.Outcome outcome = apprentice.work(from.value(), share, exchange);
            place.leaveOut(outcome.skipped());
            return outcome;
        });
    }
}
