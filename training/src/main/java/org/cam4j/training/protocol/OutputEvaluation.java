package org.cam4j.training.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.statistics.LabelScores;
import org.cam4j.evaluation.statistics.RegressionErrors;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.training.fit.target.RegressionTargets;
import org.cam4j.training.localize.MapComputer;
import org.cam4j.training.model.CamModel;

/**
 * What a network says of whole images, whose maps do not matter: probabilities of labels, or numbers. Runs it once over all images.
 *
 * @param threads that decode images ahead of the network
 */
public record OutputEvaluation(CamModel model, int threads) {
    /**
     * The scores of images with any number of labels.
     *
     * @param skipped images that could not be read
     */
    public record Labels(LabelScores scores, List<Skipped> skipped) {}

    /**
     * The errors of the numbers of images, one for each target.
     *
     * @param skipped images that could not be read
     */
    public record Numbers(List<RegressionErrors> errors, List<Skipped> skipped) {}

    /** Collects the probabilities of all labels. */
    public Labels labels(List<Sample> images, LongConsumer progress) throws IOException {
        LabelScores scores = new LabelScores(model.classNames().size());
        List<Skipped> skipped = run(
                images,
                (sample, outputs) -> scores.add(
                        outputs, sample.labels().present(), sample.labels().unknown()),
                progress);
        return new Labels(scores, skipped);
    }

    /** Compares the numbers with what they should be. */
    public Numbers numbers(List<Sample> images, RegressionTargets targets, LongConsumer progress) throws IOException {
        List<RegressionErrors> errors = new ArrayList<>();
        targets.names().forEach(name -> errors.add(new RegressionErrors()));
        List<Skipped> skipped = run(
                images,
                (sample, outputs) -> {
                    float[] truth = targets.checked(sample, outputs.length);
                    for (int k = 0; k < truth.length; k++) {
                        errors.get(k).add(truth[k], outputs[k]);
                    }
                },
                progress);
        return new Numbers(errors, skipped);
    }

    @FunctionalInterface
    private interface Sink {
        void accept(Sample sample, float[] outputs);
    }

    private List<Skipped> run(List<Sample> images, Sink sink, LongConsumer progress) throws IOException {
        long[] done = new long[1];
        return new MapComputer(model, List.of(), threads).run(images, samples -> ClassSelection.same(0), located -> {
            sink.accept(located.sample(), located.probabilities());
            progress.accept(++done[0]);
        });
    }
}
