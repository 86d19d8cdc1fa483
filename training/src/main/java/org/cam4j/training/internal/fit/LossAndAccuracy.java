package org.cam4j.training.internal.fit;

/**
 * Loss and accuracy over some images.
 *
 * @param loss sum of the cross-entropy over the images
 * @param correct images whose most probable class is the label
 * @param images number of images
 */
public record LossAndAccuracy(double loss, int correct, int images) {
    public static final LossAndAccuracy NONE = new LossAndAccuracy(0, 0, 0);

    public LossAndAccuracy plus(LossAndAccuracy other) {
        return new LossAndAccuracy(loss + other.loss, correct + other.correct, images + other.images);
    }

    public double meanLoss() {
        return loss / images;
    }

    /** Percent of the images whose most probable class is the label. */
    public double accuracy() {
        return 100.0 * correct / images;
    }
}
