package org.cam4j.training.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Which network to make.
 *
 * @param backbone an id of {@link Backbones}, {@code zoo:NAME}, or a path of a model of one's own (.zip, .h5)
 * @param head an id of {@link Heads}, or {@link #ORIGINAL}
 * @param height rows of the input; 0 takes the weights' size, else the backbone's
 * @param width columns of the input; 0 as {@code height}
 * @param classNames one name a class, in the order of the labels; empty where weights with the original head are used as they
 *     are
 * @param weights a safetensors or Keras .h5 file; empty starts from random numbers
 * @param pixels the values that the network of a file was trained on; empty where the file says it, or a note says what is assumed
 * @param seed of every random number
 * @param updater the optimizer with its learning rate
 * @param trunkLearningRateFactor times the learning rate for every layer in front of the head; other than 1, it applies to the rate that the updater
 *     begins with, and a schedule of the updater holds for the head alone
 * @param l2 weight decay of all weights (not of biases and normalization), added to the gradient
 */
public record NetworkSpec(
        String backbone,
        String head,
        int height,
        int width,
        List<String> classNames,
        Optional<Path> weights,
        Optional<PixelRange> pixels,
        long seed,
        IUpdater updater,
        double trunkLearningRateFactor,
        double l2) {
    /** The head of a network that keeps its published classifier. */
    public static final String ORIGINAL = "original";

    public NetworkSpec {
        classNames = List.copyOf(classNames);
        if (height < 0 || width < 0 || (height == 0) != (width == 0)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Network: the input size is %d x %d, expected two positive numbers or 0 x 0.",
                    height,
                    width));
        }
        if (!(trunkLearningRateFactor >= 0) || !(l2 >= 0)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Network: learning-rate factor %s and l2 %s must be 0 or more.",
                    trunkLearningRateFactor,
                    l2));
        }
    }

    /** Random start, default size, seed 1, SGD with momentum 0.9 and rate 0.01, no weight decay. */
    public static NetworkSpec of(String backbone, String head, List<String> classNames) {
        return new NetworkSpec(
                backbone,
                head,
                0,
                0,
                classNames,
                Optional.empty(),
                Optional.empty(),
                1,
                new Nesterovs(0.01, 0.9),
                1,
                0);
    }

    public NetworkSpec withSize(int newHeight, int newWidth) {
        return new NetworkSpec(
                backbone,
                head,
                newHeight,
                newWidth,
                classNames,
                weights,
                pixels,
                seed,
                updater,
                trunkLearningRateFactor,
                l2);
    }

    public NetworkSpec withHead(String newHead) {
        return new NetworkSpec(
                backbone,
                newHead,
                height,
                width,
                classNames,
                weights,
                pixels,
                seed,
                updater,
                trunkLearningRateFactor,
                l2);
    }

    public NetworkSpec withWeights(Path file) {
        return with(Optional.of(file), pixels, seed, updater, trunkLearningRateFactor, l2);
    }

    public NetworkSpec withPixels(PixelRange range) {
        return with(weights, Optional.of(range), seed, updater, trunkLearningRateFactor, l2);
    }

    public NetworkSpec withSeed(long newSeed) {
        return with(weights, pixels, newSeed, updater, trunkLearningRateFactor, l2);
    }

    /** Another optimizer, factor for the trunk's learning rate, and weight decay. */
    public NetworkSpec withOptimizer(IUpdater newUpdater, double newTrunkLearningRateFactor, double newL2) {
        return with(weights, pixels, seed, newUpdater, newTrunkLearningRateFactor, newL2);
    }

    private NetworkSpec with(
            Optional<Path> newWeights,
            Optional<PixelRange> newPixels,
            long newSeed,
            IUpdater newUpdater,
            double newFactor,
            double newL2) {
        return new NetworkSpec(
                backbone,
                head,
                height,
                width,
                classNames,
                newWeights,
                newPixels,
                newSeed,
                newUpdater,
                newFactor,
                newL2);
    }

    /** Whether the network starts from parameters of a file rather than from random numbers. */
    public boolean isPretrained() {
        return weights.isPresent() || UserNetworks.isFile(backbone);
    }

    /** The optimizer of the layers in front of the head. */
    public IUpdater trunkUpdater() {
        IUpdater trunk = updater.clone();
        if (trunkLearningRateFactor != 1) {
            double rate = updater.getLearningRate(0, 0);
            if (!Double.isFinite(rate)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s has no learning rate that a factor of %s could be applied to.",
                        updater.getClass().getSimpleName(),
                        trunkLearningRateFactor));
            }
            trunk.setLrAndSchedule(rate * trunkLearningRateFactor, null);
        }
        return trunk;
    }
}
