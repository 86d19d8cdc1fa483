package org.cam4j.training.wsol;

import java.util.List;
import java.util.Random;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * CutMix: a box of every image is replaced by the same box of another image of the batch, and the labels are mixed by area.
 *
 * <pre>
 * lambda ~ Beta(alpha, alpha),   box H sqrt(1 - lambda) x W sqrt(1 - lambda) around a uniform point, clipped
 * y = lambda' y_a + (1 - lambda') y_b,   lambda' = 1 - area of the clipped box / (H W)
 * </pre>
 *
 * <p>Yun et al., "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features", ICCV 2019, section 3.1 and appendix A. One lambda and one box a batch,
 * as in its program; a batch is mixed with probability {@code rate}.
 */
final class CutMix implements WsolMethod {
    private static final String ALPHA = "alpha";
    private static final String RATE = "rate";

    @Override
    public String id() {
        return "cutmix";
    }

    @Override
    public String description() {
        return "CutMix: replaces a box of every training image by one of another image and mixes the labels by area (Yun 2019).";
    }

    @Override
    public List<WsolMethod.Hyperparameter> hyperparameters() {
        return List.of(
                WsolMethod.Hyperparameter.magnitude(
                        ALPHA, "Parameter of the beta distribution of the area.", 1, 0.1, 4),
                WsolMethod.Hyperparameter.number(RATE, "Probability of mixing a batch.", 1, 0, 1));
    }

    @Override
    public TrainingGraph training(CamModel network, WsolConfig config, long seed) {
        return new Mixing(network.graph().clone(), config.number(ALPHA), config.number(RATE));
    }

    /** Jöhnk's method: the ratio of two powers of uniform numbers whose sum is at most 1. */
    static double beta(double alpha, Random random) {
        while (true) {
            double a = Math.pow(random.nextDouble(), 1 / alpha);
            double b = Math.pow(random.nextDouble(), 1 / alpha);
            if (a + b > 0 && a + b <= 1) {
                return a / (a + b);
            }
        }
    }

    private static final class Mixing extends TrainingGraph {
        private final double alpha;
        private final double rate;

        Mixing(ComputationGraph graph, double alpha, double rate) {
            super(graph);
            this.alpha = alpha;
            this.rate = rate;
        }

        @Override
        public TrainingGraph.Inputs feed(INDArray images, int[] labels, float[][] targets, Random random) {
            if (random.nextDouble() >= rate) {
                return TrainingGraph.Inputs.plain(images, targets);
            }
            double side = Math.sqrt(1 - beta(alpha, random));
            long[] rows = clipped(images.size(2), side, random);
            long[] columns = clipped(images.size(3), side, random);
            double kept =
                    1 - (double) (rows[1] - rows[0]) * (columns[1] - columns[0]) / (images.size(2) * images.size(3));
            if (kept == 1) {
                return TrainingGraph.Inputs.plain(images, targets);
            }
            int[] partners = shuffled(labels.length, random);
            INDArrayIndex[] box = {
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.interval(rows[0], rows[1]),
                NDArrayIndex.interval(columns[0], columns[1])
            };
            INDArray patches = images.get(box).dup();
            float[][] mixed = new float[targets.length][];
            for (int i = 0; i < partners.length; i++) {
                images.get(NDArrayIndex.point(i), box[1], box[2], box[3]).assign(patches.slice(partners[i]));
                mixed[i] = new float[targets[i].length];
                for (int k = 0; k < mixed[i].length; k++) {
                    mixed[i][k] = (float) (kept * targets[i][k] + (1 - kept) * targets[partners[i]][k]);
                }
            }
            return TrainingGraph.Inputs.plain(images, mixed);
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
}
