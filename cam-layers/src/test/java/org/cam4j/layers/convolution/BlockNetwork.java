package org.cam4j.layers.convolution;

import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The same small network of blocks and of Deeplearning4j's separate layers: 2 channels, 9 x 8 pixels, 3 classes.
 *
 * @param normalized with batch normalization, or with biases
 * @param activation of every block
 * @param depthwise whether the second block is depthwise; the separate layers cannot be compared then
 * @param mode how the first block pads
 */
record BlockNetwork(boolean normalized, Activation activation, boolean depthwise, ConvolutionMode mode) {
    private static final int CLASSES = 3;

    BlockNetwork(boolean normalized, Activation activation) {
        this(normalized, activation, false, ConvolutionMode.Truncate);
    }

    ComputationGraph ofBlocks(DataType type, WorkspaceMode workspaces, IUpdater updater) {
        GraphBuilder builder = builder(type, workspaces, updater);
        builder.addLayer(
                        "block1", block(4, 3).convolutionMode(mode).stride(2, 2).build(), "input")
                .addLayer(
                        "block2", block(4, 3).padding(1, 1).depthwise(depthwise).build(), "block1")
                .addLayer("pool", new MaxPooling.Builder().stride(1, 1).build(), "block2")
                .addLayer("block3", block(5, 1).build(), "pool");
        return initialized(ComputationGraphConfiguration.fromJson(
                finish(builder, "block3").build().toJson()));
    }

    private ConvolutionBlock.Builder block(int channels, int kernel) {
        return new ConvolutionBlock.Builder()
                .nOut(channels)
                .kernelSize(kernel, kernel)
                .batchNormalization(normalized)
                .hasBias(!normalized)
                .activation(activation);
    }

    ComputationGraph ofSeparateLayers(DataType type, WorkspaceMode workspaces, IUpdater updater) {
        GraphBuilder builder = builder(type, workspaces, updater);
        separate(builder, "input", "1", convolution(4, 3).convolutionMode(mode).stride(2, 2));
        separate(builder, "unit1", "2", convolution(4, 3).padding(1, 1));
        builder.addLayer("pool", pool(), "unit2");
        separate(builder, "pool", "3", convolution(5, 1));
        return initialized(finish(builder, "unit3").build());
    }

    private ConvolutionLayer.Builder convolution(int channels, int kernel) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(channels)
                .hasBias(!normalized)
                .activation(Activation.IDENTITY);
    }

    private void separate(GraphBuilder builder, String from, String number, ConvolutionLayer.Builder convolution) {
        builder.addLayer("conv" + number, convolution.build(), from);
        String last = "conv" + number;
        if (normalized) {
            builder.addLayer(
                    "norm" + number,
                    new BatchNormalization.Builder().useLogStd(false).build(),
                    last);
            last = "norm" + number;
        }
        builder.addLayer("unit" + number, new ActivationLayer(activation), last);
    }

    private static SubsamplingLayer pool() {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(1, 1)
                .build();
    }

    private static GraphBuilder builder(DataType type, WorkspaceMode workspaces, IUpdater updater) {
        return new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .weightInit(WeightInit.RELU)
                .updater(updater)
                .trainingWorkspaceMode(workspaces)
                .inferenceWorkspaceMode(workspaces)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(9, 8, 2));
    }

    private static GraphBuilder finish(GraphBuilder builder, String last) {
        builder.addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), last)
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(CLASSES)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "gap")
                .setOutputs("output");
        return builder;
    }

    private static ComputationGraph initialized(ComputationGraphConfiguration configuration) {
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        return graph;
    }

    static IUpdater momentum() {
        return new Nesterovs(0.05, 0.9);
    }

    static INDArray images(DataType type, int count) {
        double[] values = new Random(3).doubles((long) count * 2 * 9 * 8, -1, 1).toArray();
        return Nd4j.create(values, new long[] {count, 2, 9, 8}, type);
    }

    static INDArray labels(DataType type, int count) {
        INDArray labels = Nd4j.zeros(type, count, CLASSES);
        for (int i = 0; i < count; i++) {
            labels.putScalar(i, i % CLASSES, 1);
        }
        return labels;
    }
}
