package org.cam4j.training.graph;

import org.cam4j.training.internal.weights.WeightMetadata;

/**
 * The ways in which published weights of one architecture differ.
 *
 * @param sameTfPadding TensorFlow's SAME padding (at stride 2 and even sizes 0 before, 1 after) instead of torch's
 * @param batchNormFolded convolutions have a bias and no batch normalization behind them
 * @param poolingCeil the size of a max-pooled map is rounded up
 * @param classifierPadding padding of a 1x1 convolution that classifies
 * @param poolingCountPadding the zeros around a map count in the divisor of average pooling, as in torchvision; TensorFlow leaves them out
 */
public record Variant(
        boolean sameTfPadding,
        boolean batchNormFolded,
        boolean poolingCeil,
        int classifierPadding,
        boolean poolingCountPadding) {
    /** What torchvision publishes. */
    public static final Variant TORCHVISION = new Variant(false, false, true, 0, true);

    /** This variant with what the metadata of a weights file says instead. */
    public Variant with(WeightMetadata metadata) {
        return new Variant(
                metadata.sameTfPadding().orElse(sameTfPadding),
                metadata.batchNormFolded().orElse(batchNormFolded),
                metadata.poolingCeil().orElse(poolingCeil),
                metadata.classifierPadding().orElse(classifierPadding),
                metadata.poolingCountPadding().orElse(poolingCountPadding));
    }
}
