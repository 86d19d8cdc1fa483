package org.cam4j.training.internal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.internal.keras.KerasModelFile.Layer;
import org.cam4j.training.internal.keras.KerasModelFile.Weights;
import org.cam4j.training.network.PixelRange;
import org.cam4j.training.network.UserNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Forms of Keras models beyond layers in a row: scaled pixels, nested models, convolutional ends, the format {@code .keras}; each against a forward pass after Keras' definitions. */
class KerasFormsTest {
    private static final int SIDE = 5;
    private static final int CHANNELS = 4;
    private static final int CLASSES = 3;

    private final SplittableRandom random = new SplittableRandom(3);

    @TempDir
    private Path folder;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    /** Versions of Keras, order of axes, whether sequential, whether a .keras zip. */
    static Stream<Arguments> forms() {
        return Stream.of(2, 3)
                .flatMap(keras -> Stream.of(false, true)
                        .flatMap(first -> Stream.of(false, true)
                                .flatMap(sequential -> Stream.of(false, true)
                                        .map(zip -> Arguments.of(keras, first, sequential, zip)))));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void scalesInFrontBecomePreprocessing(int keras, boolean channelsFirst, boolean sequential, boolean zip)
            throws IOException {
        KerasModelFile model = new KerasModelFile(SIDE, SIDE, channelsFirst, sequential, keras);
        add(model, "RandomFlip", Map.of("mode", "horizontal"), Map.of());
        add(model, "Rescaling", Map.of("scale", 1 / 127.5, "offset", -1.0), Map.of());
        Map<String, Weights> statistics = new LinkedHashMap<>();
        statistics.put("mean", new Weights(new double[] {0.1f, -0.2f, 0.3f}, 3));
        statistics.put("variance", new Weights(new double[] {0.5f, 0.25f, 2}, 3));
        statistics.put("count", new Weights(new double[] {0}, 1));
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("axis", List.of(channelsFirst ? 1 : -1));
        attributes.put("mean", null);
        attributes.put("variance", null);
        add(model, "Normalization", attributes, statistics);
        features(model);
        add(model, "GlobalAveragePooling2D", Map.of(), Map.of());
        dense(model, "softmax");

        Preprocessing preprocessing = assertRight(model, zip).preprocessing().orElseThrow();
        assertThat(preprocessing.mean().get(0)).isCloseTo(127.5 * 1.1, within(1e-4));
        assertThat(preprocessing.std().get(2)).isCloseTo(127.5 * Math.sqrt(2), within(1e-4));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void nestedModelsAreUnfolded(int keras, boolean channelsFirst, boolean sequential, boolean zip) throws IOException {
        KerasModelFile model = new KerasModelFile(SIDE, SIDE, channelsFirst, sequential, keras);
        features(model);
        features(model, CHANNELS);
        model.nested = model.layers.size();
        add(model, "GlobalAveragePooling2D", Map.of(), Map.of());
        dense(model, "softmax");

        KerasNetwork.Read read = assertRight(model, zip);
        assertThat(read.graph().getConfiguration().getVertices())
                .containsKey(model.layers.get(0).name());
        assertThat(Explainer.of(read.graph()).hasClassWeights()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aConvolutionOfOnePositionIsTheClassifierOfMobileNet(
            int keras, boolean channelsFirst, boolean sequential, boolean zip) throws IOException {
        for (boolean keeps : new boolean[] {false, true}) {
            KerasModelFile model = new KerasModelFile(SIDE, SIDE, channelsFirst, sequential, keras);
            features(model);
            add(model, "GlobalAveragePooling2D", keeps ? Map.of("keepdims", true) : Map.of(), Map.of());
            if (!keeps) {
                List<Integer> shape = channelsFirst ? List.of(CHANNELS, 1, 1) : List.of(1, 1, CHANNELS);
                add(model, "Reshape", Map.of("target_shape", shape), Map.of());
            }
            add(model, "Dropout", Map.of("rate", 0.1), Map.of());
            convolution(model, CHANNELS, CLASSES, "linear");
            add(model, "Reshape", Map.of("target_shape", List.of(CLASSES)), Map.of());
            add(model, "Activation", Map.of("activation", "softmax"), Map.of());

            KerasNetwork.Read read = assertRight(model, zip);
            assertThat(read.classes()).isEqualTo(CLASSES);
            assertThat(Explainer.of(read.graph()).hasClassWeights()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void mapsOfTheClassesAreTheClassifierOfSqueezeNet(int keras, boolean channelsFirst, boolean sequential, boolean zip)
            throws IOException {
        KerasModelFile model = new KerasModelFile(SIDE, SIDE, channelsFirst, sequential, keras);
        features(model);
        convolution(model, CHANNELS, CLASSES, "relu");
        add(model, "GlobalAveragePooling2D", Map.of(), Map.of());
        add(model, "Activation", Map.of("activation", "softmax"), Map.of());

        KerasNetwork.Read read = assertRight(model, zip);
        assertThat(read.classes()).isEqualTo(CLASSES);
        Explainer explainer = Explainer.of(read.graph());
        assertThat(explainer.hasClassWeights()).isTrue();
        assertThat(explainer.defaultTap()).isEqualTo(model.layers.get(1).name());
    }

    @Tag("long")
    @Test
    void theProcessThatReadsTheFileHandsThePreprocessingOver() throws IOException {
        KerasModelFile model = new KerasModelFile(SIDE, SIDE, false, false, 3);
        add(model, "Rescaling", Map.of("scale", 1 / 127.5, "offset", -1.0), Map.of());
        features(model);
        add(model, "GlobalAveragePooling2D", Map.of(), Map.of());
        dense(model, "softmax");
        Path file = folder.resolve("model.keras");
        model.writeZip(file);

        Preprocessing preprocessing = UserNetworks.read(file, 0, 0).preprocessing();
        assertThat(preprocessing.mean().get(0)).isCloseTo(127.5, within(1e-9));
        assertThat(preprocessing.std().get(0)).isCloseTo(127.5, within(1e-9));
        assertThatThrownBy(() -> UserNetworks.read(file, 0, 0, Optional.of(PixelRange.RAW)))
                .hasMessageContaining("its first layers scale pixels from 0 to 255; leave --pixels raw out");
    }

    @Test
    void twentyNetworksAreReadRightFromTheFormatKeras() throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            RandomKerasModel.Drawn drawn = RandomKerasModel.draw(seed);
            drawn.model().write(folder.resolve("model.h5"));
            drawn.model().writeZip(folder.resolve("model.keras"));
            INDArray expected =
                    KerasNetwork.read(folder.resolve("model.h5")).graph().params();
            assertThat(KerasNetwork.read(folder.resolve("model.keras")).graph().params())
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Conv2D, conv2d",
        "PReLU, p_re_lu",
        "ReLU, re_lu",
        "BatchNormalization, batch_normalization",
        "DepthwiseConv2D, depthwise_conv2d",
        "GlobalAveragePooling2D, global_average_pooling2d"
    })
    void groupsAreNamedAsKerasNamesThem(String kind, String group) {
        assertThat(KerasCheckpoint.snakeCase(kind)).isEqualTo(group);
    }

    @Test
    void aScaleBehindOtherLayersIsRefused() {
        KerasModelFile model = new KerasModelFile(SIDE, SIDE, false, true, 2);
        features(model);
        add(model, "Rescaling", Map.of("scale", 0.1, "offset", 0.0), Map.of());
        add(model, "GlobalAveragePooling2D", Map.of(), Map.of());
        dense(model, "softmax");
        model.write(folder.resolve("model.h5"));
        assertThatThrownBy(() -> KerasNetwork.read(folder.resolve("model.h5")))
                .hasMessageContaining("(Rescaling) stands behind other layers");
    }

    private KerasNetwork.Read assertRight(KerasModelFile model, boolean zip) throws IOException {
        Path file = folder.resolve(zip ? "model.keras" : "model.h5");
        if (zip) {
            model.writeZip(file);
        } else {
            model.write(file);
        }
        double[] image = random.doubles((long) SIDE * SIDE * 3, 0, 255).toArray();
        KerasNetwork.Read read = KerasNetwork.read(file);
        INDArray input = Nd4j.create(image, new long[] {1, SIDE, SIDE, 3}, 'c')
                .permute(0, 3, 1, 2)
                .dup('c');
        read.preprocessing().ifPresent(preprocessing -> {
            for (int c = 0; c < 3; c++) {
                INDArray color = input.get(NDArrayIndex.all(), NDArrayIndex.point(c));
                color.subi(value(preprocessing.mean(), c)).divi(value(preprocessing.std(), c));
            }
        });
        double[] found = read.graph()
                .outputSingle(input.castTo(read.graph().params().dataType()))
                .toDoubleVector();
        double[] expected = KerasReference.run(model, image).value(model.last()).values();
        assertThat(found).as(Arrays.toString(expected)).containsExactly(expected, within(1e-4));
        return read;
    }

    private static double value(List<Double> values, int channel) {
        return values.get(values.size() == 1 ? 0 : channel);
    }

    private void features(KerasModelFile model) {
        features(model, 3);
    }

    private void features(KerasModelFile model, int in) {
        convolution(model, in, CHANNELS, "tanh");
    }

    private void convolution(KerasModelFile model, int in, int filters, String function) {
        Map<String, Weights> weights = new LinkedHashMap<>();
        weights.put("kernel", drawn(1, 1, in, filters));
        weights.put("bias", drawn(filters));
        add(
                model,
                "Conv2D",
                Map.of(
                        "filters",
                        filters,
                        "kernel_size",
                        List.of(1, 1),
                        "strides",
                        List.of(1, 1),
                        "padding",
                        "same",
                        "dilation_rate",
                        List.of(1, 1),
                        "activation",
                        function,
                        "use_bias",
                        true),
                weights);
    }

    private void dense(KerasModelFile model, String function) {
        Map<String, Weights> weights = new LinkedHashMap<>();
        weights.put("kernel", drawn(CHANNELS, CLASSES));
        weights.put("bias", drawn(CLASSES));
        add(model, "Dense", Map.of("units", CLASSES, "activation", function, "use_bias", true), weights);
    }

    private Weights drawn(int... shape) {
        int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return new Weights(
                random.doubles(count, -0.05, 0.05).map(value -> (float) value).toArray(), shape);
    }

    private static void add(
            KerasModelFile model, String kind, Map<String, ?> attributes, Map<String, Weights> weights) {
        Map<String, Object> all = new LinkedHashMap<>(attributes);
        if (kind.contains("2D")) {
            all.put("data_format", model.channelsFirst ? "channels_first" : "channels_last");
        }
        String name = KerasCheckpoint.snakeCase(kind) + "_" + model.layers.size();
        model.layers.add(new Layer(kind, name, all, weights, List.of(model.last())));
    }
}
