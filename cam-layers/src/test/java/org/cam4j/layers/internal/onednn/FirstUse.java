package org.cam4j.layers.internal.onednn;

import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A program that uses networks without calling {@code Kernels}; it prints which kernel a convolution layer got. */
final class FirstUse {
    private FirstUse() {}

    /** @param arguments {@code stock}: the network is created before any class of cam4j is used */
    public static void main(String[] arguments) {
        boolean stock = arguments.length > 0;
        for (int network = 0; network < 2; network++) {
            ComputationGraph graph = stock ? stock() : ours();
            Explainer.of(graph);
            System.out.println("kernel " + graph.getLayer("convolution").getHelper());
        }
    }

    private static ComputationGraph ours() {
        GraphBuilder builder = builder()
                .addLayer("block", new ConvolutionBlock.Builder().nOut(4).build(), "convolution")
                .addVertex("pooled", new GlobalAveragePooling(), "block");
        return created(builder);
    }

    private static ComputationGraph stock() {
        GlobalPoolingLayer pooling = new GlobalPoolingLayer.Builder(PoolingType.AVG).build();
        return created(builder().addLayer("pooled", pooling, "convolution"));
    }

    private static GraphBuilder builder() {
        return new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(8, 8, 3))
                .addLayer(
                        "convolution",
                        new ConvolutionLayer.Builder(3, 3).nOut(4).build(),
                        "image");
    }

    private static ComputationGraph created(GraphBuilder builder) {
        ComputationGraph graph = new ComputationGraph(builder.addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT).nOut(2).build(),
                        "pooled")
                .setOutputs("output")
                .build());
        graph.init();
        return graph;
    }
}
