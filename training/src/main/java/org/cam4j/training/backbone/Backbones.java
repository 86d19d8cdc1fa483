package org.cam4j.training.backbone;

import java.util.List;
import java.util.Optional;
import org.cam4j.evaluation.catalog.Catalog;
import org.cam4j.training.backbone.ResNet.LastStage;

/** The catalog of backbones. */
public final class Backbones {
    private static final Catalog<Backbone> ALL = Catalog.of(
            "backbone",
            Backbone::id,
            new Mini(),
            new ResNet8(),
            new Vgg("vgg16", List.of(2, 2, 3, 3, 3), false),
            new Vgg("vgg19", List.of(2, 2, 4, 4, 4), false),
            new Vgg("vgg16_bn", List.of(2, 2, 3, 3, 3), true),
            new Vgg("vgg19_bn", List.of(2, 2, 4, 4, 4), true),
            new AlexNet(),
            GoogLeNet.torchvision(),
            GoogLeNet.bvlc(),
            GoogLeNet.bvlcWhole(),
            new InceptionV3(),
            new ResNet(18, LastStage.STRIDE_2),
            new ResNet(34, LastStage.STRIDE_2),
            new ResNet(50, LastStage.STRIDE_2),
            new ResNet(101, LastStage.STRIDE_2),
            new ResNet(152, LastStage.STRIDE_2),
            new ResNet(18, LastStage.DILATED),
            new ResNet(34, LastStage.DILATED),
            new ResNet(50, LastStage.DILATED),
            new ResNet(101, LastStage.DILATED),
            new ResNet(152, LastStage.DILATED),
            new ResNet(18, LastStage.STRIDE_1),
            new ResNet(34, LastStage.STRIDE_1),
            new ResNet(50, LastStage.STRIDE_1),
            new ResNet(101, LastStage.STRIDE_1),
            new ResNet(152, LastStage.STRIDE_1),
            new MobileNetV1(1),
            new MobileNetV1(0.75),
            new MobileNetV1(0.5),
            new MobileNetV1(0.25),
            new MobileNetV2(false),
            new MobileNetV2(true),
            SqueezeNet.version10(),
            SqueezeNet.version10Dilated(),
            SqueezeNet.version11());

    private Backbones() {}

    /** Every backbone, in the order of the command line's list. */
    public static List<Backbone> all() {
        return ALL.all();
    }

    /** The id of every backbone, in the order of {@link #all()}. */
    public static List<String> ids() {
        return ALL.ids();
    }

    /** The backbone with this id, if the catalog has it. */
    public static Optional<Backbone> find(String id) {
        return ALL.all().stream().filter(backbone -> backbone.id().equals(id)).findFirst();
    }

    /**
     * The backbone with this id.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public static Backbone byId(String id) {
        return ALL.byId(id);
    }
}
