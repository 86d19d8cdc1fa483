package org.cam4j.experiments.speed;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * The case of a speed measurement: a network with a GAP head and random weights, and a batch of random images.
 *
 * @param network an id of the catalog of backbones
 * @param batch images at once
 * @param size rows and columns of an image; 0 for the network's own
 * @param classes outputs of the classifier
 */
public record SpeedCase(String network, int batch, int size, int classes) {
    /** The networks that are measured by default. */
    public static final List<String> NETWORKS = List.of("mini", "vgg16", "resnet18", "resnet50", "mobilenet_v2");

    /** Small, so that weights stay in a sensible range however often the same batch is learned. */
    public static final double LEARNING_RATE = 1e-4;

    /** Share of the last step that the next one keeps. */
    public static final double MOMENTUM = 0.9;

    public SpeedCase {
        if (batch < 1 || size < 0 || classes < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Found batch %d, size %d and %d classes; expected a batch and classes of 1 or more and a size of 0 or more.",
                    batch,
                    size,
                    classes));
        }
    }

    /** At the network's own size with 1000 classes; 200 for mini, which is made for Tiny ImageNet. */
    public static SpeedCase of(String network, int batch) {
        return new SpeedCase(network, batch, 0, network.equals("mini") ? 200 : 1000);
    }

    /** The network with random weights, the same at every call. */
    public CamModel model() throws IOException {
        CamModel model = Networks.create(spec());
        model.graph().setLearningRate(LEARNING_RATE);
        return model;
    }

    /** The network's plan: nothing is allocated. */
    public ComputationGraphConfiguration configuration() {
        return Networks.configuration(spec(), Backbones.byId(network).variant());
    }

    /** Rows and columns of an image. */
    public int side() {
        return size > 0 ? size : Backbones.byId(network).inputSize();
    }

    private NetworkSpec spec() {
        List<String> names =
                IntStream.range(0, classes).mapToObj(index -> "class " + index).toList();
        return NetworkSpec.of(network, "gap", names).size(side(), side());
    }
}
