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

    /** The ImageNet classifier of a backbone: of MobileNetV2 {@link #MOBILENET}. */
    public static String classifier(String backbone) {
        return backbone.equals("mobilenet_v2") ? MOBILENET : imagenet(backbone);
    }

    private static String imagenet(String backbone, String form) {
        return backbone + "-imagenet" + form + ".safetensors";
    }
}
