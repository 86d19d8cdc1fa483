package org.cam4j.layers.internal.vertex;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cam4j.layers.attention.AttentionVertices;
import org.cam4j.layers.attention.ChannelBroadcast;
import org.cam4j.layers.convolution.Padding;
import org.cam4j.layers.explain.Tap;
import org.cam4j.layers.merge.OrMerge;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.layers.pooling.GlobalMaxPooling;
import org.cam4j.layers.pooling.LogSumExpPooling;
import org.cam4j.layers.pooling.PositionScale;
import org.cam4j.layers.pooling.ThresholdedAveragePooling;
import org.cam4j.layers.pooling.WeightedGlobalAveragePooling;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Every vertex over feature maps, and a small network around one whose input has a second consumer. */
public final class VertexNetwork {
    static final int CHANNELS = 3;
    static final int CLASSES = 4;

    private VertexNetwork() {}

    static List<MapVertex> vertices() {
        return Stream.of(
                        new GlobalAveragePooling(),
                        new GlobalMaxPooling(),
                        new LogSumExpPooling(),
                        new LogSumExpPooling(1.5),
                        new WeightedGlobalAveragePooling(),
                        new WeightedGlobalAveragePooling(0.3, WeightedGlobalAveragePooling.Scale.ONE),
                        new ThresholdedAveragePooling(),
                        new Tap(),
                        new Padding(1, 0, 2, 1, -0.7),
                        new OrMerge(),
                        new OrMerge(OrMerge.Or.PROBABILISTIC_SUM),
                        new OrMerge(OrMerge.Or.MEAN),
                        AttentionVertices.attentionDropout(1, 0.9),
                        AttentionVertices.attentionDropout(0, 0.9),
                        AttentionVertices.eraseMostAttended(0.7),
                        AttentionVertices.channelSummary(),
                        AttentionVertices.groupMean(1),
                        AttentionVertices.complementaryMaps(),
                        AttentionVertices.gate(),
                        new ChannelBroadcast(ChannelBroadcast.Op.PRODUCT),
                        new ChannelBroadcast(ChannelBroadcast.Op.SUM))
                .map(MapVertex.class::cast)
                .toList();
    }

    /** image [2, H, W] -> features -> the vertex "head", and an average pooling beside it -> output. Restored from JSON. */
    static ComputationGraph create(MapVertex vertex, int height, int width, DataType type, WorkspaceMode workspaces) {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(type)
                .updater(new NoOp())
                .activation(Activation.TANH)
                .convolutionMode(ConvolutionMode.Same)
                .trainingWorkspaceMode(workspaces)
                .inferenceWorkspaceMode(workspaces)
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(height, width, 2))
                .addLayer("features", convolution(), "image")
                .addLayer("beside", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "features");
        if (vertex.minVertexInputs() == 2) {
            builder.addLayer("deep", convolution(), "features").addVertex("head", vertex, "deep", "features");
        } else {
            builder.addVertex("head", vertex, "features");
        }
        String pooled = "head";
        if (vertex instanceof PositionScale
                || !vertex.getClass().getPackage().equals(GlobalAveragePooling.class.getPackage())) {
            builder.addLayer("pooled", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "head");
            pooled = "pooled";
        }
        ComputationGraphConfiguration configuration = builder.addVertex("both", new MergeVertex(), pooled, "beside")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(CLASSES)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "both")
                .setOutputs("output")
                .build();
        ComputationGraph graph = new ComputationGraph(ComputationGraphConfiguration.fromJson(configuration.toJson()));
        graph.init();
        return graph;
    }

    private static ConvolutionLayer convolution() {
        return new ConvolutionLayer.Builder(3, 3).nOut(CHANNELS).build();
    }

    static INDArray images(DataType type, int examples, int height, int width) {
        Nd4j.getRandom().setSeed(17);
        return Nd4j.randn(type, examples, 2, height, width);
    }

    static INDArray labels(DataType type, int examples) {
        INDArray labels = Nd4j.zeros(type, examples, CLASSES);
        IntStream.range(0, examples).forEach(i -> labels.putScalar(i, i % CLASSES, 1));
        return labels;
    }

    /** The vertex alone, waiting for its inputs. */
    public static GraphVertex running(MapVertex vertex) {
        GraphVertex running = vertex.instantiate(null, "head", 0, null, true, DataType.FLOAT);
        running.setInputVertices(new VertexIndices[vertex.minVertexInputs()]);
        return running;
    }
}
