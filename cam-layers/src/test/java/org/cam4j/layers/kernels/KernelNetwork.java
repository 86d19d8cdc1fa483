package org.cam4j.layers.kernels;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A small network with every layer kind whose kernel matters, and one step of it. */
final class KernelNetwork {
    private KernelNetwork() {}

    static ComputationGraph create() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.FLOAT)
                .activation(Activation.RELU)
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(16, 12, 3))
                .addLayer("convolution", convolution(8, Activation.RELU), "image")
                .addLayer(
                        "pooling",
                        new SubsamplingLayer.Builder()
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build(),
                        "convolution")
                .addLayer("plain", convolution(8, Activation.IDENTITY), "pooling")
                .addLayer("norm", new BatchNormalization(), "plain")
                .addLayer(
                        "depthwise",
                        new DepthwiseConvolution2D.Builder(3, 3).padding(1, 1).build(),
                        "norm")
                .addLayer(
                        "average",
                        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build(),
                        "depthwise")
                .addLayer(
                        "deconvolution",
                        new Deconvolution2D.Builder(4, 4)
                                .stride(2, 2)
                                .padding(1, 1)
                                .nOut(6)
                                .build(),
                        "average")
                .addLayer("pooled", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "deconvolution")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(4)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "pooled")
                .setOutputs("output")
                .build());
        graph.init();
        return graph;
    }

    private static ConvolutionLayer convolution(int channels, Activation activation) {
        return new ConvolutionLayer.Builder(3, 3)
                .padding(1, 1)
                .nOut(channels)
                .activation(activation)
                .build();
    }

    static INDArray images() {
        Nd4j.getRandom().setSeed(11);
        return Nd4j.rand(DataType.FLOAT, 5, 3, 16, 12);
    }

    /** One inference and one backward pass; the gradient of all parameters. */
    static INDArray gradient(ComputationGraph graph, INDArray images) {
        INDArray labels = Nd4j.zeros(DataType.FLOAT, images.size(0), 4);
        for (int i = 0; i < images.size(0); i++) {
            labels.putScalar(i, i % 4, 1);
        }
        graph.setInputs(images);
        graph.setLabels(labels);
        graph.computeGradientAndScore();
        return graph.getFlattenedGradients().dup();
    }

    /** Run in a process of its own, where oneDNN prints what it executes. */
    public static void main(String[] arguments) {
        Kernels.switchOn();
        ComputationGraph graph = create();
        graph.outputSingle(images());
        System.out.println("inference done");
        gradient(graph, images());
    }
}
