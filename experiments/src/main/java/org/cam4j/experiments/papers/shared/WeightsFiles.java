package org.cam4j.experiments.papers.shared;

/** File names of published weights, as they lie in the folder {@code weights} of the data. */
public final class WeightsFiles {
    /** SqueezeNet 1.0 on ImageNet. */
    public static final String SQUEEZENET = imagenet("squeezenet1_0");

    /** MobileNetV2 on ImageNet, batch normalization folded into the convolutions. */
    public static final String MOBILENET = imagenet("mobilenet_v2", "-folded");

    /** A MobileNet that tells images with a person from others. */
    public static final String PERSON = "person-mobilenet-96.h5";

    private WeightsFiles() {}

    /** A backbone trained on ImageNet. */
    public static String imagenet(String backbone) {
        return imagenet(backbone, "");
    }

    /**
     * The published ImageNet weights of a backbone, in the form that is available: batch normalization folded, or
     * kernels of half precision.
     */
    public static String classifier(String backbone) {
        return switch (backbone) {
            case "mobilenet_v2", "mobilenet_v2-dilated" -> MOBILENET;
            case "mobilenet_v1-0.75" -> "mobilenet_v1_0.75-imagenet-f16.safetensors";
            case "squeezenet1_1" -> imagenet(backbone, "-f16");
            case "googlenet-bvlc", "googlenet-bvlc-5b" -> "bvlc_googlenet-imagenet-f16.safetensors";
            case "inception_v3" -> imagenet(backbone, "-trunk-f16");
            default -> imagenet(backbone);
        };
    }

    private static String imagenet(String backbone, String form) {
        return backbone + "-imagenet" + form + ".safetensors";
    }
}
