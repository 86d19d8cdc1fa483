package org.cam4j.training.fit;

import java.util.List;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.optimize.api.TrainingListener;

/** Several listeners as one: each gets every event, in this order. */
record FitListeners(List<FitListener> all) implements FitListener {
    public FitListeners {
        all = List.copyOf(all);
    }

    @Override
    public void started(int epoch, int epochs, int steps) {
        all.forEach(listener -> listener.started(epoch, epochs, steps));
    }

    @Override
    public void step(Progress progress) {
        all.forEach(listener -> listener.step(progress));
    }

    @Override
    public void network(EpochResult result, CamModel model, ConfusionMatrix validation) {
        all.forEach(listener -> listener.network(result, model, validation));
    }

    @Override
    public List<TrainingListener> graphListeners(long steps) {
        return all.stream()
                .flatMap(listener -> listener.graphListeners(steps).stream())
                .toList();
    }

    @Override
    public void epoch(EpochResult result, boolean bestSoFar) {
        all.forEach(listener -> listener.epoch(result, bestSoFar));
    }

    @Override
    public void skipped(List<Skipped> images) {
        all.forEach(listener -> listener.skipped(images));
    }

    @Override
    public void note(String line) {
        all.forEach(listener -> listener.note(line));
    }
}
