package org.cam4j.training.wsol;

import java.util.List;
import org.cam4j.layers.attention.AttentionVertices;
import org.cam4j.training.model.CamModel;

/**
 * ADL: at three depths of the backbone the most attended positions are dropped, or all are weighted by attention, one draw per batch and depth.
 *
 * <p>Choe and Shim, "Attention-based Dropout Layer for Weakly Supervised Object Localization", CVPR 2019: {@link AttentionVertices#attentionDropout}. For VGG behind pool3, conv4_3 and conv5_3,
 * as in the paper; elsewhere at the same blocks, counted from the end.
 *
 * <p>Differs: the authors' program for residual networks has it behind the first unit of the last two blocks and at the end, not behind the third block from the end.
 */
final class AttentionDropoutLayer implements WsolMethod {
    private static final int DEPTHS = 3;
    private static final String DROP_RATE = "p";
    private static final String THRESHOLD = "threshold";

    @Override
    public String id() {
        return "adl";
    }

    @Override
    public String description() {
        return "Attention-based dropout layer: drops the most attended positions at three depths (Choe and Shim 2019).";
    }

    @Override
    public List<WsolMethod.Hyperparameter> hyperparameters() {
        return List.of(
                WsolMethod.Hyperparameter.number(
                        DROP_RATE, "Probability of dropping the most attended positions.", 0.75, 0, 1),
                WsolMethod.Hyperparameter.number(
                        THRESHOLD, "Fraction of the maximum attention above which positions are dropped.", 0.9, 0, 1));
    }

    @Override
    public TrainingGraph training(CamModel network, WsolConfig config, long seed) {
        TrainingGraphBuilder builder = TrainingGraphBuilder.of(network, seed);
        for (int fromEnd = DEPTHS; fromEnd >= 1; fromEnd--) {
            String block = builder.block(fromEnd);
            String at = fromEnd == DEPTHS ? builder.pooled(block) : block;
            builder.redirect(at, TrainingGraphBuilder.PREFIX + "adl_" + at);
            builder.add(
                    "adl_" + at,
                    AttentionVertices.attentionDropout(config.number(DROP_RATE), config.number(THRESHOLD)),
                    at);
        }
        return new TrainingGraph(builder.build());
    }
}
