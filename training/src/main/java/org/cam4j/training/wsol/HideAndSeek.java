package org.cam4j.training.wsol;

import java.util.List;
import java.util.Random;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Hide-and-Seek: every training image is divided by a grid, and each patch is hidden with probability p.
 *
 * <p>Singh and Lee, "Hide-and-Seek: Forcing a Network to be Meticulous for Weakly-supervised Object and Action Localization", ICCV 2017, section 3.1. Patches of 0 (nothing is
 * hidden), 16, 32, 44 or 56 pixels at 224, drawn for each image, scaled with the input.
 *
 * <p>Differs: a hidden patch has the mean of the preprocessing, not of the training images.
 */
final class HideAndSeek implements WsolMethod {
    private static final int[] PATCHES = {0, 16, 32, 44, 56};
    private static final double PUBLISHED_SIZE = 224;
    private static final String HIDDEN = "p";

    @Override
    public String id() {
        return "has";
    }

    @Override
    public String description() {
        return "Hide-and-Seek: hides random patches of every training image (Singh and Lee 2017).";
    }

    @Override
    public List<WsolMethod.Hyperparameter> hyperparameters() {
        return List.of(WsolMethod.Hyperparameter.number(HIDDEN, "Probability of hiding a patch.", 0.5, 0, 1));
    }

    @Override
    public TrainingGraph training(CamModel network, WsolConfig config, long seed) {
        return new Hiding(network.graph().clone(), config.number(HIDDEN));
    }

    /** The side of a patch for an input of so many rows or columns; 0 hides nothing. */
    static int side(int published, long size) {
        return (int) Math.round(published * size / PUBLISHED_SIZE);
    }

    private static final class Hiding extends TrainingGraph {
        private final double p;

        Hiding(ComputationGraph graph, double p) {
            super(graph);
            this.p = p;
        }

        @Override
        public TrainingGraph.Inputs feed(INDArray images, int[] labels, float[][] targets, Random random) {
            for (int image = 0; image < labels.length; image++) {
                int patch = PATCHES[random.nextInt(PATCHES.length)];
                int height = side(patch, images.size(2));
                int width = side(patch, images.size(3));
                if (height > 0 && width > 0) {
                    hide(images, image, height, width, random);
                }
            }
            return TrainingGraph.Inputs.plain(images, targets);
        }

        private void hide(INDArray images, int image, int height, int width, Random random) {
            for (long y = 0; y < images.size(2); y += height) {
                for (long x = 0; x < images.size(3); x += width) {
                    if (random.nextDouble() < p) {
                        images.get(
                                        NDArrayIndex.point(image),
                                        NDArrayIndex.all(),
                                        NDArrayIndex.interval(y, Math.min(y + height, images.size(2))),
                                        NDArrayIndex.interval(x, Math.min(x + width, images.size(3))))
                                .assign(0); // the mean, since the images are normalized
                    }
                }
            }
        }
    }
}
