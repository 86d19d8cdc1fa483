package org.cam4j.layers.attention;

import org.deeplearning4j.nn.conf.graph.GraphVertex;

/**
 * The vertices of WSOL (weakly supervised object localization) methods, for {@code GraphBuilder.addVertex}. Each vertex is a class of its own in this package, where its
 * equations stand.
 */
public final class AttentionVertices {
    private AttentionVertices() {}

    /**
     * Attention-based dropout layer: Choe and Shim, CVPR 2019, section 3. One draw for the batch decides whether the most attended positions are dropped or
     * all are weighted.
     *
     * @param dropRate how often positions are dropped, 0 to 1; 0.75 in the paper
     * @param threshold the share of the highest attention from which a position is dropped, 0 to 1; 0.9 in the paper
     */
    public static GraphVertex attentionDropout(double dropRate, double threshold) {
        return new AttentionDropout(dropRate, threshold);
    }

    /**
     * Erases the most attended positions, {@code [N, C, H, W] -> [N, C, H, W]}.
     *
     * @param threshold the share of the highest attention from which a position is erased, 0 to 1
     */
    public static GraphVertex eraseMostAttended(double threshold) {
        return new EraseMostAttended(threshold);
    }

    /**
     * Erases features where attention reaches a threshold: {@code ([N, C, H, W], [N, 1, H, W] attention from 0 to 1) -> [N, C, H, W]}.
     *
     * @param threshold 0 to 1
     */
    public static GraphVertex erase(double threshold) {
        return new Erase(threshold);
    }

    /**
     * Where a class is, from 0 to 1: {@code ([N, K, H, W] class maps, [N, K] labels) -> [N, 1, H, W]}. No gradient flows back.
     *
     * @param labeled whether a second input tells the class, one 1 a row; else the class of the highest mean counts
     */
    public static GraphVertex classAttention(boolean labeled) {
        return new ClassAttention(labeled);
    }

    /**
     * Joins the class maps of two heads, {@code ([N, K, H, W], [N, K, H, W]) -> [N, K, H, W]}: the higher of both, with the mean of the first: Zhang et al.
     * (ACoL), CVPR 2018.
     */
    public static GraphVertex complementaryMaps() {
        return new ComplementaryMaps();
    }

    /** Weights features by a gate with one value a channel, {@code [N, C]}, or one a position, {@code [N, 1, H, W]}: Woo et al. (CBAM), ECCV 2018. */
    public static GraphVertex gate() {
        return new Gate();
    }

    /**
     * The maximum and the mean over the channels at every position, {@code [N, C, H, W] -> [N, 2, H, W]}: Woo et al. (CBAM), ECCV 2018, eq. 3, without the
     * convolution.
     */
    public static GraphVertex channelSummary() {
        return new ChannelSummary();
    }

    /**
     * How alike the maps of an image's class are, {@code (([N, K * size, H, W] maps, [N, K] labels) at each level) -> [N, 1]}: the cosine between two maps,
     * averaged over all pairs; a loss.
     *
     * @param size maps of a class, 2 or more
     * @param levels how many pairs of maps and labels come in, 1 or more
     */
    public static GraphVertex mapSimilarity(int size, int levels) {
        return new MapSimilarity(size, levels);
    }

    /**
     * How far a predicted foreground map is from what guides it, {@code ([N, 1, H, W], guides [N, 1, h, w]...) -> [N, 1]}: cross-entropy where the guide is
     * sure; a loss.
     *
     * @param high above it a position is foreground, 0 to 1
     * @param low below it a position is background, at most {@code high}
     * @param guides how many maps are averaged, 1 or more
     */
    public static GraphVertex guidedMask(double high, double low, int guides) {
        return new GuidedMask(high, low, guides);
    }

    /**
     * The features at a few positions that attention is sure of, {@code ([N, C, H, W], [N, 1, H, W] attention from 0 to 1) -> [N, C, count, 1]}, drawn anew
     * at each training pass.
     *
     * @param threshold the attention above which a position is a seed, 0 to 1
     * @param count how many positions are drawn, 1 or more
     */
    public static GraphVertex seedFeatures(double threshold, int count) {
        return new SeedFeatures(threshold, count);
    }

    /**
     * How far an image's features are from those of another image of its class and from the class's center, {@code ([N, C, S, 1] features, [N, K] labels,
     * [N, C + 1] centers) -> [N, 1]}; a loss.
     *
     * @param local weight of the distance to another image, 0 or more
     * @param global weight of the distance to the center, 0 or more
     */
    public static GraphVertex classConsistency(double local, double global) {
        return new ClassConsistency(local, global);
    }

    /**
     * The mean of every so many neighboring channels, {@code [N, K * size, H, W] -> [N, K, H, W]}: Xue et al. (DANet), ICCV 2019, section 3.3.
     *
     * @param size channels of a group, 1 or more
     */
    public static GraphVertex groupMean(int size) {
        return new GroupMean(size);
    }

    /** What a vertex of this package computes when a trained network is used. */
    public enum Operation {
        /** The input as it is: the vertex acts in training alone. */
        IDENTITY,
        /** {@link #gate}. */
        GATE,
        /** {@link #channelSummary}. */
        CHANNEL_SUMMARY,
        /** {@link #groupMean}; the number is the size of a group. */
        GROUP_MEAN,
        /** {@link #complementaryMaps}. */
        COMPLEMENTARY_MAPS,
        /** {@link #classAttention} of the class with the highest mean. */
        CLASS_ATTENTION,
        /** {@link #erase}; the number is the threshold. */
        ERASE,
        /** A loss, an operation on labels, or a vertex of another package. */
        OTHER
    }

    /**
     * What a vertex computes, for a check or another format.
     *
     * @param number of the operation, 0 where it has none
     */
    public record Description(Operation operation, double number) {
        private Description(Operation operation) {
            this(operation, 0);
        }
    }

    /** What a vertex computes when a trained network is used. */
    public static Description describe(GraphVertex vertex) {
        if (vertex instanceof AttentionDropout) {
            return new Description(Operation.IDENTITY);
        } else if (vertex instanceof Gate) {
            return new Description(Operation.GATE);
        } else if (vertex instanceof ChannelSummary) {
            return new Description(Operation.CHANNEL_SUMMARY);
        } else if (vertex instanceof GroupMean groups) {
            return new Description(Operation.GROUP_MEAN, groups.size());
        } else if (vertex instanceof ComplementaryMaps) {
            return new Description(Operation.COMPLEMENTARY_MAPS);
        } else if (vertex instanceof ClassAttention attention && !attention.labeled()) {
            return new Description(Operation.CLASS_ATTENTION);
        } else if (vertex instanceof Erase erase) {
            return new Description(Operation.ERASE, erase.threshold());
        }
        return new Description(Operation.OTHER);
    }

    /** The output channels of a vertex, one of this package or any other that keeps their number, for so many input channels. */
    public static long outputChannels(GraphVertex vertex, long channels) {
        Description known = describe(vertex);
        return switch (known.operation()) {
            case CHANNEL_SUMMARY -> 2;
            case GROUP_MEAN -> channels / (long) known.number();
            default -> vertex instanceof ClassAttention ? 1 : channels;
        };
    }
}
