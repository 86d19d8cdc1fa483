package org.cam4j.training.fit;

import java.io.IOException;
import org.cam4j.datasets.Dataset;
import org.cam4j.training.model.CamModel;

/** One of a {@link WorkerGroup}. It learns as {@link Fit} does: of the same batches, with the same learning rates and draws, beginning with whatever state it is given. */
public final class Worker {
    private final TrainStep learner;
    private final LocalEpochs passes;

    /**
     * Copies the network.
     *
     * @param model as the run began with
     */
    public Worker(CamModel model, Dataset data, TrainRecipe recipe) {
        learner = new TrainStep(model, recipe, BackboneLayers.of(model));
        passes = new LocalEpochs(learner, data, recipe, model.preprocessing(), FitListener.NONE);
    }

    /** Learns from a share. Images that cannot be read are listed, not failed on. */
    public WorkerGroup.Outcome work(WorkerGroup.State from, WorkerGroup.Share share, WorkerGroup.Exchange exchange)
            throws IOException {
        learner.begin(from, share.epoch());
        boolean gradients = exchange == WorkerGroup.Exchange.GRADIENTS;
        LocalEpochs.Part part = passes.learn(share, gradients);
        WorkerGroup.State after = learner.state();
        return new WorkerGroup.Outcome(
                gradients ? learner.gradient() : after.parameters(),
                gradients ? new float[0] : after.optimizer(),
                part.answers().loss(),
                part.answers().right(),
                part.answers().images(),
                part.skipped());
    }
}
