package org.cam4j.training.fit;

/**
 * Loss and accuracy over some images.
 *
 * @param loss sum of the cross-entropy over the images
 * @param correct images whose most probable class is the label
 * @param images number of images
 */
record LossAndAccuracy(double loss, int correct, int images) {
    static final LossAndAccuracy NONE = new LossAndAccuracy(0, 0, 0);

    LossAndAccuracy plus(LossAndAccuracy other) {
        return new LossAndAccuracy(loss + other.loss, correct + other.correct, images + other.images);
    }

    double meanLoss() {
        return loss / images;
    }

    /** Percent of the images whose most probable class is the label. */
    double accuracy() {
        return 100.0 * correct / images;
    }
}
