package org.cam4j.training.internal.batch;

import java.util.Optional;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Mixes the images of a batch with one another, all with one lambda of Beta(alpha, alpha), as the authors' programs do. Where both ways are on, each batch is mixed in one of them,
 * with equal probability, as in torchvision's training program.
 *
 * <ul>
 *   <li>mixup: {@code x = lambda x_a + (1 - lambda) x_b} (Zhang et al., ICLR 2018, section 2)
 *   <li>CutMix: a box of x_a is replaced by that of x_b; lambda becomes the part of the area that is left (Yun et al., ICCV 2019, section 3.1 and appendix A)
 * </ul>
 *
 * <p>The targets are mixed by lambda.
 *
 * @param mixup its alpha; 0 for none
 * @param cutmix its alpha; 0 for none
 */
public record BatchMixing(double mixup, double cutmix) {
    /**
     * How the images of a batch were mixed.
     *
     * @param kept part of each image that is its own, 0 to 1
     * @param partners number of the image that the rest comes from, one for each image
     */
    public record Shares(double kept, int[] partners) {
        /** The label of the larger part of each image. */
        public int[] labels(int[] labels) {
            int[] larger = labels.clone();
            for (int i = 0; i < larger.length && kept < 0.5; i++) {
                larger[i] = labels[partners[i]];
            }
            return larger;
        }
    }

    /**
     * Mixes a batch.
     *
     * @param images {@code [N,C,H,W]}, changed in place
     * @return empty where the batch is as it was
     */
    public Optional<Shares> mix(INDArray images, Random random) {
        if (mixup == 0 && cutmix == 0) {
            return Optional.empty();
        }
        boolean cut = mixup == 0 || (cutmix > 0 && random.nextBoolean());
        return cut ? cut(images, cutmix, random) : Optional.of(blend(images, mixup, random));
    }

    private static Shares blend(INDArray images, double alpha, Random random) {
        double kept = beta(alpha, random);
        int[] partners = shuffled((int) images.size(0), random);
        INDArray others = Nd4j.zerosLike(images);
        for (int i = 0; i < partners.length; i++) {
            others.slice(i).assign(images.slice(partners[i]));
        }
        images.muli(kept).addi(others.muli(1 - kept));
        others.close();
        return new Shares(kept, partners);
    }

    /**
     * CutMix: a box {@code H sqrt(1 - lambda) x W sqrt(1 - lambda)} around a uniform point, clipped, comes from another image.
     *
     * @param images {@code [N,C,H,W]}, changed in place
     * @return empty where the box is empty
     */
    public static Optional<Shares> cut(INDArray images, double alpha, Random random) {
        double side = Math.sqrt(1 - beta(alpha, random));
        long[] rows = clipped(images.size(2), side, random);
        long[] columns = clipped(images.size(3), side, random);
        double kept = 1 - (double) (rows[1] - rows[0]) * (columns[1] - columns[0]) / (images.size(2) * images.size(3));
        if (kept == 1) {
            return Optional.empty();
        }
        int[] partners = shuffled((int) images.size(0), random);
        INDArrayIndex[] box = {
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.interval(rows[0], rows[1]),
            NDArrayIndex.interval(columns[0], columns[1])
        };
        INDArray patches = images.get(box).dup();
        for (int i = 0; i < partners.length; i++) {
            images.get(NDArrayIndex.point(i), box[1], box[2], box[3]).assign(patches.slice(partners[i]));
        }
        return Optional.of(new Shares(kept, partners));
    }

    /** Jöhnk's method: the ratio of two powers of uniform numbers whose sum is at most 1. */
    public static double beta(double alpha, Random random) {
        while (true) {
            double a = Math.pow(random.nextDouble(), 1 / alpha);
            double b = Math.pow(random.nextDouble(), 1 / alpha);
            if (a + b > 0 && a + b <= 1) {
                return a / (a + b);
            }
        }
    }

    private static long[] clipped(long size, double side, Random random) {
        long length = (long) (size * side);
        long center = (long) (random.nextDouble() * size);
        return new long[] {Math.max(0, center - length / 2), Math.min(size, center - length / 2 + length)};
    }

    private static int[] shuffled(int count, Random random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
