package org.cam4j.training.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.cam4j.training.internal.onnx.SmallModel.ints;
import static org.cam4j.training.internal.onnx.SmallModel.of;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.datasets.pixels.Preprocessing.ChannelOrder;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.convolution.ResidualSum;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.internal.graph.GraphEditor;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.Networks;
import org.cam4j.training.network.PixelRange;
import org.cam4j.training.network.UserNetworks;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OnnxFileTest {
    private static final List<Double> MEAN = List.of(123.675, 116.28, 103.53);
    private static final List<Double> STD = List.of(58.395, 57.12, 57.375);

    @TempDir
    private Path folder;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    private Path write(SmallModel model) throws IOException {
        return Files.write(folder.resolve("model.onnx"), model.bytes());
    }

    /** Conv, BatchNormalization, Relu; a residual block; pooling and a linear layer. */
    static SmallModel residual(SmallModel model) {
        String first = model.node("Conv", List.of(model.weights(8, 3, 3, 3)), ints("pads", 1, 1, 1, 1))
                .node(
                        "BatchNormalization",
                        List.of(model.weights(8), model.weights(8), model.weights(8), model.numbers(0.5, 1, 8)))
                .node("Relu")
                .last();
        String second = model.node(
                        "Conv", List.of(model.weights(8, 8, 3, 3), model.weights(8)), ints("pads", 1, 1, 1, 1))
                .last();
        return model.reading("Add", List.of(second, first))
                .node("Relu")
                .node("GlobalAveragePool")
                .classified(8);
    }

    @Test
    void blocksAreFusedAndKeepTheNamesOfTheLastNodes() throws IOException {
        CamModel model = UserNetworks.read(write(residual(SmallModel.of(13, 16, 16))), 0, 0);

        var vertices = model.graph().getConfiguration().getVertices();
        assertThat(vertices.keySet())
                .containsExactlyInAnyOrder("Relu7", "Conv10", "Relu12", "GlobalAveragePool13", "Gemm17");
        assertThat(vertices.get("Relu12")).isEqualTo(new ResidualSum(true));
        Layer block = GraphEditor.layer(vertices.get("Relu7"));
        assertThat(block instanceof ConvolutionBlock fused && fused.isBatchNormalization())
                .isTrue();
        Explainer explainer = Explainer.of(model.graph());
        assertThat(explainer.hasClassWeights()).isTrue();
        assertThat(explainer.defaultTap()).isEqualTo("Relu12");
        assertThat(model.provenance().get("note")).contains("softmax is assumed", "RGB divided by 255 is assumed");
    }

    @Test
    void aNewHeadIsTrainedBehindTheLastMap() throws IOException {
        Path file = write(residual(SmallModel.of(13, 16, 16)));

        CamModel model = Networks.named(file.toString())
                .head("gap")
                .classes("cat", "dog")
                .create();

        assertThat(model.graph().getConfiguration().getNetworkOutputs()).hasSize(1);
        assertThat(model.classNames()).containsExactly("cat", "dog");
    }

    @Test
    void groupsOfChannelsAreExplained() throws IOException {
        SmallModel model = SmallModel.of(13, 16, 16);
        model.node("Conv", List.of(model.weights(8, 3, 3, 3)))
                .node("Conv", List.of(model.weights(8, 2, 3, 3)), of("group", 4))
                .node("Relu")
                .node("GlobalAveragePool")
                .classified(8);

        CamModel read = Networks.named(write(model).toString()).create();

        assertThat(Explainer.of(read.graph()).defaultTap()).isEqualTo("Relu4");
    }

    @ParameterizedTest
    @CsvSource({"1, unit", "255, raw"})
    void normalizationInFrontIsFoldedIntoThePreprocessing(double divisor, String range) throws Exception {
        SmallModel model = SmallModel.of(13, 16, 16);
        model.node("Sub", List.of(model.floats(floats(MEAN, divisor == 1 ? 255 : 1), 1, 3, 1, 1)))
                .node("Div", List.of(model.floats(floats(STD, divisor == 1 ? 255 : 1), 3, 1, 1)));
        Path file = write(residual(model));

        CamModel read = UserNetworks.read(file, 0, 0);

        assertThat(read.provenance().get("note")).contains("--pixels " + range + " is assumed");
        assertClose(read.preprocessing(), MEAN, STD);
        INDArray pixels = Nd4j.rand(2, 3, 16, 16).muli(divisor == 1 ? 1 : 255);
        INDArray normalized = pixels.mul(divisor == 1 ? 255 : 1)
                .subi(Nd4j.create(MEAN).reshape(1, 3, 1, 1).broadcast(pixels.shape()))
                .divi(Nd4j.create(STD).reshape(1, 3, 1, 1).broadcast(pixels.shape()));
        assertThat(OnnxReference.deviation(file, pixels, read.graph(), normalized))
                .isLessThan(1e-4);
    }

    @Test
    void colorsInTheOppositeOrderBecomeAPartOfThePreprocessing() throws IOException {
        SmallModel model = SmallModel.of(13, 16, 16);
        model.node("Gather", List.of(model.integers(2, 1, 0)), of("axis", 1))
                .node("Sub", List.of(model.floats(new float[] {104, 117, 123}, 3, 1, 1)));

        Preprocessing read = UserNetworks.read(write(residual(model)), 0, 0).preprocessing();

        assertThat(read.channelOrder()).isEqualTo(ChannelOrder.BGR);
        assertClose(read, List.of(104.0, 117.0, 123.0), List.of(1.0, 1.0, 1.0));
    }

    @Test
    void pixelsAreAssumedOrGiven() throws IOException {
        Path file = write(residual(SmallModel.of(13, 16, 16)));

        CamModel read = UserNetworks.read(file, 0, 0, Optional.of(PixelRange.SIGNED));

        assertClose(read.preprocessing(), List.of(127.5, 127.5, 127.5), List.of(127.5, 127.5, 127.5));
        assertThat(read.provenance().get("note")).doesNotContain("--pixels");
    }

    @Test
    void anOpenSizeIsAskedFor() throws IOException {
        Path file = write(residual(new SmallModel(13).input(0, 3, 0, 0)));

        assertThatThrownBy(() -> UserNetworks.read(file, 0, 0)).hasMessageContaining("add --input-size N");
        assertThat(UserNetworks.read(file, 24, 16).preprocessing().height()).isEqualTo(24);
        Path fixed = write(residual(SmallModel.of(13, 16, 16)));
        assertThatThrownBy(() -> UserNetworks.read(fixed, 24, 24)).hasMessageContaining("reads images of 16 x 16");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "class_names | [\"cat\", \"dog\", \"owl\"]",
                "names | {0: 'cat', 1: 'dog', 2: 'owl'}",
                "labels | cat,dog,owl",
            })
    void classNamesAreThoseOfTheMetadata(String key, String value) throws IOException {
        SmallModel model = residual(SmallModel.of(13, 16, 16)).metadata(key, value);
        assertThat(UserNetworks.read(write(model), 0, 0).classNames()).containsExactly("cat", "dog", "owl");
    }

    @Test
    void classesWithoutFittingNamesAreNumbered() throws IOException {
        SmallModel model = residual(SmallModel.of(13, 16, 16)).metadata("names", "{'0': 'cat'}");
        assertThat(UserNetworks.read(write(model), 0, 0).classNames()).containsExactly("class 0", "class 1", "class 2");
    }

    @Test
    void softmaxOfTheFileIsKept() throws Exception {
        SmallModel model = residual(SmallModel.of(13, 16, 16)).node("Softmax", of("axis", 1));
        Path file = write(model);

        OnnxFile read = OnnxFile.read(file, 0, 0);

        assertThat(read.notes()).isEmpty();
        INDArray images = Nd4j.randn(2, 3, 16, 16);
        assertThat(OnnxReference.scores(file, images)
                        .sub(read.graph().output(false, images)[0])
                        .amaxNumber()
                        .doubleValue())
                .isLessThan(1e-5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void sigmoidGivesLabelsOrTwoSides(int outputs) throws Exception {
        SmallModel model = SmallModel.of(13, 16, 16);
        model.node("Conv", List.of(model.weights(8, 3, 3, 3)))
                .node("Relu")
                .node("GlobalAveragePool")
                .node("Flatten")
                .node("Gemm", List.of(model.weights(8, outputs), model.weights(outputs)))
                .node("Sigmoid");
        Path file = write(model);

        CamModel read = UserNetworks.read(file, 0, 0);

        INDArray images = Nd4j.randn(2, 3, 16, 16);
        INDArray own = read.graph().output(false, images)[0];
        INDArray reference = OnnxReference.scores(file, images);
        assertThat(read.outputKind()).isEqualTo(outputs == 1 ? OutputKind.SOFTMAX : OutputKind.MULTI_LABEL);
        INDArray same = outputs == 1 ? own.getColumn(1, true) : own;
        assertThat(reference.sub(same).amaxNumber().doubleValue()).isLessThan(1e-5);
    }

    private void refused(String message, Consumer<SmallModel> change) throws IOException {
        SmallModel model = SmallModel.of(13, 16, 16);
        change.accept(model);
        Path file = write(model);
        assertThatThrownBy(() -> OnnxFile.read(file, 0, 0))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("ONNX model " + file)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void whatIsNotReadIsRefusedByNodeAndOperator() throws IOException {
        refused(
                "node 'Einsum0' (Einsum): is of an operator that is not read; read are Add, ",
                model -> model.node("Einsum"));
        refused(
                "node 'Conv2' (Conv): has the attribute 'tuned', which is not read",
                model -> model.node("Conv", List.of(model.weights(8, 3, 3, 3), model.weights(8)), of("tuned", 1))
                        .classified(8));
        refused(
                "has dilations together with pads or strides",
                model -> model.node(
                        "MaxPool", ints("kernel_shape", 3, 3), ints("strides", 2, 2), ints("dilations", 2, 2)));
        refused("expected 1 to 4096", model -> model.input(1, 3, 5000, 16).node("Relu"));
        refused(
                "dilations is [-1, 2], expected 2 numbers from 1 to 4096",
                model -> model.node("Conv", List.of(model.weights(8, 3, 3, 3)), ints("dilations", -1, 2)));
        refused(
                "reads images of 4 channels, expected 3",
                model -> model.input(1, 4, 16, 16).node("Relu"));
    }

    @Test
    void nothingOfTheFileIsTrusted() throws IOException {
        refused(
                "lies in the external file '../../etc/passwd', which is not read",
                model -> model.node(
                        "Conv",
                        List.of(model.initializer(TensorProto.newBuilder()
                                .setDataType(DataType.FLOAT_VALUE)
                                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                                .addExternalData(onnx.Onnx.StringStringEntryProto.newBuilder()
                                        .setKey("location")
                                        .setValue("../../etc/passwd"))))));
        refused("has 4 bytes, expected", model -> model.node("Conv", List.of(tensor(model, 4, 1 << 15, 1 << 15))));
        refused(
                "expected at most 8 axes and 1073741824 numbers",
                model -> model.node("Conv", List.of(tensor(model, 4, Long.MAX_VALUE, 4, 1, 1))));
        refused("expected at most 8 axes", model -> model.node("Conv", List.of(tensor(model, 4, -1, 3, 1, 1))));
        refused("stands for two tensors", model -> {
            model.node("Relu");
            model.graph().addNode(model.graph().getNode(0));
        });
        refused("reads its own output", model -> {
            model.node("Relu").node("Relu");
            model.graph().getNodeBuilder(0).setInput(0, model.last());
        });
        refused("reads 'nothing', which nothing puts out", model -> model.reading("Relu", List.of("nothing")));
        Path old = Files.write(
                folder.resolve("old.onnx"),
                SmallModel.of(8, 16, 16).node("Relu").bytes());
        assertThatThrownBy(() -> OnnxFile.read(old, 0, 0)).hasMessageContaining("its operators are of version 8");
    }

    private static String tensor(SmallModel model, int bytes, long... dims) {
        return model.initializer(
                TensorProto.newBuilder()
                        .setDataType(DataType.FLOAT_VALUE)
                        .setRawData(org.nd4j.shade.protobuf.ByteString.copyFrom(new byte[bytes])),
                dims);
    }

    private static float[] floats(List<Double> values, double divisor) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) (values.get(i) / divisor);
        }
        return floats;
    }

    private static void assertClose(Preprocessing found, List<Double> mean, List<Double> std) {
        for (int i = 0; i < 3; i++) {
            assertThat(found.mean().get(i % found.mean().size()))
                    .isCloseTo(mean.get(i), org.assertj.core.data.Offset.offset(1e-2));
            assertThat(found.std().get(i % found.std().size()))
                    .isCloseTo(std.get(i), org.assertj.core.data.Offset.offset(1e-2));
        }
    }
}
