package org.cam4j.examples;

import org.cam4j.layers.convolution.ChannelDeconvolution;
import org.cam4j.layers.merge.OrMerge;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;

/** A wide CAM head (Kim et al. 2020) in Deeplearning4j's GraphBuilder, on a backbone of two convolutions. */
final class WideNetwork {
    private WideNetwork() {}

    static ComputationGraph create() {
        int size = ColoredSquares.SIZE;
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .activation(Activation.RELU)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(size, size, 3))
                .addLayer("fine", convolution(), "image") // [N, 16, 16, 16]
                .addLayer("coarse", convolution(), "fine") // [N, 16, 8, 8]
                .addLayer("enlarged", enlarging(), "coarse") // [N, 16, 16, 16]
                .addVertex("wide", new OrMerge(), "enlarged", "fine")
                .addVertex("pooling", new GlobalAveragePooling(), "wide") // [N, 16]
                .addLayer(
                        "output",
                        new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .hasBias(false)
                                .build(),
                        "pooling")
                .setOutputs("output")
                .build());
        graph.init();
        return graph;
    }

    private static ConvolutionLayer convolution() {
        return new ConvolutionLayer.Builder(3, 3).nOut(16).stride(2, 2).build();
    }

    private static ChannelDeconvolution enlarging() {
        return new ChannelDeconvolution.Builder()
                .kernelSize(4, 4)
                .stride(2, 2)
                .padding(1, 1)
                .learned(true)
                .build();
    }
}
