package org.cam4j.training.internal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cam4j.training.internal.keras.KerasModelFile.Layer;
import org.cam4j.training.internal.keras.KerasModelFile.Weights;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.factory.Nd4j;

/** What is not read is refused with the layer's name and class; the ends of a model that are read. */
class KerasRefusalTest {
    private static final int SIDE = 4;

    @TempDir
    private Path folder;

    static Stream<Arguments> refusedLayers() {
        return Stream.of(
                Arguments.of(
                        "Rescaling",
                        Map.of("scale", -1, "offset", 0.0),
                        "'x' (Rescaling) has scale = -1, expected numbers above 0"),
                Arguments.of(
                        "Normalization",
                        Map.of("axis", 1, "mean", List.of(1), "variance", List.of(1)),
                        "'x' (Normalization) has axis = 1, expected 3, the colors"),
                Arguments.of("Lambda", Map.of("function", "f"), "'x' (Lambda) is of a class that is not read"),
                Arguments.of("Functional", Map.of("layers", List.of()), "the model has 0 inputs and 0 outputs"),
                Arguments.of(
                        "Permute", Map.of("dims", List.of(2, 1, 3)), "'x' (Permute) is of a class that is not read"),
                Arguments.of(
                        "Reshape",
                        Map.of("target_shape", List.of(4, 12)),
                        "'x' (Reshape) has target_shape = [4,12], expected that of a vector"),
                Arguments.of(
                        "Dense", Map.of("units", 2, "activation", "relu"), "'x' (Dense) reads maps, expected a vector"),
                Arguments.of("Activation", Map.of("activation", "gelu"), "'x' (Activation) has activation = \"gelu\""),
                Arguments.of("Activation", Map.of("activation", "mish"), "'x' (Activation) has activation = \"mish\""),
                Arguments.of(
                        "Activation",
                        Map.of("activation", "softplus"),
                        "'x' (Activation) has activation = \"softplus\""),
                Arguments.of("ELU", Map.of("alpha", 2), "'x' (ELU) has alpha = 2, expected 1"),
                Arguments.of(
                        "Activation",
                        Map.of("activation", "softmax"),
                        "'x' (Activation) applies softmax to the channels"),
                Arguments.of("Softmax", Map.of("axis", -1), "'x' (Softmax) applies softmax to maps"),
                Arguments.of(
                        "UpSampling2D",
                        Map.of("size", List.of(2, 2), "interpolation", "bilinear"),
                        "interpolation = \"bilinear\""),
                Arguments.of(
                        "MaxPooling2D",
                        Map.of("pool_size", List.of(2, 2), "ceil", true),
                        "the attribute ceil = true, which is not read"),
                Arguments.of(
                        "MaxPooling2D",
                        Map.of("pool_size", List.of(2, 2), "data_format", "channels_first"),
                        "the model reads images of 4 channels, expected 3"),
                Arguments.of("BatchNormalization", Map.of("axis", 1), "has axis = 1, expected 3"),
                Arguments.of("Concatenate", Map.of("axis", 2), "has axis = 2, expected 3"),
                Arguments.of(
                        "Cropping2D",
                        Map.of("cropping", List.of(List.of(2, 2), List.of(0, 0))),
                        "crops all of a map of 4 x 4"));
    }

    @ParameterizedTest
    @MethodSource
    void refusedLayers(String kind, Map<String, Object> attributes, String message) {
        KerasModelFile model = model();
        add(model, kind, "x", attributes, Map.of());
        add(model, "Flatten", "flatten", Map.of(), Map.of());
        dense(model, 4, 2, "softmax");
        assertThatThrownBy(() -> read(model))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("http")
                .doesNotContain("\n");
    }

    @Test
    void anEndWithoutADenseLayerIsNamed() {
        KerasModelFile model = model();
        add(model, "Conv2D", "mask", Map.of("filters", 1, "activation", "sigmoid"), Map.of());
        assertThatThrownBy(() -> read(model))
                .hasMessageContaining("the model ends in layer 'mask' (Conv2D), expected a classifier");
    }

    @ParameterizedTest
    @MethodSource
    void refusedHeads(int units, String function, String message) {
        assertThatThrownBy(() -> read(classifier(units, function))).hasMessageContaining(message);
    }

    static Stream<Arguments> refusedHeads() {
        return Stream.of(
                Arguments.of(1, "linear", "the model ends in 1 linear output (regression), expected class scores"),
                Arguments.of(1, "softmax", "the model ends in 1 softmax output (always 1), expected class scores"),
                Arguments.of(3, "tanh", "ends the model with tanh, expected softmax, sigmoid or linear outputs"));
    }

    @Test
    void oneSigmoidHasTwoSides() throws IOException {
        var output = read(classifier(1, "sigmoid")).graph().outputSingle(Nd4j.ones(1, 3, SIDE, SIDE));
        double logit = 3 * 0.1; // three channels with a mean of 1, weights of 0.1
        assertThat(output.toDoubleVector())
                .containsExactly(new double[] {1 / (1 + Math.exp(logit)), 1 / (1 + Math.exp(-logit))}, within(1e-6));
    }

    @Test
    void sigmoidAndLinearStayWhatTheyAre() throws IOException {
        assertThat(output(classifier(4, "sigmoid")).getActivationFn()).isInstanceOf(ActivationSigmoid.class);
        assertThat(output(classifier(4, "linear")).getActivationFn()).isInstanceOf(ActivationIdentity.class);
    }

    @Test
    void theLossSaysThatLinearOutputsAreLogits() throws IOException {
        KerasModelFile model = classifier(4, "linear");
        model.training =
                "{\"loss\":{\"class_name\":\"SparseCategoricalCrossentropy\",\"config\":{\"from_logits\":true}}}";
        assertThat(output(model).getActivationFn()).isInstanceOf(ActivationSoftmax.class);
    }

    @Test
    void layersOfASequentialModelKeepTheirNames() throws IOException {
        assertThat(read(classifier(2, "softmax")).graph().getConfiguration().getVertices())
                .containsKeys("gap", "dense");
    }

    private OutputLayer output(KerasModelFile model) throws IOException {
        return (OutputLayer) read(model).graph().getOutputLayer(0).conf().getLayer();
    }

    private static KerasModelFile classifier(int units, String function) {
        KerasModelFile model = model();
        add(model, "GlobalAveragePooling2D", "gap", Map.of(), Map.of());
        dense(model, 3, units, function);
        return model;
    }

    private static KerasModelFile model() {
        return new KerasModelFile(SIDE, SIDE, false, true, 2);
    }

    private static void dense(KerasModelFile model, int in, int units, String function) {
        double[] kernel = new double[in * units];
        java.util.Arrays.fill(kernel, 0.1);
        add(
                model,
                "Dense",
                "dense",
                Map.of("units", units, "activation", function, "use_bias", false),
                Map.of("kernel", new Weights(kernel, in, units)));
    }

    private static void add(
            KerasModelFile model,
            String kind,
            String name,
            Map<String, Object> attributes,
            Map<String, Weights> weights) {
        model.layers.add(new Layer(kind, name, new LinkedHashMap<>(attributes), weights, List.of(model.last())));
    }

    private KerasNetwork.Read read(KerasModelFile model) throws IOException {
        Path file = folder.resolve("model.h5");
        model.write(file);
        return KerasNetwork.read(file);
    }
}
