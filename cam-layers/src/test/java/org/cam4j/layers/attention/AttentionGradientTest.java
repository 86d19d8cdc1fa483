package org.cam4j.layers.attention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Numeric gradients, in double precision, of the vertices that take several inputs or end in a loss, each in the place that a rival gives it. */
class AttentionGradientTest {
    private static final int EXAMPLES = 4;
    private static final int CHANNELS = 4;
    private static final int CLASSES = 3;
    /** Networks of many parameters, each of which is changed twice. */
    private static final Set<String> LARGE =
            Set.of("joined", "similarity at two levels", "mask with two guides that are never sure of foreground");

    /** A vertex in its place, as it prints itself. */
    private record Place(String name, boolean isLoss, int inputs, UnaryOperator<GraphBuilder> build) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void calculateInDouble() {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    }

    @AfterAll
    static void calculateInFloat() {
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    }

    private static List<Place> places() {
        return List.of(
                new Place(
                        "channel gate",
                        false,
                        1,
                        graph -> graph.addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "features")
                                .addLayer(
                                        "gate",
                                        new DenseLayer.Builder().nOut(CHANNELS).build(),
                                        "mean")
                                .addVertex("end", new Gate(), "features", "gate")),
                new Place(
                        "position gate",
                        false,
                        1,
                        graph -> graph.addVertex("summary", new ChannelSummary(), "features")
                                .addLayer("gate", convolution(1), "summary")
                                .addVertex("end", new Gate(), "features", "gate")),
                new Place(
                        "erased by label",
                        false,
                        2,
                        graph -> graph.addLayer("maps", convolution(CLASSES), "features")
                                .addVertex("attention", new ClassAttention(true), "maps", "labels")
                                .addVertex("end", new Erase(0.7), "features", "attention")),
                new Place(
                        "erased by the class found",
                        false,
                        1,
                        graph -> graph.addLayer("maps", convolution(CLASSES), "features")
                                .addVertex("attention", new ClassAttention(false), "maps")
                                .addVertex("end", new Erase(0.7), "features", "attention")),
                new Place(
                        "joined",
                        false,
                        1,
                        graph -> graph.addLayer("first", convolution(CLASSES), "features")
                                .addLayer("second", convolution(CLASSES), "features")
                                .addVertex("joined", new ComplementaryMaps(), "first", "second")
                                .addLayer("end", convolution(CHANNELS), "joined")),
                new Place(
                        "similarity",
                        true,
                        2,
                        graph -> graph.addLayer("maps", convolution(2 * CLASSES), "features")
                                .addVertex("end", new MapSimilarity(2, 1), "maps", "labels")),
                new Place(
                        "similarity at two levels",
                        true,
                        2,
                        graph -> graph.addLayer("small", halved(3 * CLASSES), "features")
                                .addLayer("maps", convolution(3 * CLASSES), "features")
                                .addVertex("end", new MapSimilarity(3, 2), "small", "labels", "maps", "labels")),
                new Place(
                        "guided mask",
                        true,
                        2,
                        graph -> graph.addLayer("maps", convolution(CLASSES), "features")
                                .addVertex("attention", new ClassAttention(true), "maps", "labels")
                                .addLayer("mask", sigmoid(), "features")
                                .addVertex("end", new GuidedMask(0.6, 0.3), "mask", "attention")),
                new Place(
                        "mask with two guides that are never sure of foreground",
                        true,
                        2,
                        graph -> graph.addLayer("maps", convolution(CLASSES), "features")
                                .addVertex("attention", new ClassAttention(true), "maps", "labels")
                                .addLayer("mask", sigmoid(), "features")
                                .addVertex("other", new Erase(0.7), "attention", "attention")
                                .addVertex("end", new GuidedMask(1, 0.3, 2), "mask", "attention", "other")),
                new Place(
                        "consistency",
                        true,
                        3,
                        graph -> graph.addLayer("maps", convolution(CLASSES), "features")
                                .addVertex("attention", new ClassAttention(true), "maps", "labels")
                                .addVertex("seeds", new SeedFeatures(0.5, 3), "features", "attention")
                                .addVertex("end", new ClassConsistency(0.7, 0.2), "seeds", "labels", "centres")));
    }

    static Stream<Place> quickPlaces() {
        return places().stream().filter(place -> !LARGE.contains(place.name()));
    }

    static Stream<Arguments> placesAndSizes() {
        return places().stream()
                .flatMap(place -> Stream.of(WorkspaceMode.ENABLED, WorkspaceMode.NONE)
                        .flatMap(mode -> Stream.of(Arguments.of(place, 4, 4, mode), Arguments.of(place, 3, 5, mode))));
    }

    @ParameterizedTest
    @MethodSource("quickPlaces")
    void gradientsAreRight(Place place) {
        check(place, 3, 5, WorkspaceMode.ENABLED);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("placesAndSizes")
    void gradientsAreRightInEverySizeAndWorkspaceMode(Place place, int height, int width, WorkspaceMode workspaces) {
        check(place, height, width, workspaces);
    }

    private static void check(Place place, int height, int width, WorkspaceMode workspaces) {
        ComputationGraph graph = create(place, height, width, workspaces);
        Nd4j.getRandom().setSeed(17);
        INDArray images = Nd4j.randn(DataType.DOUBLE, EXAMPLES, 2, height, width);
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, CLASSES);
        for (int i = 0; i < EXAMPLES; i++) {
            labels.putScalar(i, i % CLASSES, 1);
        }
        INDArray centers = Nd4j.randn(DataType.DOUBLE, EXAMPLES, CHANNELS + 1);
        centers.getColumn(CHANNELS).assign(1);
        centers.putScalar(0, CHANNELS, 0); // no center yet
        INDArray expected = place.isLoss() ? Nd4j.valueArrayOf(new long[] {EXAMPLES, 1}, 0.7) : labels.dup();
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.GraphConfig()
                        .net(graph)
                        .inputs(Arrays.copyOf(new INDArray[] {images, labels, centers}, place.inputs()))
                        .callEachIter(net -> Nd4j.getRandom().setSeed(5))
                        .labels(new INDArray[] {expected})
                        .epsilon(1e-6)
                        .maxRelError(1e-5)
                        .minAbsoluteError(1e-9)
                        .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)))
                .isTrue();
    }

    private static ComputationGraph create(Place place, int height, int width, WorkspaceMode workspaces) {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .updater(new NoOp())
                .activation(Activation.TANH)
                .convolutionMode(ConvolutionMode.Same)
                .trainingWorkspaceMode(workspaces)
                .inferenceWorkspaceMode(workspaces)
                .graphBuilder()
                .addInputs(Arrays.copyOf(new String[] {"image", "labels", "centres"}, place.inputs()));
        InputType[] types = {
            InputType.convolutional(height, width, 2),
            InputType.feedForward(CLASSES),
            InputType.feedForward(CHANNELS + 1)
        };
        builder.setInputTypes(Arrays.copyOf(types, place.inputs()));
        builder.addLayer("features", convolution(CHANNELS), "image");
        GraphBuilder placed = place.build().apply(builder);
        String end = "end";
        if (!place.isLoss()) {
            GraphVertex pooling = new GlobalAveragePooling();
            placed.addVertex("pooled", pooling, end);
            placed.addLayer(
                    "output",
                    new OutputLayer.Builder(LossFunction.MCXENT)
                            .nOut(CLASSES)
                            .activation(Activation.SOFTMAX)
                            .build(),
                    "pooled");
        } else {
            placed.addLayer(
                    "output",
                    new LossLayer.Builder(LossFunction.WASSERSTEIN)
                            .activation(Activation.IDENTITY)
                            .build(),
                    end);
        }
        ComputationGraphConfiguration configuration =
                placed.setOutputs("output").build();
        ComputationGraph graph = new ComputationGraph(ComputationGraphConfiguration.fromJson(configuration.toJson()));
        graph.init();
        return graph;
    }

    private static ConvolutionLayer convolution(int out) {
        return new ConvolutionLayer.Builder(3, 3).nOut(out).build();
    }

    private static ConvolutionLayer halved(int out) {
        return new ConvolutionLayer.Builder(3, 3).stride(2, 2).nOut(out).build();
    }

    private static ConvolutionLayer sigmoid() {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(1)
                .activation(Activation.SIGMOID)
                .build();
    }
}
