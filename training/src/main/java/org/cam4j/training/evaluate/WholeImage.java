package org.cam4j.training.evaluate;

import org.cam4j.datasets.Box;
import org.cam4j.datasets.Sample;

/** The whole image is the box. */
public final class WholeImage implements TrivialBaseline {
    private static final Box ALL = new Box(0, 0, Observation.GRID - 1, Observation.GRID - 1);

    @Override
    public String id() {
        return "whole-image";
    }

    @Override
    public String description() {
        return "The whole image as the box.";
    }

    @Override
    public Observation observe(Sample sample) {
        return Observation.ofBox(sample, ALL);
    }
}
