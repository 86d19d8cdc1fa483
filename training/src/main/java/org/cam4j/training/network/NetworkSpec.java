package org.cam4j.training.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;

/**
 * Which network to create. How it is trained is the recipe's choice alone.
 *
 * <pre>{@code
 * CamModel model = Networks.named("resnet50").head("gap").weights(path).classes("cat", "dog").create();
 * }</pre>
 *
 * @param backbone an id of {@link Backbones}, {@code zoo:NAME}, or the path of a model file (.zip, .h5, .onnx)
 * @param head an id of {@link Heads}, or {@link Heads#ORIGINAL}
 * @param height rows of the input; 0 takes the weights' size, else the backbone's
 * @param width columns of the input; 0 as {@code height}
 * @param classNames one name per class, in the order of the labels; empty where weights with the original head are used as they
 *     are
 * @param weights a safetensors or Keras .h5 file; empty starts from random numbers
 * @param pixels the values that the network of a file was trained on; empty where the file says it, or a note says what is assumed
 * @param seed of every random number
 */
public record NetworkSpec(
        String backbone,
        String head,
        int height,
        int width,
        List<String> classNames,
        Optional<Path> weights,
        Optional<PixelRange> pixels,
        long seed) {
    public NetworkSpec {
        classNames = List.copyOf(classNames);
        if (height < 0 || width < 0 || (height == 0) != (width == 0)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Network: the input size is %d x %d, expected two positive numbers or 0 x 0.",
                    height,
                    width));
        }
    }

    /** Random start, default size, seed 1. */
    public static NetworkSpec of(String backbone, String head, List<String> classNames) {
        return new NetworkSpec(backbone, head, 0, 0, classNames, Optional.empty(), Optional.empty(), 1);
    }

    /** With another size of the input, in pixels. */
    public NetworkSpec size(int newHeight, int newWidth) {
        return new NetworkSpec(backbone, head, newHeight, newWidth, classNames, weights, pixels, seed);
    }

    /** With another head. */
    public NetworkSpec head(String newHead) {
        return new NetworkSpec(backbone, newHead, height, width, classNames, weights, pixels, seed);
    }

    /** With parameters from a file. */
    public NetworkSpec weights(Path file) {
        return new NetworkSpec(backbone, head, height, width, classNames, Optional.of(file), pixels, seed);
    }

    /** With the pixel values that the network of a file was trained on. */
    public NetworkSpec pixels(PixelRange range) {
        return new NetworkSpec(backbone, head, height, width, classNames, weights, Optional.of(range), seed);
    }

    /** With another seed. */
    public NetworkSpec seed(long newSeed) {
        return new NetworkSpec(backbone, head, height, width, classNames, weights, pixels, newSeed);
    }

    /** With these class names, in the order of the labels. */
    public NetworkSpec classes(String... names) {
        return classes(List.of(names));
    }

    /** With these class names, in the order of the labels. */
    public NetworkSpec classes(List<String> names) {
        return new NetworkSpec(backbone, head, height, width, names, weights, pixels, seed);
    }

    /**
     * Creates the network: {@link Networks#create}.
     *
     * @throws IllegalArgumentException for an unknown backbone or head, or a combination that does not exist
     * @throws IOException if the weights cannot be read or do not fit
     */
    public CamModel create() throws IOException {
        return Networks.create(this);
    }

    /** Whether the network starts from parameters of a file rather than from random numbers. */
    public boolean isPretrained() {
        return weights.isPresent() || UserNetworks.isFile(backbone);
    }
}
