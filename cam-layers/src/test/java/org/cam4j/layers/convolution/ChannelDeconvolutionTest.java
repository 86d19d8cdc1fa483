package org.cam4j.layers.convolution;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Values against loops, numeric gradients in double precision, all behind a round trip through JSON. */
class ChannelDeconvolutionTest {
    private static final int CHANNELS = 3;

    @BeforeEach
    void calculateInDouble() {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    }

    @AfterEach
    void calculateInFloat() {
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    }

    /** How the kernel lies on an axis: k4 s2 p1, k2 s2 p0, k3 s2 p0 (2h + 1), k3 s2 p1 (2h - 1), and left alone. */
    enum Geometry {
        DOUBLED(4, 2, 1, 0.25, 0.75, 0.75, 0.25),
        COPIED(2, 2, 0, 1, 1),
        ONE_MORE(3, 2, 0, 0.5, 1, 0.5),
        ONE_LESS(3, 2, 1, 0.5, 1, 0.5),
        SAME(1, 1, 0, 1);

        final int kernel;
        final int stride;
        final int padding;
        final double[] taps;

        Geometry(int kernel, int stride, int padding, double... taps) {
            this.kernel = kernel;
            this.stride = stride;
            this.padding = padding;
            this.taps = taps;
        }

        int size(int cells) {
            return stride * (cells - 1) + kernel - 2 * padding;
        }

        double tap(int output, int input) {
            int position = output - stride * input + padding;
            return position >= 0 && position < kernel ? taps[position] : 0;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyKindBeginsAsInterpolation(Geometry rows) {
        Geometry columns = rows == Geometry.SAME ? Geometry.DOUBLED : rows;
        for (String kind : new String[] {"fixed", "learned", "full"}) {
            ComputationGraph graph = graph(kind, rows, columns, 3, 4, WorkspaceMode.ENABLED);
            INDArray images = images(3, 4);
            Map<String, INDArray> outputs = graph.feedForward(new INDArray[] {images}, false);
            INDArray maps = requireNonNull(outputs.get("maps"));
            INDArray enlarged = requireNonNull(outputs.get("enlarged"));
            assertThat(enlarged.shape()).containsExactly(2, CHANNELS, rows.size(3), columns.size(4));
            for (long at = 0; at < enlarged.length(); at++) {
                long[] where = position(enlarged, at);
                double expected = 0;
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 4; j++) {
                        expected += maps.getDouble(where[0], where[1], i, j)
                                * rows.tap((int) where[2], i)
                                * columns.tap((int) where[3], j);
                    }
                }
                assertThat(enlarged.getDouble(where)).as(kind).isCloseTo(expected, within(1e-9));
            }
        }
    }

    private static long[] position(INDArray array, long at) {
        long width = array.size(3);
        long height = array.size(2);
        return new long[] {
            at / (width * height * array.size(1)),
            at / (width * height) % array.size(1),
            at / width % height,
            at % width
        };
    }

    static Stream<Arguments> networks() {
        return Stream.of("fixed", "learned", "full")
                .flatMap(kind -> Stream.of(Geometry.values())
                        .flatMap(geometry -> Stream.of(WorkspaceMode.ENABLED, WorkspaceMode.NONE)
                                .map(workspaces -> Arguments.of(kind, geometry, workspaces))));
    }

    @ParameterizedTest
    @CsvSource({"fixed, ONE_LESS", "learned, DOUBLED", "full, ONE_MORE"})
    void gradientsAreRight(String kind, Geometry geometry) {
        check(kind, geometry, WorkspaceMode.ENABLED);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("networks")
    void gradientsAreRightInEveryGeometry(String kind, Geometry geometry, WorkspaceMode workspaces) {
        check(kind, geometry, workspaces);
    }

    private static void check(String kind, Geometry geometry, WorkspaceMode workspaces) {
        ComputationGraph graph = graph(kind, geometry, geometry, 3, 4, workspaces);
        INDArray labels = Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}});
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.GraphConfig()
                        .net(graph)
                        .inputs(new INDArray[] {images(3, 4)})
                        .labels(new INDArray[] {labels})
                        .epsilon(1e-6)
                        .maxRelError(1e-5)
                        .minAbsoluteError(1e-9)
                        .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"fixed, 0", "learned, 48", "full, 144"})
    void learnsWhatItShould(String kind, long parameters) {
        ComputationGraph graph = graph(kind, Geometry.DOUBLED, Geometry.DOUBLED, 3, 4, WorkspaceMode.ENABLED);
        assertThat(graph.getLayer("enlarged").numParams()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource("5")
    void aLongerKernelIsRefused(int taps) {
        ChannelDeconvolution layer =
                new ChannelDeconvolution.Builder().kernelSize(taps, taps).build();
        assertThatThrownBy(() -> graph(layer, 3, 4, WorkspaceMode.NONE).outputSingle(images(3, 4)))
                .hasMessageContaining("found a kernel of 5 taps on an axis, expected 1 to 4");
    }

    private static ComputationGraph graph(
            String kind, Geometry rows, Geometry columns, int height, int width, WorkspaceMode workspaces) {
        int[] kernel = {rows.kernel, columns.kernel};
        int[] stride = {rows.stride, columns.stride};
        int[] padding = {rows.padding, columns.padding};
        ConvolutionLayer layer = kind.equals("full")
                ? new Deconvolution2D.Builder(kernel, stride, padding)
                        .nOut(CHANNELS)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .weightInit(new BilinearKernel())
                        .build()
                : new ChannelDeconvolution.Builder()
                        .kernelSize(kernel)
                        .stride(stride)
                        .padding(padding)
                        .learned(kind.equals("learned"))
                        .build();
        return graph(layer, height, width, workspaces);
    }

    private static ComputationGraph graph(ConvolutionLayer layer, int height, int width, WorkspaceMode workspaces) {
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .updater(new NoOp())
                .activation(Activation.TANH)
                .trainingWorkspaceMode(workspaces)
                .inferenceWorkspaceMode(workspaces)
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(height, width, 2))
                .addLayer(
                        "maps",
                        new ConvolutionLayer.Builder(1, 1).nOut(CHANNELS).build(),
                        "image")
                .addLayer("enlarged", layer, "maps")
                .addLayer(
                        "behind",
                        new ConvolutionLayer.Builder(1, 1).nOut(CHANNELS).build(),
                        "enlarged")
                .addLayer("pooled", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "behind")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "pooled")
                .setOutputs("output")
                .build();
        ComputationGraph graph = new ComputationGraph(ComputationGraphConfiguration.fromJson(configuration.toJson()));
        graph.init();
        return graph;
    }

    private static INDArray images(int height, int width) {
        Nd4j.getRandom().setSeed(17);
        return Nd4j.randn(DataType.DOUBLE, 2, 2, height, width);
    }
}
