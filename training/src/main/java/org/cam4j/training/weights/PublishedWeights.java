package org.cam4j.training.weights;

import java.util.List;
import java.util.Optional;
import org.cam4j.evaluation.catalog.Catalog;

/**
 * A file of weights that torchvision publishes, trained on ImageNet (ILSVRC 2012, 1000 classes). Its name ends in the first digits of its SHA-256.
 *
 * @param id such as {@code resnet50} or {@code resnet50-v2}
 * @param architecture id of the backbone that they are for; its dilated forms take them too
 * @param name what a backbone's weights are called: {@value #IMAGENET}, or {@value #IMAGENET_V2} for those of torchvision's newer recipe
 * @param file name of the file
 * @param megabytes size of the file in units of 2^20 bytes, as torchvision states it
 * @param top1 accuracy in percent on ImageNet's validation images (short side 256, center crop of 224; Inception-v3: 342 and 299; v2: 232 and 224), as torchvision states it
 * @param top5 the same for the five most probable classes
 */
public record PublishedWeights(
        String id, String architecture, String name, String file, double megabytes, double top1, double top5) {
    /** The weights of torchvision's first recipes. */
    public static final String IMAGENET = "imagenet";
    /** The weights of torchvision's recipe of 2021. */
    public static final String IMAGENET_V2 = "imagenet-v2";

    private static final Catalog<PublishedWeights> ALL = Catalog.of(
            "published weights",
            PublishedWeights::id,
            first("vgg16", "vgg16-397923af", 527.796, 71.592, 90.382),
            first("vgg19", "vgg19-dcbb9e9d", 548.051, 72.376, 90.876),
            first("vgg16_bn", "vgg16_bn-6c64b313", 527.866, 73.360, 91.516),
            first("vgg19_bn", "vgg19_bn-c79401a0", 548.143, 74.218, 91.842),
            first("alexnet", "alexnet-owt-7be5be79", 233.087, 56.522, 79.066),
            first("googlenet", "googlenet-1378be20", 49.731, 69.778, 89.530),
            first("inception_v3", "inception_v3_google-0cc3c7bd", 103.903, 77.294, 93.450),
            first("resnet18", "resnet18-f37072fd", 44.661, 69.758, 89.078),
            first("resnet34", "resnet34-b627a593", 83.275, 73.314, 91.420),
            first("resnet50", "resnet50-0676ba61", 97.781, 76.130, 92.862),
            second("resnet50", "resnet50-11ad3fa6", 97.79, 80.858, 95.434),
            first("resnet101", "resnet101-63fe2227", 170.511, 77.374, 93.546),
            second("resnet101", "resnet101-cd907fc2", 170.53, 81.886, 95.780),
            first("resnet152", "resnet152-394f9c45", 230.434, 78.312, 94.046),
            second("resnet152", "resnet152-f82ba261", 230.474, 82.284, 96.002),
            first("mobilenet_v2", "mobilenet_v2-b0353104", 13.555, 71.878, 90.286),
            second("mobilenet_v2", "mobilenet_v2-7ebf99e0", 13.598, 72.154, 90.822),
            first("squeezenet1_0", "squeezenet1_0-b66bff10", 4.778, 58.092, 80.420),
            first("squeezenet1_1", "squeezenet1_1-b8a52dc0", 4.729, 58.178, 80.624));

    private static PublishedWeights first(String architecture, String file, double size, double top1, double top5) {
        return new PublishedWeights(architecture, architecture, IMAGENET, file + ".pth", size, top1, top5);
    }

    private static PublishedWeights second(String architecture, String file, double size, double top1, double top5) {
        return new PublishedWeights(architecture + "-v2", architecture, IMAGENET_V2, file + ".pth", size, top1, top5);
    }

    /** Every file of the catalog. */
    public static List<PublishedWeights> all() {
        return ALL.all();
    }

    /** The id of every file, in the order of {@link #all()}. */
    public static List<String> ids() {
        return ALL.ids();
    }

    /**
     * The file with this id.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public static PublishedWeights byId(String id) {
        return ALL.byId(id);
    }

    /** The weights of this name for an architecture, if torchvision publishes them. */
    public static Optional<PublishedWeights> find(String architecture, String name) {
        return ALL.all().stream()
                .filter(weights -> weights.architecture.equals(architecture) && weights.name.equals(name))
                .findFirst();
    }

    /** Whether a user means published weights rather than a file. */
    public static boolean isName(String text) {
        return text.equals(IMAGENET) || text.equals(IMAGENET_V2);
    }

    /** How the file's SHA-256 begins: eight hexadecimal digits. */
    public String sha256Prefix() {
        return file.substring(file.lastIndexOf('-') + 1, file.lastIndexOf('.'));
    }
}
