package org.cam4j.experiments.boxes;

import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.ScoreMap;

/** Goes all the way from an image and its class to one box, by whatever networks, input sizes and passes it likes. */
public interface BoxFinder {
    /** The id on the command line. */
    String id();

    /** What it does with these networks, in a few words. */
    String description();

    /** Forward passes for one image. */
    int forwardPasses();

    /**
     * Finds the object of the sample's label.
     *
     * @param image the sample's pixels; its boxes and masks are not looked at
     */
    Found find(Sample sample, PixelImage image);

    /**
     * What was found.
     *
     * @param box in pixels of the evaluator's grid of 224 x 224, edges included
     * @param map what the box was made from, of any size
     * @param probabilities one a class
     */
    record Found(Box box, ScoreMap map, float[] probabilities) {}
}
