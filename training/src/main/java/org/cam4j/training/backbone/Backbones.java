package org.cam4j.training.backbone;

import java.util.List;

/** The catalogue of backbones. */
public final class Backbones {
    private static final List<Backbone> ALL = List.of(
            new Mini(),
            new ResNet8(),
            new Vgg("vgg16", List.of(2, 2, 3, 3, 3)),
            new Vgg("vgg19", List.of(2, 2, 4, 4, 4)),
            new MobileNetV2(),
            SqueezeNet.version10(),
            SqueezeNet.version11());

    private Backbones() {}

    /** Every backbone, in the order of the command line's list. */
    public static List<Backbone> all() {
        return ALL;
    }

    /**
     * The backbone with this id.
     *
     * @throws IllegalArgumentException if there is none; the message lists the known ids and the nearest
     */
    public static Backbone byId(String id) {
        return Choice.byId("backbone", id, ALL, Backbone::id);
    }
}
