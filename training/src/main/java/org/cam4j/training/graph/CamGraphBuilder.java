package org.cam4j.training.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.convolution.ResidualSum;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.internal.layer.Convolution;
import org.cam4j.training.internal.weights.TensorBinding;
import org.cam4j.training.internal.weights.TensorLayout;
import org.cam4j.training.internal.weights.WeightMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Builds a graph layer by layer and keeps the shape of every map and the name of the tensor that each parameter comes from.
 *
 * <p>Names: the output of a unit of convolution, batch normalization and activation carries the unit's name, and it is one layer, so that
 * a tap of that name sees the activation.
 */
public final class CamGraphBuilder {
    /** The graph's only input, {@code [N,C,H,W]} with C of 3, or 1 for gray images. */
    public static final String INPUT = "input";
    /** The graph's only output, {@code [N, outputs]}: class probabilities, or what else {@link #output} says. */
    public static final String OUTPUT = "output";
    /** The vertex that pools the last wide map. */
    public static final String POOLING = "pooling";

    private static final double BATCH_NORM_DECAY = 0.9;

    private final ComputationGraphConfiguration.GraphBuilder builder;
    private final Variant variant;
    private final double batchNormEpsilon;
    private final FeatureMap input;
    private final Map<String, FeatureMap> maps = new LinkedHashMap<>();
    private final List<TensorBinding> bindings = new ArrayList<>();
    private int backboneBindings;
    private OutputKind output = OutputKind.SOFTMAX;

    /** A graph for images {@code [N,channels,height,width]}; the seed is that of the parameters' random numbers. */
    public CamGraphBuilder(long seed, int channels, int height, int width, Variant variant, double batchNormEpsilon) {
        this(seed, List.of(new FeatureMap(INPUT, channels, height, width)), variant, batchNormEpsilon);
    }

    /** A graph whose inputs are maps, each under the name of the layer that it comes from. */
    public CamGraphBuilder(long seed, List<FeatureMap> inputs, Variant variant, double batchNormEpsilon) {
        this.variant = variant;
        this.batchNormEpsilon = batchNormEpsilon;
        this.input = inputs.get(0);
        inputs.stream().filter(map -> !map.layer().equals(INPUT)).forEach(map -> maps.put(map.layer(), map));
        this.builder = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.RELU)
                .updater(defaultUpdater())
                .graphBuilder()
                .addInputs(inputs.stream().map(FeatureMap::layer).toList())
                .setInputTypes(inputs.stream()
                        .map(map -> InputType.convolutional(map.height(), map.width(), map.channels()))
                        .toArray(InputType[]::new));
    }

    /** The optimizer of every new network, until training replaces it: SGD with Nesterov momentum 0.9 and rate 0.01. */
    public static IUpdater defaultUpdater() {
        return new Nesterovs(0.01, 0.9);
    }

    /** The input images. */
    public FeatureMap input() {
        return input;
    }

    /** How the weights differ from torchvision's. */
    public Variant variant() {
        return variant;
    }

    /** The map of a layer that was added before. */
    public FeatureMap map(String layer) {
        FeatureMap map = maps.get(layer);
        if (map == null) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "No layer '%s'; layers: %s.", layer, maps.keySet()));
        }
        return map;
    }

    /** Every map so far, by its layer. */
    public Map<String, FeatureMap> maps() {
        return Collections.unmodifiableMap(maps);
    }

    /** What the classifier puts out; softmax probabilities unless said otherwise. */
    public CamGraphBuilder output(OutputKind kind) {
        output = kind;
        return this;
    }

    /** From here on layers belong to the head. */
    public void beginHead() {
        backboneBindings = bindings.size();
    }

    /** Convolution with bias and activation. Tensors {@code TENSOR.weight} and {@code TENSOR.bias}. */
    public FeatureMap convolution(FeatureMap from, String name, String tensor, Convolution convolution) {
        return block(
                from,
                name,
                tensor,
                convolution,
                layer -> layer.batchNormalization(false).hasBias(true));
    }

    /** Convolution, batch normalization (unless folded), activation. */
    public FeatureMap unit(FeatureMap from, String name, String tensor, String normTensor, Convolution convolution) {
        return unit(from, name, tensor, normTensor, convolution, layer -> layer);
    }

    /** Convolution with a bias, batch normalization (unless folded), activation. */
    public FeatureMap biasedUnit(
            FeatureMap from, String name, String tensor, String normTensor, Convolution convolution) {
        return unit(from, name, tensor, normTensor, convolution, layer -> layer.hasBias(true));
    }

    /** Depthwise convolution, batch normalization (unless folded), activation; {@code out} is the number of channels. */
    public FeatureMap depthwiseUnit(
            FeatureMap from, String name, String tensor, String normTensor, Convolution convolution) {
        return unit(from, name, tensor, normTensor, convolution, layer -> layer.depthwise(true));
    }

    private FeatureMap unit(
            FeatureMap from,
            String name,
            String tensor,
            String normTensor,
            Convolution convolution,
            UnaryOperator<ConvolutionBlock.Builder> kind) {
        if (variant.batchNormFolded()) {
            return block(
                    from,
                    name,
                    tensor,
                    convolution,
                    layer -> kind.apply(layer).batchNormalization(false).hasBias(true));
        }
        FeatureMap map = block(from, name, tensor, convolution, kind);
        bindings.add(new TensorBinding(normTensor + ".weight", name, "gamma", TensorLayout.SAME));
        bindings.add(new TensorBinding(normTensor + ".bias", name, "beta", TensorLayout.SAME));
        bindings.add(new TensorBinding(normTensor + ".running_mean", name, "mean", TensorLayout.SAME));
        bindings.add(new TensorBinding(normTensor + ".running_var", name, "var", TensorLayout.SAME));
        return map;
    }

    private FeatureMap block(
            FeatureMap from,
            String name,
            String tensor,
            Convolution convolution,
            UnaryOperator<ConvolutionBlock.Builder> kind) {
        ConvolutionBlock layer = kind.apply(configure(new ConvolutionBlock.Builder(), convolution)
                        .nOut(convolution.out())
                        .activation(convolution.activation())
                        .epsilon(batchNormEpsilon)
                        .decay(BATCH_NORM_DECAY)
                        .readsImages(from.layer().equals(INPUT)))
                .build();
        add(name, layer, from);
        bind(tensor, name, TensorLayout.SAME, layer.hasBias());
        return keep(name, convolution.out(), from, convolution);
    }

    /**
     * Max pooling without padding; whether the size is rounded up is the variant's. Deeplearning4j knows no ceil mode; where
     * rounding up adds a row, TensorFlow's SAME pads the same single row behind the last, which is exact.
     */
    public FeatureMap maxPooling(FeatureMap from, String name, int kernel, int stride) {
        boolean ceil = variant.poolingCeil();
        ConvolutionMode rows = MapLayers.mode(from.height(), kernel, stride, ceil);
        ConvolutionMode columns = MapLayers.mode(from.width(), kernel, stride, ceil);
        if (rows != columns) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Layer '%s': rounding up a %d x %d map needs rows and columns that are both even or both odd; choose a square input.",
                    name,
                    from.height(),
                    from.width()));
        }
        return maximum(from, name, rows, window(from, kernel).withStride(stride).withPadding(0));
    }

    /** Max pooling with padding that no maximum takes; the size is rounded down. */
    public FeatureMap maxPooling(FeatureMap from, String name, int kernel, int stride, int padding) {
        return maximum(
                from,
                name,
                ConvolutionMode.Truncate,
                window(from, kernel).withStride(stride).withPadding(padding));
    }

    private FeatureMap maximum(FeatureMap from, String name, ConvolutionMode mode, Convolution window) {
        return pooled(from, name, MapLayers.maximum(window, mode), window, mode == ConvolutionMode.Same);
    }

    /** Local response normalization across channels as Caffe defines it, with k = 1: alpha is divided by the number of channels. */
    public FeatureMap localResponseNormalization(FeatureMap from, String name, int size, double alpha, double beta) {
        builder.addLayer(name, MapLayers.localResponse(size, alpha, beta), from.layer());
        return keep(name, from.channels(), from.height(), from.width());
    }

    /** Average pooling that keeps the size; whether the zeros of the padding count in the divisor is the variant's. */
    public FeatureMap averagePooling(FeatureMap from, String name, int kernel) {
        Convolution window = window(from, kernel);
        return pooled(from, name, MapLayers.average(window, variant.poolingCountPadding()), window, false);
    }

    private static Convolution window(FeatureMap from, int kernel) {
        return Convolution.of(from.channels(), kernel);
    }

    private FeatureMap pooled(FeatureMap from, String name, SubsamplingLayer layer, Convolution window, boolean same) {
        builder.addLayer(name, layer, from.layer());
        return keep(
                name,
                from.channels(),
                window.outputRows(from.height(), same),
                window.outputColumns(from.width(), same));
    }

    /** Sum of maps of one shape. */
    public FeatureMap add(String name, FeatureMap first, FeatureMap second) {
        return vertex(name, new ResidualSum(false), first, first, second);
    }

    /** ReLU of the sum of maps of one shape. */
    public FeatureMap addAndRectify(String name, FeatureMap first, FeatureMap second) {
        return vertex(name, new ResidualSum(true), first, first, second);
    }

    /** Concatenates the channels of maps of one size. */
    public FeatureMap concatenate(String name, FeatureMap... maps) {
        int channels = Stream.of(maps).mapToInt(FeatureMap::channels).sum();
        return vertex(name, new MergeVertex(), new FeatureMap(name, channels, maps[0].height(), maps[0].width()), maps);
    }

    /** A vertex with an output of shape {@code [N, channels, height, width]}. */
    public FeatureMap vertex(String name, GraphVertex vertex, FeatureMap shape, FeatureMap... from) {
        String[] inputs = List.of(from).stream().map(FeatureMap::layer).toArray(String[]::new);
        builder.addVertex(name, vertex, inputs);
        return keep(name, shape.channels(), shape.height(), shape.width());
    }

    /** Pools a map {@code [N,C,h,w]} to {@code [N,C]}. */
    public FeatureMap pooling(FeatureMap from, GraphVertex pooling) {
        return vertex(POOLING, pooling, new FeatureMap(POOLING, from.channels(), 1, 1), from);
    }

    /** A fully connected layer with ReLU; {@code retain} is the share of inputs that dropout keeps, 1 for all. */
    public FeatureMap dense(FeatureMap from, String name, String tensor, int out, double retain) {
        DenseLayer.Builder layer = new DenseLayer.Builder().nOut(out).activation(Activation.RELU);
        add(name, (retain < 1 ? layer.dropOut(retain) : layer).build(), from);
        bind(tensor, name, TensorLayout.LINEAR, true);
        return keep(name, out, 1, 1);
    }

    /**
     * The linear classifier with the activation function and the loss of its {@link #output}. The weights of a regression begin at zero, so that training begins at the mean of
     * its standardized targets: random weights on the large features of a published network give errors that take many epochs to go down.
     */
    public void classifier(FeatureMap from, String tensor, int outputs, boolean bias, double retain) {
        boolean biased = bias || output == OutputKind.REGRESSION; // numbers have a mean
        OutputLayer.Builder layer = new OutputLayer.Builder(output.loss())
                .nOut(outputs)
                .hasBias(biased)
                .activation(output.activation())
                .weightInit(output == OutputKind.REGRESSION ? WeightInit.ZERO : WeightInit.XAVIER);
        add(OUTPUT, (retain < 1 ? layer.dropOut(retain) : layer).build(), from);
        bind(tensor, OUTPUT, TensorLayout.LINEAR, biased);
        builder.setOutputs(OUTPUT);
    }

    /** The published ending of fully convolutional networks: one map per class, its mean is the class's logit. */
    public void averageOfClassMaps(FeatureMap classMaps) {
        FeatureMap logits = pooling(classMaps, new GlobalAveragePooling());
        builder.addLayer(
                OUTPUT,
                new LossLayer.Builder(output.loss())
                        .activation(output.activation())
                        .build(),
                logits.layer());
        builder.setOutputs(OUTPUT);
    }

    /** Any layer with an output of shape {@code shape}; its parameter {@code W} is the tensor {@code TENSOR.weight}, if that is named. */
    public FeatureMap layer(String name, BaseLayer layer, FeatureMap shape, FeatureMap from, Optional<String> tensor) {
        add(name, layer, from);
        tensor.ifPresent(weights -> bind(weights, name, TensorLayout.SAME, false));
        return keep(name, shape.channels(), shape.height(), shape.width());
    }

    public ComputationGraphConfiguration configuration() {
        return builder.build();
    }

    public WeightMap weightMap() {
        return new WeightMap(bindings);
    }

    /** The part of the map that belongs to the backbone. */
    public WeightMap backboneWeightMap() {
        return new WeightMap(bindings.subList(0, backboneBindings));
    }

    /** The part of the map that belongs to the head. */
    public WeightMap headWeightMap() {
        return new WeightMap(bindings.subList(backboneBindings, bindings.size()));
    }

    private <B extends ConvolutionLayer.BaseConvBuilder<B>> B configure(B layer, Convolution convolution) {
        layer.kernelSize(convolution.kernel().toArray())
                .stride(convolution.stride(), convolution.stride())
                .dilation(convolution.dilation(), convolution.dilation());
        return variant.sameTfPadding()
                ? layer.convolutionMode(ConvolutionMode.Same)
                : layer.convolutionMode(ConvolutionMode.Truncate)
                        .padding(convolution.padding().toArray());
    }

    private void add(String name, BaseLayer layer, FeatureMap from) {
        builder.addLayer(name, layer, from.layer());
    }

    private void bind(String tensor, String layer, TensorLayout layout, boolean bias) {
        bindings.add(new TensorBinding(tensor + ".weight", layer, "W", layout));
        if (bias) {
            bindings.add(new TensorBinding(tensor + ".bias", layer, "b", TensorLayout.SAME));
        }
    }

    private FeatureMap keep(String name, int channels, FeatureMap from, Convolution convolution) {
        boolean same = variant.sameTfPadding();
        return keep(
                name,
                channels,
                convolution.outputRows(from.height(), same),
                convolution.outputColumns(from.width(), same));
    }

    private FeatureMap keep(String name, int channels, int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Layer '%s': nothing is left of a %d x %d input; choose a larger one.",
                    name,
                    input.height(),
                    input.width()));
        }
        FeatureMap map = new FeatureMap(name, channels, height, width);
        maps.put(name, map);
        return map;
    }
}
