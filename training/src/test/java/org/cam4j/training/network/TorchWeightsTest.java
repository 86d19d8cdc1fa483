package org.cam4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.graph.CamGraphBuilder;
import org.cam4j.training.graph.Variant;
import org.cam4j.training.head.Heads;
import org.cam4j.training.internal.torch.TorchWriter;
import org.cam4j.training.internal.weights.EmbeddedWeights;
import org.cam4j.training.internal.weights.WeightsFile;
import org.cam4j.training.model.CamModel;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** State dicts of PyTorch give the networks that the same tensors give as safetensors, and what is exported is read again. */
class TorchWeightsTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "owl");

    @TempDir
    private Path folder;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    static Stream<TorchWriter> formats() {
        return Stream.of(TorchWriter.zip(), TorchWriter.legacy());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void realWeightsGiveTheSameNumbersAsThroughSafetensors(TorchWriter format) throws IOException {
        Path safetensors = EmbeddedWeights.find("squeezenet1_1", "imagenet").orElseThrow();
        WeightsFile weights = WeightsFile.open(safetensors);
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        for (String name : weights.tensors().keySet()) {
            tensors.put("module." + name, weights.read(name));
        }
        Path torch = format.write(folder.resolve("squeezenet.pth"), tensors, "state_dict");
        Nd4j.getRandom().setSeed(2);
        INDArray images = Nd4j.randn(DataType.FLOAT, 2, 3, 227, 227);

        NetworkSpec spec = Networks.named("squeezenet1_1");
        CamModel expected = Networks.create(spec.weights(safetensors));
        CamModel found = Networks.create(spec.weights(torch).size(227, 227));

        assertThat(found.graph().params()).isEqualTo(expected.graph().params());
        assertThat(found.classNames()).hasSize(1000).isEqualTo(expected.classNames());
        assertThat(found.provenance().get("note"))
                .contains("the tensors under 'state_dict' are read", "begin with 'module.', which is taken off");
        assertThat(found.graph().outputSingle(images))
                .isEqualTo(expected.graph().outputSingle(images));
    }

    @Test
    void missingAndUnexpectedTensorsAreNamed() throws IOException {
        CamModel model = Networks.create(NetworkSpec.of("mini", Heads.ORIGINAL, CLASSES));
        Map<String, INDArray> tensors = new LinkedHashMap<>(Networks.tensors(model));
        tensors.remove("conv2_1.weight");
        tensors.put("conv9.weight", Nd4j.create(DataType.FLOAT, 7));
        Path file = TorchWriter.zip().write(folder.resolve("mini.pth"), tensors);
        assertThatThrownBy(() -> Networks.create(
                        NetworkSpec.of("mini", Heads.ORIGINAL, CLASSES).weights(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("missing 'conv2_1.weight' [48, 32, 3, 3]", "unexpected 'conv9.weight' [7]");
    }

    @ParameterizedTest
    @CsvSource({"mini, original", "resnet8, gap", "mini, wide", "squeezenet1_1, original"})
    void whatIsExportedIsReadAgain(String backbone, String head) throws IOException {
        NetworkSpec spec = NetworkSpec.of(backbone, head, CLASSES).size(64, 64);
        CamModel model = Networks.create(spec.seed(1));
        Path file = folder.resolve("exported.safetensors");
        WeightExport.write(model, file);

        CamModel again = Networks.create(spec.seed(9).weights(file));

        assertThat(again.graph().params()).isEqualTo(model.graph().params());
        assertThat(again.preprocessing()).isEqualTo(model.preprocessing());
        assertThat(WeightsFile.open(file).metadata())
                .containsEntry("cam4j.architecture", backbone)
                .containsKey("source.weights");
    }

    @Test
    void theVariantOfTheWeightsIsExportedToo() throws IOException {
        NetworkSpec spec =
                NetworkSpec.of("mobilenet_v2", Heads.ORIGINAL, CLASSES).size(64, 64);
        CamGraphBuilder plan = Networks.builder(spec, new Variant(true, true, true, 0, true));
        ComputationGraph graph = new ComputationGraph(plan.configuration());
        graph.init();
        CamModel plain = Networks.create(spec);
        CamModel folded = plain.withGraph(graph);
        Path file = folder.resolve("folded.safetensors");
        WeightExport.write(folded, file);

        CamModel again = Networks.create(spec.weights(file));

        assertThat(again.graph().params()).isEqualTo(graph.params());
        assertThat(WeightsFile.open(file).metadata())
                .containsEntry("cam4j.batch_norm", "folded")
                .containsEntry("cam4j.padding", "same-tf");
    }

    @Test
    void publishedWeightsAreNamedInOneWord() throws IOException {
        CamModel model = Networks.named("squeezenet1_1").weights("imagenet").create();
        assertThat(model.classNames()).hasSize(1000);
        CamModel headed = Networks.named("squeezenet1_1")
                .head("gap")
                .weights("imagenet")
                .classes("cat", "dog")
                .create();
        assertThat(headed.provenance().get("note")).contains("2 tensors of the published classifier are left aside");
    }
}
