package org.cam4j.training.wsol;

import java.util.List;
import java.util.Random;
import org.cam4j.training.internal.batch.BatchMixing;
import org.cam4j.training.internal.batch.WeightedTargets;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

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
            return BatchMixing.cut(images, alpha, random)
                    .map(shares -> new WeightedTargets(targets, null).mixed(shares.kept(), shares.partners()))
                    .map(mixed -> TrainingGraph.Inputs.plain(images, mixed.values()))
                    .orElseGet(() -> TrainingGraph.Inputs.plain(images, targets));
        }
    }
}
