package org.cam4j.evaluation.baseline;

import org.cam4j.evaluation.GroundTruth;
import org.cam4j.evaluation.protocol.EvaluatedImage;

/** A map or box that does not depend on the pixels of the image: what every method has to beat. Listed in {@link TrivialBaselines}. */
public interface TrivialBaseline {
    /** The name on the command line. */
    String id();

    /** One sentence for {@code cam4j list methods --verbose}. */
    String description();

    /** The baseline's prediction for an image, without class scores. */
    EvaluatedImage observe(GroundTruth sample);
}
