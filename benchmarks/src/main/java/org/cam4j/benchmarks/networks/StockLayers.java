package org.cam4j.benchmarks.networks;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.convolution.MaxPooling;
import org.cam4j.layers.convolution.ResidualSum;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.learning.config.IUpdater;

/** The same network of the layers that Deeplearning4j ships: a block becomes a convolution, a batch normalization and an activation. */
final class StockLayers {
    private final GraphBuilder builder;

    private StockLayers(GraphBuilder builder) {
        this.builder = builder;
    }

    static ComputationGraphConfiguration of(
            ComputationGraphConfiguration ours, InputType input, IUpdater updater, long seed) {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.RELU)
                .updater(updater)
                .graphBuilder()
                .addInputs(ours.getNetworkInputs())
                .setInputTypes(input);
        StockLayers stock = new StockLayers(builder);
        for (Map.Entry<String, GraphVertex> vertex : ours.getVertices().entrySet()) {
            stock.add(
                    vertex.getKey(),
                    vertex.getValue(),
                    Objects.requireNonNull(ours.getVertexInputs().get(vertex.getKey())));
        }
        builder.setOutputs(ours.getNetworkOutputs().toArray(String[]::new));
        return builder.build();
    }

    private void add(String name, GraphVertex vertex, List<String> inputs) {
        String[] from = inputs.toArray(String[]::new);
        if (vertex instanceof ResidualSum sum) {
            String added = sum.relu() ? name + "_sum" : name;
            builder.addVertex(added, new ElementWiseVertex(ElementWiseVertex.Op.Add), from);
            if (sum.relu()) {
                builder.addLayer(name, new ActivationLayer(Activation.RELU), added);
            }
        } else if (vertex instanceof LayerVertex holder) {
            Layer layer = holder.getLayerConf().getLayer();
            if (layer instanceof ConvolutionBlock block) {
                add(name, block, from);
            } else {
                builder.addLayer(name, layer instanceof MaxPooling pooling ? stock(pooling) : layer.clone(), from);
            }
        } else {
            builder.addVertex(name, vertex.clone(), from);
        }
    }

    private void add(String name, ConvolutionBlock block, String... from) {
        boolean linear = block.getActivationFn() instanceof ActivationIdentity;
        String last = name;
        if (!linear) {
            last = name + "_linear";
            builder.addLayer(name, new ActivationLayer(block.getActivationFn()), last);
        }
        String convolved = block.isBatchNormalization() ? name + "_convolved" : last;
        if (block.isBatchNormalization()) {
            builder.addLayer(
                    last,
                    new BatchNormalization.Builder()
                            .eps(block.getEpsilon())
                            .decay(block.getDecay())
                            .useLogStd(false)
                            .build(),
                    convolved);
        }
        builder.addLayer(
                convolved,
                block.isDepthwise()
                        ? configure(new DepthwiseConvolution2D.Builder().depthMultiplier(1), block)
                                .build()
                        : configure(new ConvolutionLayer.Builder(), block)
                                .nOut(block.getNOut())
                                .build(),
                from);
    }

    private static <B extends ConvolutionLayer.BaseConvBuilder<B>> B configure(B layer, ConvolutionBlock block) {
        return layer.kernelSize(block.getKernelSize())
                .stride(block.getStride())
                .padding(block.getPadding())
                .dilation(block.getDilation())
                .convolutionMode(block.getConvolutionMode())
                .hasBias(block.hasBias())
                .activation(Activation.IDENTITY);
    }

    private static SubsamplingLayer stock(MaxPooling pooling) {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(pooling.getKernelSize())
                .stride(pooling.getStride())
                .padding(pooling.getPadding())
                .convolutionMode(pooling.getConvolutionMode())
                .build();
    }
}
