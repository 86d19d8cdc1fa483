package org.cam4j.training.fit;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.pixels.BatchReader;
import org.cam4j.evaluation.statistics.LabelScores;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.internal.fit.LossAndAccuracy;
import org.cam4j.training.internal.fit.StopRequest;
import org.cam4j.training.recipe.TrainRecipe;

/** Measures the network on the validation split after an epoch. */
final class Validation {
    private final TrainStep trainStep;
    private final BatchSource batches;
    private final EpochLoop loop;
    private final TrainRecipe recipe;

    /**
     * Measures nothing yet.
     *
     * @param loop may decode the next epoch's first images while this computes
     */
    Validation(TrainStep trainStep, BatchSource batches, EpochLoop loop, TrainRecipe recipe) {
        this.trainStep = trainStep;
        this.batches = batches;
        this.loop = loop;
        this.recipe = recipe;
    }

    /**
     * Loss and accuracy with plain labels, running statistics and no dropout.
     *
     * @param epoch from 0
     * @param confusion counts the predictions too, of images with one label
     * @param scores receives those of all images
     * @param stop looked at before every batch
     * @return empty when somebody asked to stop
     */
    Optional<LossAndAccuracy> validate(int epoch, ConfusionMatrix confusion, LabelScores scores, StopRequest stop)
            throws IOException {
        LossAndAccuracy sum = LossAndAccuracy.NONE;
        try (BatchReader reader = batches.validation()) {
            if (epoch + 1 < batches.length().epochs()) {
                loop.prepare(epoch + 1); // at once: the validation split may be a single batch
            }
            while (reader.hasNext()) {
                if (stop.isAsked()) {
                    return Optional.empty();
                }
                BatchReader.Batch batch = batches.next(reader, epoch);
                if (!batch.isEmpty()) {
                    sum = sum.plus(trainStep.validate(batch.images(), batch.samples(), confusion, scores));
                    batch.images().close();
                }
            }
        }
        String place = String.format(Locale.ROOT, "the validation after epoch %d", epoch + 1);
        DivergedException.requireFinite(sum, place, epoch, recipe.learningRate());
        return Optional.of(batches.requireImages(sum, Split.VALIDATION));
    }
}
