package org.cam4j.training.wsol;

import java.util.List;
import java.util.Random;
import org.cam4j.layers.attention.AttentionVertices;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ACoL: two heads with a map for each class; where the first one sees the label, features are erased for the second, which has to find the class elsewhere.
 *
 * <pre>{@code
 * A = minmax(map of the label of head 1),   head 2 sees F 1[A < t],   loss = CE + CE,   map = max of both heads' minmax
 * }</pre>
 *
 * <p>Zhang et al., "Adversarial Complementary Learning for Weakly Supervised Object Localization", CVPR 2018, section 3. A head is two 3x3 convolutions and a 1x1 one. In use
 * head 1 scores the classes, and the class that it finds takes the label's place. The authors' programs erase from 0.6 for CUB and ILSVRC; others' take 0.7.
 *
 * <p>Differs: 1. the heads read the maps of the plain network's last convolution, not of the one in front of it, and not through a 3x3 average. 2. The class that is found, and not
 * the one that is asked for, decides what is erased in use.
 */
final class AdversarialComplementaryLearning implements WsolMethod {
    private static final String THRESHOLD = "threshold";
    private static final String UNITS = "units";
    private static final String FIRST = TrainingGraphBuilder.PREFIX + "acol_a_maps";
    private static final String SECOND = TrainingGraphBuilder.PREFIX + "acol_b_maps";
    private static final String ATTENTION = TrainingGraphBuilder.PREFIX + "acol_attention";

    @Override
    public String id() {
        return "acol";
    }

    @Override
    public String description() {
        return "Adversarial complementary learning: a second head is trained on features without the regions of the first (Zhang 2018).";
    }

    @Override
    public List<WsolMethod.Hyperparameter> hyperparameters() {
        return List.of(
                WsolMethod.Hyperparameter.number(THRESHOLD, "Attention above which features are erased.", 0.6, 0, 1),
                WsolMethod.Hyperparameter.count(UNITS, "Channels of the convolutions in the heads.", 1024));
    }

    @Override
    public String head(String asked) {
        return "gap";
    }

    @Override
    public CamModel network(CamModel plain, WsolConfig config, long seed) {
        TrainingGraphBuilder builder = TrainingGraphBuilder.of(plain, seed);
        String backbone = builder.lastMap();
        builder.cutBehind(backbone);
        String first = head(builder, "acol_a", backbone, backbone, config.count(UNITS));
        String attention = builder.add("acol_attention", AttentionVertices.classAttention(false), first);
        String left = builder.add("acol_left", AttentionVertices.erase(config.number(THRESHOLD)), backbone, attention);
        String second = head(builder, "acol_b", left, backbone, config.count(UNITS));
        builder.averageOfClassMaps(builder.add("acol", AttentionVertices.complementaryMaps(), first, second));
        return builder.model(config);
    }

    private static String head(TrainingGraphBuilder builder, String name, String from, String like, int units) {
        String one = builder.convolution(name + "_1", from, builder.channels(like), units, 3, Activation.RELU, false);
        String two = builder.convolution(name + "_2", one, units, units, 3, Activation.RELU, false);
        return builder.convolution(name + "_maps", two, units, builder.classes(), 1, Activation.IDENTITY, false);
    }

    @Override
    public TrainingGraph training(CamModel network, WsolConfig config, long seed) {
        TrainingGraphBuilder.inputOf(SECOND, network, id()); // refuses a network without
        TrainingGraphBuilder builder = TrainingGraphBuilder.of(network, seed).cutBehind(SECOND);
        builder.editor()
                .addInput(TrainingGraphBuilder.LABELS)
                .replace(ATTENTION, AttentionVertices.classAttention(true), FIRST, TrainingGraphBuilder.LABELS);
        builder.averageOfClassMaps(FIRST);
        builder.averageOfClassMaps(SECOND);
        return new TwoHeads(builder.build(), builder.classes());
    }

    private static final class TwoHeads extends TrainingGraph {
        private final int classes;

        TwoHeads(ComputationGraph graph, int classes) {
            super(graph);
            this.classes = classes;
        }

        @Override
        public TrainingGraph.Inputs feed(INDArray images, int[] labels, float[][] targets, Random random) {
            return TrainingGraph.Inputs.plain(images, targets)
                    .with(TrainingGraph.Inputs.oneHot(labels, classes))
                    .expecting(Nd4j.createFromArray(targets));
        }
    }
}
