package org.cam4j.training.fit.result;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
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
 * @param validationMeanAp mean average precision over the classes on the validation split, in percent, of a network with a probability for each label; else NaN
 */
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
        double validationMeanAp) {
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
            "validation_mean_ap");

    /** An epoch of a network without a probability for each label. */
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
                Double.NaN);
    }

    /** Reads an epoch; what a checkpoint does not know is as the parameters above say. */
    @JsonCreator
    static EpochResult read(
            @JsonProperty("epoch") int epoch,
            @JsonProperty("steps") long steps,
            @JsonProperty("trainLoss") double trainLoss,
            @JsonProperty("trainTop1") double trainTop1,
            @JsonProperty("validationLoss") double validationLoss,
            @JsonProperty("validationTop1") double validationTop1,
            @JsonProperty("learningRate") double learningRate,
            @JsonProperty("seconds") double seconds,
            @JsonProperty("imagesPerSecond") double imagesPerSecond,
            @JsonProperty("secondsWaiting") double secondsWaiting,
            @JsonProperty("validationMeanAp") @Nullable Double validationMeanAp) {
        return new EpochResult(
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
                validationMeanAp == null ? Double.NaN : validationMeanAp);
    }

    /** Better on the validation split: a higher mean average precision where both have one, else more right; of equal ones that with the lower loss. */
    boolean betterThan(EpochResult other) {
        boolean ranked = !Double.isNaN(validationMeanAp) && !Double.isNaN(other.validationMeanAp);
        int order = ranked
                ? Double.compare(validationMeanAp, other.validationMeanAp)
                : Double.compare(validationTop1, other.validationTop1); // a regression's are both NaN
        return order > 0 || (order == 0 && validationLoss < other.validationLoss);
    }

    /** The best of a run, the earliest among equals. */
    public static EpochResult best(List<EpochResult> history) {
        return history.stream().reduce((a, b) -> b.betterThan(a) ? b : a).orElseThrow();
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
                digits(2, validationMeanAp));
    }

    private static String digits(int count, double value) {
        return String.format(Locale.ROOT, "%." + count + "f", value);
    }
}
