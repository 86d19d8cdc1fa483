package org.cam4j.training.fit;

import java.io.IOException;
import org.cam4j.datasets.Dataset;
import org.cam4j.training.backbone.CamModel;

/** One of a {@link Crew}. It learns as {@link Fit} does: of the same batches, with the same learning rates and draws, beginning with whatever state it is given. */
public final class Apprentice {
    private final Learner learner;
    private final Passes passes;

    /**
     * Copies the network.
     *
     * @param model as the run began with
     */
    public Apprentice(CamModel model, Dataset data, TrainRecipe recipe) {
        learner = new Learner(model, recipe, Trunk.of(model));
        passes = new Passes(learner, data, recipe, model.preprocessing(), FitListener.NONE);
    }

    /** Learns from a share. Images that cannot be read are listed, not failed on. */
    public Crew.Outcome work(Crew.State from, Crew.Share share, Crew.Exchange exchange) throws IOException {
        learner.begin(from, share.epoch());
        boolean gradients = exchange == Crew.Exchange.GRADIENTS;
        Passes.Part part = passes.learn(share, gradients);
        Crew.State after = learner.state();
        return new Crew.Outcome(
                gradients ? learner.gradient() : after.parameters(),
                gradients ? new float[0] : after.optimiser(),
                part.answers().loss(),
                part.answers().right(),
                part.answers().images(),
                part.skipped());
    }
}
