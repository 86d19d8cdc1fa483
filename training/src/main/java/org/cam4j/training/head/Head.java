package org.cam4j.training.head;

import java.util.Optional;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.FeatureMap;
import org.deeplearning4j.nn.conf.graph.GraphVertex;

/**
 * What turns a backbone's last wide map into class scores so that class activation maps exist: a pooling to one number per
 * channel, and one linear layer without bias. Independent of the backbone; {@link Heads} lists them.
 */
public interface Head {
    /** The id on the command line. */
    String id();

    /** One sentence with the definition. */
    String description();

    /** The pooling {@code [N,C,h,w] -> [N,C]}, a new one at each call; empty where one map is not enough. */
    Optional<GraphVertex> pooling();

    /** How many of the backbone's last blocks the head reads. */
    default int taps() {
        return 1;
    }

    /** Adds the head behind a backbone. */
    void attach(CamGraphBuilder builder, Backbone backbone, FeatureMap features, int classes);
}
