package org.cam4j.training.wsol;

import java.util.List;
import org.cam4j.layers.attention.AttentionVertices;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.layers.pooling.GlobalMaxPooling;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * CBAM: behind every block a gate for each channel and one for each position, both learned.
 *
 * <pre>
 * M_c = sigmoid(MLP(mean_xy F) + MLP(max_xy F)),   F' = M_c F,   M_s = sigmoid(BN(conv7x7[max_c F', mean_c F'])),   F'' = M_s F'      (eq. 1 to 3)
 * </pre>
 *
 * <p>Woo et al., "CBAM: Convolutional Block Attention Module", ECCV 2018, section 3; reduction 16. The shared perceptron is one layer on the stacked batch.
 *
 * <p>As in the authors' program the batch normalization of every position gate begins with the weight 0, and the gate with one half.
 *
 * <p>Differs: one module at the end of every block of layers of one resolution; the paper's ResNets have one in every residual unit.
 */
final class ConvolutionalBlockAttention implements WsolMethod {
    private static final String REDUCTION = "reduction";
    private static final String POSITIONS = "_positions";
    private static final int KERNEL = 7;

    @Override
    public String id() {
        return "cbam";
    }

    @Override
    public String description() {
        return "Convolutional block attention module: learned gates for channels and positions after every block (Woo 2018).";
    }

    @Override
    public List<WsolMethod.Hyperparameter> hyperparameters() {
        return List.of(WsolMethod.Hyperparameter.magnitude(
                REDUCTION, "Reduction ratio of the channel gate: channels per hidden unit.", 16, 2, 32));
    }

    @Override
    public CamModel network(CamModel plain, WsolConfig config, long seed) {
        TrainingGraphBuilder builder = TrainingGraphBuilder.of(plain, seed);
        for (String block : builder.blocks()) {
            gate(builder, block, config.number(REDUCTION), seed);
        }
        CamModel model = builder.model(config);
        for (String block : builder.blocks()) {
            model.graph()
                    .getLayer(TrainingGraphBuilder.PREFIX + name(block) + POSITIONS)
                    .getParam("gamma")
                    .assign(0);
        }
        return model;
    }

    private static String name(String block) {
        return "cbam_" + block;
    }

    private static void gate(TrainingGraphBuilder builder, String block, double reduction, long seed) {
        int channels = builder.channels(block);
        int hidden = (int) Math.max(1, Math.round(channels / reduction));
        String name = name(block);
        builder.redirect(block, TrainingGraphBuilder.PREFIX + name);
        String mean = builder.add(name + "_mean", new GlobalAveragePooling(), block);
        String highest = builder.add(name + "_max", new GlobalMaxPooling(), block);
        String both = builder.add(name + "_both", new StackVertex(), mean, highest); // [2N, C]
        String inner = dense(builder, name + "_hidden", both, channels, hidden, Activation.RELU, seed);
        String outer = dense(builder, name + "_perceptron", inner, hidden, channels, Activation.IDENTITY, seed);
        String ofMean = builder.add(name + "_of_mean", new UnstackVertex(0, 2), outer);
        String ofHighest = builder.add(name + "_of_max", new UnstackVertex(1, 2), outer);
        String sum = builder.add(name + "_sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), ofMean, ofHighest);
        String gated = builder.add(name + "_channels", AttentionVertices.gate(), block, sum);
        String summary = builder.add(name + "_summary", AttentionVertices.channelSummary(), gated); // [N, 2, h, w]
        String positions = builder.convolution(name + POSITIONS, summary, 2, 1, KERNEL, Activation.IDENTITY, true);
        builder.add(name, AttentionVertices.gate(), gated, positions);
    }

    private static String dense(
            TrainingGraphBuilder builder, String name, String from, int in, int out, Activation activation, long seed) {
        DenseLayer layer = new DenseLayer.Builder()
                .nIn(in)
                .nOut(out)
                .weightInit(WeightInit.RELU)
                .activation(activation)
                .build();
        builder.editor().addLayer(TrainingGraphBuilder.PREFIX + name, layer, seed + name.hashCode(), null, from);
        return TrainingGraphBuilder.PREFIX + name;
    }
}
