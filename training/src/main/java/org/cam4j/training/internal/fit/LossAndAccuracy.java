package org.cam4j.training.internal.fit;

/**
 * Loss and accuracy over some images.
 *
 * @param loss sum of the loss over the images
 * @param correct images whose most probable class is the label; {@link #UNCOUNTED} where the outputs are no probabilities
 * @param images number of images
 */
public record LossAndAccuracy(double loss, int correct, int images) {
    /** For {@link #correct}: a regression has no right and wrong. */
    public static final int UNCOUNTED = -1;

    public static final LossAndAccuracy NONE = new LossAndAccuracy(0, 0, 0);

    public LossAndAccuracy plus(LossAndAccuracy other) {
        int right = correct == UNCOUNTED || other.correct == UNCOUNTED ? UNCOUNTED : correct + other.correct;
        return new LossAndAccuracy(loss + other.loss, right, images + other.images);
    }

    public double meanLoss() {
        return loss / images;
    }

    /** Percent of the images whose most probable class is the label; NaN where that is not counted. */
    public double accuracy() {
        return correct == UNCOUNTED ? Double.NaN : 100.0 * correct / images;
    }
}
