package org.cam4j.training.fit.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code history.csv}.
 *
 * @param epoch from 1
 * @param steps steps done since the run's first
 * @param trainLoss mean loss over the epoch's training images, smoothed labels and augmentation included, weight decay not
 * @param trainTop1 percent of them that the network had right while it learned; NaN for a regression and for images of several labels
 * @param validationLoss mean loss with plain labels on the validation split
 * @param validationTop1 percent right there; NaN for a regression and for images of several labels
 * @param learningRate of the epoch's last step
 * @param seconds time of the epoch, validation included
 * @param imagesPerSecond training images per second, without validation
 * @param secondsWaiting the part of {@code seconds} in which the network had no batch to work on; 0 in checkpoints that do not know it
 * @param validationMaxBoxAcc MaxBoxAccV2 in percent on validation images with boxes; null where the recipe does not ask for it
 * @param validationMeanAp mean average precision over the classes on the validation split, in percent, of a network with a probability for each label; null for others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EpochResult(
        int epoch,
        long steps,
        double trainLoss,
        double trainTop1,
        double validationLoss,
        double validationTop1,
        double learningRate,
        double seconds,
        double imagesPerSecond,
        double secondsWaiting,
        @Nullable Double validationMaxBoxAcc,
        @Nullable Double validationMeanAp) {
    public static final List<String> HEADER = List.of(
            "epoch",
            "steps",
            "train_loss",
            "train_top1",
            "validation_loss",
            "validation_top1",
            "learning_rate",
            "seconds",
            "images_per_second",
            "seconds_waiting",
            "validation_max_box_acc",
            "validation_mean_ap");

    /** An epoch for which nothing else was measured. */
    public EpochResult(
            int epoch,
            long steps,
            double trainLoss,
            double trainTop1,
            double validationLoss,
            double validationTop1,
            double learningRate,
            double seconds,
            double imagesPerSecond,
            double secondsWaiting) {
        this(
                epoch,
                steps,
                trainLoss,
                trainTop1,
                validationLoss,
                validationTop1,
                learningRate,
                seconds,
                imagesPerSecond,
                secondsWaiting,
                null,
                null);
    }

    /** The cells of a line of the history, in the order of {@link #HEADER}. */
    public List<Object> row() {
        return List.of(
                epoch,
                steps,
                digits(4, trainLoss),
                digits(2, trainTop1),
                digits(4, validationLoss),
                digits(2, validationTop1),
                String.format(Locale.ROOT, "%.3e", learningRate),
                digits(1, seconds),
                digits(1, imagesPerSecond),
                digits(2, secondsWaiting),
                digits(2, orNaN(validationMaxBoxAcc)),
                digits(2, orNaN(validationMeanAp)));
    }

    /** {@link #validationMeanAp}, NaN where it was not measured. */
    public double meanAp() {
        return orNaN(validationMeanAp);
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    private static String digits(int count, double value) {
        return String.format(Locale.ROOT, "%." + count + "f", value);
    }
}
