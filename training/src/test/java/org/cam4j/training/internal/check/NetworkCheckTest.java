package org.cam4j.training.internal.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.cam4j.training.backbone.Backbone;
import org.cam4j.training.backbone.Backbones;
import org.cam4j.training.head.Heads;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.zoo.model.AlexNet;
import org.deeplearning4j.zoo.model.Darknet19;
import org.deeplearning4j.zoo.model.InceptionResNetV1;
import org.deeplearning4j.zoo.model.LeNet;
import org.deeplearning4j.zoo.model.ResNet50;
import org.deeplearning4j.zoo.model.SimpleCNN;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.TinyYOLO;
import org.deeplearning4j.zoo.model.UNet;
import org.deeplearning4j.zoo.model.VGG16;
import org.deeplearning4j.zoo.model.VGG19;
import org.deeplearning4j.zoo.model.Xception;
import org.deeplearning4j.zoo.model.YOLO2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What honest networks need passes; what does not add up is named before anything is built. */
class NetworkCheckTest {
    private static final int[] SHAPE = {3, 224, 224};
    private static final List<String> CLASSES = List.of("cat", "dog", "owl");

    static Stream<String> pairs() {
        return Backbones.all().stream()
                .map(Backbone::id)
                .flatMap(backbone -> Stream.concat(
                                Stream.of(Heads.ORIGINAL), Heads.all().stream().map(head -> head.id()))
                        .map(head -> backbone + "," + head));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyBackboneWithEveryHeadPasses(String pair) throws IOException {
        NetworkSpec spec = NetworkSpec.of(pair.split(",")[0], pair.split(",")[1], CLASSES);
        ComputationGraphConfiguration graph;
        try {
            graph = Networks.configuration(
                    spec.size(96, 96), Backbones.byId(spec.backbone()).variant());
        } catch (IllegalArgumentException noSuchPair) {
            return;
        }
        assertThat(checked(graph, 96)).isEqualTo(CLASSES.size());
    }

    static Stream<ComputationGraphConfiguration> zooGraphs() {
        return Stream.of(
                Darknet19.builder().inputShape(SHAPE).numClasses(7).build().conf(),
                ResNet50.builder()
                        .inputShape(SHAPE)
                        .numClasses(7)
                        .build()
                        .graphBuilder()
                        .build(),
                TinyYOLO.builder().inputShape(SHAPE).numClasses(7).build().conf(),
                VGG16.builder().inputShape(SHAPE).numClasses(7).build().conf(),
                VGG19.builder().inputShape(SHAPE).numClasses(7).build().conf(),
                YOLO2.builder().inputShape(SHAPE).numClasses(7).build().conf());
    }

    @ParameterizedTest
    @MethodSource("zooGraphs")
    void theZoosGraphsPass(ComputationGraphConfiguration graph) throws IOException {
        assertThat(checked(graph, 224)).isPositive();
    }

    @Test
    void theZoosSequencesPass() throws IOException {
        for (MultiLayerConfiguration sequence : List.of(
                AlexNet.builder().inputShape(SHAPE).numClasses(7).build().conf(),
                LeNet.builder().inputShape(SHAPE).numClasses(7).build().conf(),
                SimpleCNN.builder().inputShape(SHAPE).numClasses(7).build().conf())) {
            String json = sequence.toJson();
            ClassAllowList.check(json);
            assertThat(NetworkCheck.check(MultiLayerConfiguration.fromJson(json), 224, 224))
                    .isEqualTo(7);
        }
    }

    @Test
    void theZoosNetworksThatAreBuiltAtOncePass() throws IOException {
        for (ComputationGraphConfiguration graph : List.of(
                InceptionResNetV1.builder()
                        .inputShape(new int[] {3, 160, 160})
                        .numClasses(7)
                        .build()
                        .init()
                        .getConfiguration(),
                SqueezeNet.builder()
                        .inputShape(SHAPE)
                        .numClasses(7)
                        .build()
                        .init()
                        .getConfiguration(),
                UNet.builder().inputShape(SHAPE).numClasses(7).build().init().getConfiguration(),
                Xception.builder()
                        .inputShape(SHAPE)
                        .numClasses(7)
                        .build()
                        .init()
                        .getConfiguration())) {
            int size = graph.getVertices().containsKey("bottleneck") ? 160 : 224;
            assertThat(checked(graph, size)).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                "stride" : [ 2, 2 ]      | "stride" : [ 0, 2 ]           | layer 'pool1': stride is [0, 2], expected 2 numbers from 1 to 4096
                "kernelSize" : [ 2, 2 ]  | "kernelSize" : [ 2, 97 ]      | layer 'pool1': kernelSize is [2, 97], expected a window within the 96 padded columns, found one of 97
                "kernelSize" : [ 2, 2 ]  | "kernelSize" : [ 2 ]          | layer 'pool1': kernelSize is [2], expected 2 numbers from 1 to 4096
                "padding" : [ 0, 0 ]     | "padding" : [ 2, 0 ]          | layer 'pool1': padding is [2, 0], expected less than the window, which else lies in the padding alone
                "padding" : [ 1, 1 ]     | "padding" : [ -1, 1 ]         | layer 'conv1_1': padding is [-1, 1], expected 2 numbers from 0 to 4096
                "padding" : [ 1, 1 ]     | "padding" : [ 4000, 4000 ]    | layer 'conv1_1': the number of values up to its output is 2096410752, expected at most 1073741824 for an image
                "nin" : 32               | "nin" : 33                    | layer 'conv2_1': nIn is 33, expected 32, as comes in
                "nout" : 32              | "nout" : -32                  | layer 'conv1_1': nOut is -32, expected a number from 1 to 16777216
                "conv1_1" : [ "input" ]  | "conv1_1" : [ "conv2_1" ]     | layer 'conv1_1' reads a layer that does not exist, or itself
                "conv2_1" : [ "pool1" ]  | "conv2_1" : [ "pool1", "input" ] | layer 'conv2_1': the number of inputs is 2, expected a number from 1 to 1
                "output" : [ "pooling" ] | "output" : [ "conv5_1" ]      | layer 'output': its input is maps [192, 12, 12], expected a vector; a preprocessor that flattens maps is missing
                """)
    void whatDoesNotAddUpIsNamed(String before, String after, String message) {
        ComputationGraphConfiguration honest = mini();
        assertThatIOException()
                .isThrownBy(() -> NetworkCheck.check(
                        changed(honest, text -> text.replaceFirst(java.util.regex.Pattern.quote(before), after)),
                        96,
                        96))
                .withMessage(message);
    }

    @Test
    void classesThatNoImageNetworkNeedsAreRefused() {
        for (String name : List.of(
                "org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex",
                "org.deeplearning4j.nn.conf.layers.samediff.SameDiffLambdaLayer",
                "org.deeplearning4j.nn.conf.layers.LSTM",
                "org.nd4j.linalg.activations.impl.ActivationPReLU",
                "java.util.HashMap")) {
            assertThatIOException()
                    .isThrownBy(() -> ClassAllowList.check("{\"a\":{\"@class\":\"" + name + "\"}}"))
                    .withMessageContaining(name);
        }
    }

    @Test
    void aBoxArrayOfAnotherSizeThanItSaysIsRefused() throws IOException {
        String sound = "{\"boundingBoxes\":{\"dataType\":\"FLOAT\",\"shape\":[1,2],\"data\":[1.0,2.0]}}";
        ClassAllowList.check(sound);
        for (String other : List.of("[1000000000,2]", "[2,2]", "[1,2,1]", "[-1,2]", "2", "null")) {
            assertThatIOException()
                    .isThrownBy(() -> ClassAllowList.check(sound.replace("[1,2]", other)))
                    .withMessageContaining("boundingBoxes");
        }
    }

    @Test
    void aSequenceIsCheckedToo() {
        MultiLayerConfiguration sequence = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(10).nOut(2).build())
                .setInputType(InputType.feedForward(10))
                .build();
        assertThatIOException()
                .isThrownBy(() -> NetworkCheck.check(sequence, 8, 8))
                .withMessageContaining("layer '0': its input is maps [3, 8, 8]");
    }

    private static ComputationGraphConfiguration mini() {
        return Networks.configuration(
                NetworkSpec.of("mini", "gap", CLASSES).size(96, 96),
                Backbones.byId("mini").variant());
    }

    private static ComputationGraphConfiguration changed(
            ComputationGraphConfiguration honest, UnaryOperator<String> change) {
        String before = honest.toJson();
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        return ComputationGraphConfiguration.fromJson(after);
    }

    private static long checked(ComputationGraphConfiguration graph, int size) throws IOException {
        String json = graph.toJson();
        ClassAllowList.check(json);
        return NetworkCheck.check(ComputationGraphConfiguration.fromJson(json), size, size);
    }
}
