package org.cam4j.training.wsol;

import java.util.List;
import java.util.Random;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * EIL and MEIL: the last blocks run once more, with the same weights, on features whose most attended positions are erased; both branches must know the class.
 *
 * <pre>
 * loss = cross-entropy of the images + sum over erasings of the cross-entropy of what is left
 * </pre>
 *
 * <p>Mai, Yang, Luo, "Erasing Integrated Learning: A Simple Yet Effective Approach for Weakly Supervised Object Localization", CVPR 2020, section 3. EIL erases in front of the
 * last block, MEIL in front of the last two. The branches are stacked along the batch, so that one layer serves both.
 *
 * <p>Differs: 1. batch normalization sees all branches as one batch. 2. The losses of the branches count alike, as in the authors' program; the paper has a weight for them.
 *
 * @param id on the command line
 * @param erasings in front of how many of the last blocks features are erased
 */
record ErasingIntegratedLearning(String id, int erasings) implements WsolMethod {
    private static final String THRESHOLD = "threshold";

    @Override
    public String description() {
        return erasings == 1
                ? "Erasing integrated learning: the last block is applied again after erasing the most attended positions (Mai 2020)."
                : "Erasing integrated learning before each of the last two blocks (Mai 2020).";
    }

    @Override
    public List<WsolMethod.Hyperparameter> hyperparameters() {
        return List.of(WsolMethod.Hyperparameter.number(
                THRESHOLD, "Fraction of the maximum attention above which features are erased.", 0.7, 0, 1));
    }

    @Override
    public TrainingGraph training(CamModel network, WsolConfig config, long seed) {
        TrainingGraphBuilder builder = TrainingGraphBuilder.of(network, seed);
        for (int erasing = 1; erasing <= erasings; erasing++) {
            String block = builder.block(erasings + 2 - erasing);
            builder.erasedCopy(builder.pooled(block), erasing, config.number(THRESHOLD));
        }
        return new Branches(builder.build(), erasings + 1);
    }

    private static final class Branches extends TrainingGraph {
        private final int count;

        Branches(ComputationGraph graph, int count) {
            super(graph);
            this.count = count;
        }

        @Override
        public TrainingGraph.Inputs feed(INDArray images, int[] labels, float[][] targets, Random random) {
            return TrainingGraph.Inputs.plain(images, targets).stacked(count);
        }
    }
}
