package org.cam4j.layers.explain;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.cam4j.layers.convolution.ChannelDeconvolution;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.convolution.ResidualSum;
import org.cam4j.layers.merge.OrMerge;
import org.cam4j.layers.pooling.WeightedGlobalAveragePooling;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks of every kind that the explainer has to understand: 2 channels, 9 x 8 pixels, 3 classes. */
enum ToyGraph {
    /** The network of the CAM paper: maps, average, linear layer without bias. */
    GAP("conv2", true) {
        @Override
        void layers(GraphBuilder graph, Activation output) {
            graph.addLayer("conv1", conv(3, 4, 1).activation(Activation.TANH).build(), "input")
                    .addLayer("pool1", pool(PoolingType.MAX, 2, 2), "conv1")
                    .addLayer("conv2", conv(3, 5, 1).activation(Activation.RELU).build(), "pool1")
                    .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "conv2")
                    .addLayer("output", output(output).hasBias(false).build(), "gap");
        }
    },
    /** Batch norm, separate activations, dropout, strides; softmax as a layer of its own. */
    BATCH_NORM("relu6", true) {
        @Override
        void layers(GraphBuilder graph, Activation output) {
            graph.addLayer(
                            "conv1",
                            conv(3, 4, 2).convolutionMode(ConvolutionMode.Same).build(),
                            "input")
                    .addLayer(
                            "norm1", new BatchNormalization.Builder().eps(1e-3).build(), "conv1")
                    .addLayer("tanh1", activation(Activation.TANH), "norm1")
                    .addLayer("conv2", conv(3, 5, 1).build(), "tanh1")
                    .addLayer(
                            "norm2",
                            new BatchNormalization.Builder().useLogStd(false).build(),
                            "conv2")
                    .addLayer("relu6", activation(Activation.RELU6), "norm2")
                    .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "relu6")
                    .addLayer("dropout", new DropoutLayer(0.5), "gap")
                    .addLayer("dense", dense().activation(Activation.IDENTITY).build(), "dropout")
                    .addLayer("softmax", activation(output), "dense")
                    .setOutputs("softmax");
        }
    },
    /** A residual block whose input is read after an activation, and a merge; channels are classes as in SqueezeNet. */
    CHANNELS_ARE_CLASSES("relu10", true) {
        @Override
        void layers(GraphBuilder graph, Activation output) {
            graph.addLayer("conv1", conv(3, 4, 1).build(), "input")
                    .addLayer("tanh1", activation(Activation.TANH), "conv1")
                    .addLayer("conv2", same(3, 4).activation(Activation.SIGMOID).build(), "tanh1")
                    .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "conv1", "conv2")
                    .addLayer("left", same(1, 2).activation(Activation.RELU).build(), "add")
                    .addLayer("right", same(3, 3).activation(Activation.RELU6).build(), "add")
                    .addVertex("merge", new MergeVertex(), "left", "right")
                    .addLayer("conv10", same(1, CLASSES).build(), "merge")
                    .addLayer("relu10", activation(Activation.RELU), "conv10")
                    .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "relu10")
                    .addLayer(
                            "output",
                            new LossLayer.Builder(LossFunction.MSE)
                                    .activation(output)
                                    .build(),
                            "gap");
        }
    },
    /** A published classifier: flattened maps and a hidden layer with dropout. */
    FLATTENED("pool2", false) {
        @Override
        void layers(GraphBuilder graph, Activation output) {
            graph.addLayer(
                            "conv1",
                            conv(3, 4, 1)
                                    .dropOut(0.7)
                                    .activation(Activation.RELU)
                                    .build(),
                            "input")
                    .addLayer(
                            "conv2",
                            conv(2, 4, 1)
                                    .dropOut(0.7)
                                    .activation(Activation.ELU)
                                    .build(),
                            "conv1")
                    .addLayer("pool2", pool(PoolingType.MAX, 2, 2), "conv2")
                    .addLayer(
                            "hidden",
                            dense().nOut(6)
                                    .dropOut(0.5)
                                    .activation(Activation.SOFTPLUS)
                                    .build(),
                            "pool2")
                    .addLayer("output", output(output).dropOut(0.5).build(), "hidden");
        }
    },
    /** An average pooling that covers the whole map, then a flatten, as Keras writes it. */
    COVERING_POOLING("relu1", true) {
        @Override
        void layers(GraphBuilder graph, Activation output) {
            graph.addLayer("conv1", conv(3, 4, 1).build(), "input")
                    .addLayer("relu1", activation(Activation.RELU), "conv1")
                    .addLayer("pool", pool(PoolingType.AVG, HEIGHT - 2, WIDTH - 2), "relu1")
                    .addLayer("dense", dense().activation(output).build(), "pool")
                    .addLayer(
                            "loss",
                            new LossLayer.Builder(LossFunction.MSE)
                                    .activation(Activation.IDENTITY)
                                    .build(),
                            "dense");
        }
    },
    /** The classifier is a 1 x 1 convolution behind the pooling, as in MobileNet. */
    POINTWISE_CLASSIFIER("conv1", true) {
        @Override
        void layers(GraphBuilder graph, Activation output) {
            graph.addLayer("conv1", conv(3, 4, 1).activation(Activation.RELU).build(), "input")
                    .addLayer(
                            "gap",
                            new GlobalPoolingLayer.Builder(PoolingType.AVG)
                                    .collapseDimensions(false)
                                    .build(),
                            "conv1")
                    .addLayer("classes", conv(1, CLASSES, 1).build(), "gap")
                    .addLayer("output", dropIn(output), "classes");
        }
    },
    /** Layers that run Deeplearning4j's own backward pass, and convolutions that do not divide evenly. */
    UNUSUAL("separable", true) {
        @Override
        void layers(GraphBuilder graph, Activation output) {
            graph.addLayer("pad", new ZeroPaddingLayer(2, 1), "input")
                    .addLayer(
                            "conv1",
                            conv(2, 4, 3)
                                    .convolutionMode(ConvolutionMode.Truncate)
                                    .build(),
                            "pad")
                    .addLayer(
                            "prelu",
                            new PReLULayer.Builder().inputShape(4, 4, 3).build(),
                            "conv1")
                    .addLayer("up", new Upsampling2D.Builder(3).build(), "prelu")
                    .addLayer(
                            "dilated",
                            conv(2, 4, 1)
                                    .dilation(2, 3)
                                    .padding(1, 0)
                                    .activation(Activation.RELU)
                                    .build(),
                            "up")
                    .addLayer("norm", new LocalResponseNormalization.Builder().build(), "dilated")
                    .addLayer(
                            "strided",
                            conv(3, 4, 2).convolutionMode(ConvolutionMode.Same).build(),
                            "norm")
                    .addLayer(
                            "leaky",
                            conv(1, 4, 1).activation(Activation.LEAKYRELU).build(),
                            "strided")
                    .addLayer(
                            "deconvolution",
                            new Deconvolution2D.Builder(2, 2)
                                    .nOut(4)
                                    .stride(2, 2)
                                    .build(),
                            "leaky")
                    .addLayer(
                            "depthwise",
                            new DepthwiseConvolution2D.Builder()
                                    .kernelSize(3, 3)
                                    .depthMultiplier(2)
                                    .nOut(8)
                                    .build(),
                            "deconvolution")
                    .addLayer(
                            "separable",
                            new SeparableConvolution2D.Builder(2, 2).nOut(4).build(),
                            "depthwise")
                    .addLayer("gmp", new GlobalPoolingLayer(PoolingType.MAX), "separable")
                    .addLayer("output", output(output).build(), "gmp");
        }
    },
    /** Frozen layers, which hand no gradient on by themselves. */
    FROZEN("relu2", true) {
        @Override
        void layers(GraphBuilder graph, Activation output) {
            graph.addLayer("conv1", conv(3, 4, 1).activation(Activation.RELU).build(), "input")
                    .addLayer(
                            "conv2",
                            frozen(conv(2, 5, 1).activation(Activation.TANH).build()),
                            "conv1")
                    .addLayer("norm2", frozen(new BatchNormalization.Builder().build()), "conv2")
                    .addLayer("relu2", activation(Activation.RELU), "norm2")
                    .addLayer("gap", frozen(new GlobalPoolingLayer(PoolingType.AVG)), "relu2")
                    .addLayer("output", output(output).build(), "gap");
        }
    },
    /** The vertices of cam4j: a tap, a deconvolution joined with an earlier layer, weighted pooling. */
    WIDE("wide", true) {
        @Override
        void layers(GraphBuilder graph, Activation output) {
            graph.addLayer("conv1", same(3, 4).activation(Activation.TANH).build(), "input")
                    .addVertex("tap", new Tap(), "conv1")
                    .addLayer(
                            "conv2",
                            conv(3, 4, 2).convolutionMode(ConvolutionMode.Same).build(),
                            "tap")
                    .addLayer("relu2", activation(Activation.RELU), "conv2")
                    .addLayer("crop", new Cropping2D(0, 1, 0, 0), "tap")
                    .addLayer("crop2", new Cropping2D(0, 1, 0, 0), "relu2")
                    .addLayer(
                            "deconvolution",
                            new ChannelDeconvolution.Builder().learned(true).build(),
                            "crop2")
                    .addVertex("wide", new OrMerge(), "deconvolution", "crop")
                    .addVertex("wgap", new WeightedGlobalAveragePooling(), "wide")
                    .addLayer("output", output(output).hasBias(false).build(), "wgap");
        }
    },
    /** Depthwise convolutions as in MobileNet: padded, strided, not dividing evenly, with an activation. */
    DEPTHWISE("depthwise3", true) {
        @Override
        void layers(GraphBuilder graph, Activation output) {
            graph.addLayer("conv1", conv(3, 4, 1).activation(Activation.TANH).build(), "input")
                    .addLayer(
                            "depthwise1",
                            depthwise(3, 2)
                                    .convolutionMode(ConvolutionMode.Same)
                                    .activation(Activation.RELU6)
                                    .build(),
                            "conv1")
                    .addLayer("conv2", conv(1, 5, 1).build(), "depthwise1")
                    .addLayer(
                            "depthwise2",
                            depthwise(3, 2)
                                    .padding(1, 1)
                                    .activation(Activation.RELU)
                                    .build(),
                            "conv2")
                    .addLayer("up", new Upsampling2D.Builder(4).build(), "depthwise2")
                    .addLayer("depthwise3", depthwise(2, 3).build(), "up")
                    .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "depthwise3")
                    .addLayer("output", output(output).build(), "gap");
        }
    },
    /** ResNet's and MobileNet's blocks: batch norm that can be folded, and some that cannot (norm4, norm5). */
    RESIDUAL("relu5", true) {
        @Override
        void layers(GraphBuilder graph, Activation output) {
            graph.addLayer("conv1", same(3, 4).hasBias(false).build(), "input")
                    .addLayer("norm1", new BatchNormalization.Builder().build(), "conv1")
                    .addLayer("relu1", activation(Activation.RELU), "norm1")
                    .addLayer(
                            "depthwise",
                            depthwise(3, 1)
                                    .convolutionMode(ConvolutionMode.Same)
                                    .build(),
                            "relu1")
                    .addLayer(
                            "norm2",
                            new BatchNormalization.Builder().useLogStd(false).build(),
                            "depthwise")
                    .addLayer("conv3", same(1, 4).build(), "norm2")
                    .addLayer(
                            "norm3",
                            frozen(new BatchNormalization.Builder(true)
                                    .gamma(1.5)
                                    .beta(0.3)
                                    .build()),
                            "conv3")
                    .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "norm3", "relu1")
                    .addLayer("conv4", same(3, 4).activation(Activation.RELU).build(), "add")
                    .addLayer("norm4", new BatchNormalization.Builder().build(), "conv4")
                    .addLayer("norm5", new BatchNormalization.Builder().build(), "norm4")
                    .addLayer("relu5", activation(Activation.RELU), "norm5")
                    .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "relu5")
                    .addLayer("output", output(output).build(), "gap");
        }
    },
    /** Our blocks: with and without batch normalization, depthwise, strided, dilated, and their sum. */
    BLOCKS("plain", true) {
        @Override
        void layers(GraphBuilder graph, Activation output) {
            graph.addLayer("block1", block(4).stride(2, 2).build(), "input")
                    .addLayer(
                            "depthwise",
                            block(4).depthwise(true)
                                    .activation(Activation.RELU6)
                                    .build(),
                            "block1")
                    .addLayer(
                            "linear",
                            block(4).kernelSize(1, 1)
                                    .padding(0, 0)
                                    .activation(Activation.IDENTITY)
                                    .build(),
                            "depthwise")
                    .addVertex("sum", new ResidualSum(), "block1", "linear")
                    .addLayer(
                            "plain",
                            block(5).batchNormalization(false)
                                    .hasBias(true)
                                    .dilation(2, 2)
                                    .padding(2, 2)
                                    .build(),
                            "sum")
                    .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "plain")
                    .addLayer("output", output(output).build(), "gap");
        }
    },
    /** Channels last inside, as Keras imports are. */
    CHANNELS_LAST("relu2", true) {
        @Override
        CNN2DFormat format() {
            return CNN2DFormat.NHWC;
        }

        @Override
        void layers(GraphBuilder graph, Activation output) {
            graph.addLayer(
                            "conv1",
                            conv(3, 4, 2)
                                    .dataFormat(format())
                                    .convolutionMode(ConvolutionMode.Same)
                                    .activation(Activation.RELU)
                                    .build(),
                            "input")
                    .addLayer(
                            "norm1",
                            new BatchNormalization.Builder()
                                    .dataFormat(format())
                                    .build(),
                            "conv1")
                    .addLayer("conv2", conv(2, 5, 1).dataFormat(format()).build(), "norm1")
                    .addLayer("relu2", activation(Activation.RELU), "conv2")
                    .addLayer("gap", new GlobalPoolingLayer(PoolingType.AVG), "relu2")
                    .addLayer("output", output(output).build(), "gap");
        }
    };

    static final int CHANNELS = 2;
    static final int HEIGHT = 9;
    static final int WIDTH = 8;
    static final int CLASSES = 3;

    private final String defaultTap;
    private final boolean classWeights;

    ToyGraph(String defaultTap, boolean classWeights) {
        this.defaultTap = defaultTap;
        this.classWeights = classWeights;
    }

    String defaultTap() {
        return defaultTap;
    }

    boolean hasClassWeights() {
        return classWeights;
    }

    CNN2DFormat format() {
        return CNN2DFormat.NCHW;
    }

    abstract void layers(GraphBuilder graph, Activation output);

    /** The classifier, with seeded random parameters and batch statistics. */
    ComputationGraph classifier(DataType type) {
        return build(type, Activation.SOFTMAX);
    }

    /** The same network, giving logits. */
    ComputationGraph withoutSoftmax(DataType type) {
        return build(type, Activation.IDENTITY);
    }

    private ComputationGraph build(DataType type, Activation output) {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .weightInit(WeightInit.XAVIER)
                .activation(Activation.IDENTITY)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(HEIGHT, WIDTH, CHANNELS, format()));
        layers(builder, output);
        if (this == COVERING_POOLING) {
            builder.setOutputs("loss");
        } else if (this != BATCH_NORM) {
            builder.setOutputs("output");
        }
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();
        Random random = new Random(11);
        for (Layer layer : graph.getLayers()) {
            Map<String, INDArray> parameters =
                    new TreeMap<>(layer.paramTable() == null ? Map.of() : layer.paramTable());
            parameters.forEach((name, values) -> fill(name, values, random));
        }
        return graph;
    }

    private static void fill(String name, INDArray values, Random random) {
        for (long i = 0; i < values.length(); i++) {
            switch (name) {
                case "var", "gamma" -> values.putScalar(i, 0.5 + random.nextDouble());
                case "log10stdev" -> values.putScalar(i, random.nextDouble() - 0.7);
                case "mean", "b", "beta" -> values.putScalar(i, 0.3 * random.nextGaussian());
                default -> values.putScalar(i, values.getDouble(i) == 0 ? 0.2 : values.getDouble(i) * 1.5); // 0: PReLU
            }
        }
    }

    /** {@code [count,2,9,8]}. */
    static INDArray images(DataType type, int count, long seed) {
        double[] values = new Random(seed)
                .doubles((long) count * CHANNELS * HEIGHT * WIDTH, -1, 1)
                .toArray();
        return Nd4j.create(values, new long[] {count, CHANNELS, HEIGHT, WIDTH}, type);
    }

    /** The logit when one value of a tap's output is changed. Every vertex gets copies, so nothing is overwritten. */
    double logit(ComputationGraph graph, INDArray images, String tap, int image, int[] at, double change, int target) {
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
        INDArray input =
                format() == CNN2DFormat.NHWC ? images.permute(0, 2, 3, 1).dup('c') : images;
        graph.setInputs(input);
        INDArray out = input;
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = graph.getVertices()[index];
            out = (vertex.isInputVertex() ? input : vertex.doForward(false, workspaces)).dup();
            if (vertex.getVertexName().equals(tap)) {
                int[] position = format() == CNN2DFormat.NHWC
                        ? new int[] {image, at[1], at[2], at[0]}
                        : new int[] {image, at[0], at[1], at[2]};
                out.putScalar(position, out.getDouble(position) + change);
            }
            if (vertex.getOutputVertices() != null) {
                for (VertexIndices consumer : vertex.getOutputVertices()) {
                    graph.getVertices()[consumer.getVertexIndex()].setInput(
                            consumer.getVertexEdgeNumber(), out.dup(), workspaces);
                }
            }
        }
        return out.getDouble(image, target);
    }

    private static ConvolutionLayer.Builder conv(int kernel, int channels, int stride) {
        return new ConvolutionLayer.Builder(kernel, kernel).nOut(channels).stride(stride, stride);
    }

    private static ConvolutionBlock.Builder block(int channels) {
        return new ConvolutionBlock.Builder().nOut(channels).padding(1, 1);
    }

    private static ConvolutionLayer.Builder same(int kernel, int channels) {
        return conv(kernel, channels, 1).convolutionMode(ConvolutionMode.Same);
    }

    private static DepthwiseConvolution2D.Builder depthwise(int kernel, int stride) {
        return new DepthwiseConvolution2D.Builder()
                .kernelSize(kernel, kernel)
                .stride(stride, stride)
                .depthMultiplier(1);
    }

    private static SubsamplingLayer pool(PoolingType type, int height, int width) {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.valueOf(type.name()))
                .kernelSize(height, width)
                .stride(2, 2)
                .build();
    }

    private static ActivationLayer activation(Activation activation) {
        return new ActivationLayer.Builder().activation(activation).build();
    }

    private static DenseLayer.Builder dense() {
        return new DenseLayer.Builder().nOut(CLASSES);
    }

    private static OutputLayer.Builder output(Activation activation) {
        return new OutputLayer.Builder(LossFunction.MSE).nOut(CLASSES).activation(activation);
    }

    /** A softmax over {@code [N,K,1,1]} has to look at it as {@code [N,K]}: the flatten is the layer's preprocessor. */
    private static LossLayer dropIn(Activation activation) {
        return new LossLayer.Builder(LossFunction.MSE).activation(activation).build();
    }

    private static FrozenLayer frozen(org.deeplearning4j.nn.conf.layers.Layer layer) {
        return new FrozenLayer(layer);
    }
}
