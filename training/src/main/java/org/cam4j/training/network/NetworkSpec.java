package org.cam4j.training.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.datasets.fetch.Fetch;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.weights.PublishedWeights;
import org.cam4j.training.weights.WeightsCache;

/**
 * Which network to create. How it is trained is the recipe's choice alone.
 *
 * <pre>{@code
 * CamModel model = Networks.named("resnet50").head("gap").weights("imagenet").classes("cat", "dog").create();
 * }</pre>
 *
 * @param backbone an id of {@link Backbones}, {@code zoo:NAME}, or the path of a model file (.zip, .h5, .onnx)
 * @param head an id of {@link Heads}, or {@link Heads#ORIGINAL}
 * @param height rows of the input; 0 takes the weights' size, else the backbone's
 * @param width columns of the input; 0 as {@code height}
 * @param classNames one name per class, in the order of the labels; empty where weights with the original head are used as they
 *     are
 * @param weights a safetensors file, a PyTorch state dict or a Keras .h5 file; empty starts from random numbers
 * @param pixels the values that the network of a file was trained on; empty where the file says it, or a note says what is assumed
 * @param channels of the input of a network that starts from random numbers: 3, or 1 for gray images; a file says it itself
 * @param output what a new head puts out, softmax where empty; for a network as it is in its file, what its linear outputs are
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
        int channels,
        Optional<OutputKind> output,
        long seed) {
    private static final int COLORS = 3;

    public NetworkSpec {
        classNames = List.copyOf(classNames);
        if (channels != 1 && channels != COLORS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "Network: the input has %d channels, expected 3 (color) or 1 (gray).", channels));
        }
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
        return new NetworkSpec(
                backbone, head, 0, 0, classNames, Optional.empty(), Optional.empty(), COLORS, Optional.empty(), 1);
    }

    /** With another size of the input, in pixels. */
    public NetworkSpec size(int newHeight, int newWidth) {
        return new NetworkSpec(
                backbone, head, newHeight, newWidth, classNames, weights, pixels, channels, output, seed);
    }

    /** With another head. */
    public NetworkSpec head(String newHead) {
        return new NetworkSpec(backbone, newHead, height, width, classNames, weights, pixels, channels, output, seed);
    }

    /** With parameters from a file. */
    public NetworkSpec weights(Path file) {
        return new NetworkSpec(
                backbone, head, height, width, classNames, Optional.of(file), pixels, channels, output, seed);
    }

    /**
     * With parameters from a file, or with published ones: {@code imagenet} (or {@code imagenet-v2}) takes those that are embedded in the library or lie in the cache of
     * {@link WeightsCache#standard}, and downloads them once where there are none.
     *
     * @throws IllegalArgumentException if nobody publishes weights of this name for the backbone
     * @throws IOException if they cannot be downloaded; the message says how to put them into the cache by hand
     */
    public NetworkSpec weights(String nameOrFile) throws IOException {
        return weights(nameOrFile, WeightsCache.standard(), Fetch.Listener.SILENT);
    }

    /** As {@link #weights(String)} with another cache; {@code listener} gets the progress of a download. */
    public NetworkSpec weights(String nameOrFile, WeightsCache cache, Fetch.Listener listener) throws IOException {
        return weights(
                PublishedWeights.isName(nameOrFile)
                        ? cache.find(Backbones.byId(backbone).architecture(), nameOrFile, listener)
                        : Path.of(nameOrFile));
    }

    /** With the pixel values that the network of a file was trained on. */
    public NetworkSpec pixels(PixelRange range) {
        return new NetworkSpec(
                backbone, head, height, width, classNames, weights, Optional.of(range), channels, output, seed);
    }

    /**
     * With another number of channels of the input: 3, or 1 for gray images. Color images are converted for a network of one channel.
     *
     * @throws IllegalArgumentException for another number
     */
    public NetworkSpec channels(int count) {
        return new NetworkSpec(backbone, head, height, width, classNames, weights, pixels, count, output, seed);
    }

    /** With another kind of output. */
    public NetworkSpec output(OutputKind kind) {
        return new NetworkSpec(
                backbone, head, height, width, classNames, weights, pixels, channels, Optional.of(kind), seed);
    }

    /** With another seed. */
    public NetworkSpec seed(long newSeed) {
        return new NetworkSpec(backbone, head, height, width, classNames, weights, pixels, channels, output, newSeed);
    }

    /** With these class names, in the order of the labels. */
    public NetworkSpec classes(String... names) {
        return classes(List.of(names));
    }

    /** With these class names, in the order of the labels. */
    public NetworkSpec classes(List<String> names) {
        return new NetworkSpec(backbone, head, height, width, names, weights, pixels, channels, output, seed);
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
