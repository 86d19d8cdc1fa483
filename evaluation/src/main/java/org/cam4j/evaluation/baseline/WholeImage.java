package org.cam4j.evaluation.baseline;

import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.maps.NormalizedMap;
import org.cam4j.evaluation.protocol.EvaluatedImage;

/** The whole image is the box. */
final class WholeImage implements TrivialBaseline {
    private static final Box ALL = new Box(0, 0, NormalizedMap.GRID - 1, NormalizedMap.GRID - 1);

    @Override
    public String id() {
        return "whole-image";
    }

    @Override
    public String description() {
        return "Baseline: the box is the whole image.";
    }

    @Override
    public EvaluatedImage observe(GroundTruth sample) {
        return EvaluatedImage.ofBox(sample, ALL);
    }
}
