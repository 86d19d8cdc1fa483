package org.cam4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.head.Heads;
import org.cam4j.training.internal.weights.Safetensors;
import org.cam4j.training.model.CamModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Weights that a network wrote itself, and broken ones. */
class WeightsTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "owl");

    @TempDir
    private Path folder;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @ParameterizedTest
    @CsvSource({"mini", "resnet8", "mobilenet_v2", "squeezenet1_1"})
    void aNetworkReadsItsOwnWeights(String backbone) throws IOException {
        NetworkSpec spec = original(backbone).size(64, 64);
        CamModel model = Networks.create(spec.seed(1));
        Path file = write(Networks.tensors(model), Map.of());
        Nd4j.getRandom().setSeed(2);
        INDArray images = Nd4j.rand(DataType.FLOAT, 1, 3, 64, 64);

        CamModel loaded = Networks.create(spec.seed(9).weights(file));

        assertThat(loaded.graph().outputSingle(images)).isEqualTo(model.graph().outputSingle(images));
        assertThat(loaded.provenance().get("note")).contains("no cam4j.* metadata");
    }

    @Test
    void aNewHeadTakesTheTrunkAlone() throws IOException {
        CamModel model = Networks.create(original("mini").seed(1));
        Path file = write(Networks.tensors(model), Map.of("cam4j.architecture", "mini", "cam4j.mean", "127.5"));

        NetworkSpec spec = NetworkSpec.of("mini", "gap", List.of("left", "right"));
        CamModel headed = Networks.create(spec.seed(9).weights(file));

        assertThat(headed.graph().getLayer("conv5_1").getParam("W"))
                .isEqualTo(model.graph().getLayer("conv5_1").getParam("W"));
        assertThat(headed.graph().getLayer("output").paramTable()).containsOnlyKeys("W");
        assertThat(headed.preprocessing().mean()).containsExactly(127.5);
        assertThat(headed.provenance().get("note")).contains("2 tensors of the published classifier are left aside");
    }

    @ParameterizedTest
    @CsvSource({
        "googlenet, aux1.conv.bn.weight, aux2.fc2.bias, 62",
        "inception_v3, AuxLogits.conv0.conv.weight, AuxLogits.fc.bias, 122"
    })
    void auxiliaryClassifiersAndCountersAreLeftAside(String backbone, String first, String second, int dropped)
            throws IOException {
        CamModel model = Networks.create(original(backbone).size(96, 96));
        Map<String, INDArray> tensors = new LinkedHashMap<>(Networks.tensors(model));
        tensors.put(first, Nd4j.create(DataType.FLOAT, 5));
        tensors.put(second, Nd4j.create(DataType.FLOAT, 5));
        tensors.put("conv1.bn.num_batches_tracked", Nd4j.create(DataType.FLOAT, 1));
        Path file = write(tensors, Map.of());

        CamModel loaded = Networks.create(
                NetworkSpec.of(backbone, Heads.ORIGINAL, List.of()).weights(file));
        assertThat(loaded.classNames()).containsExactly("class 0", "class 1", "class 2");
        assertThat(loaded.provenance().get("note")).contains("2 tensors of auxiliary classifiers");

        CamModel headed = Networks.create(
                NetworkSpec.of(backbone, "gap", CLASSES).size(96, 96).weights(file));
        assertThat(headed.provenance().get("note"))
                .contains("2 tensors of auxiliary classifiers")
                .contains(dropped + " tensors of the published classifier are left aside");

        tensors.put("aux3.fc2.bias", Nd4j.create(DataType.FLOAT, 5));
        Path unknown = write(tensors, Map.of());
        assertThatThrownBy(() -> Networks.create(original(backbone).weights(unknown)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unexpected 'aux3.fc2.bias' [5]");
    }

    @ParameterizedTest
    @CsvSource({"module.", "state_dict.model._orig_mod.", "encoder."})
    void aPrefixThatAllNamesShareIsTakenOffAndSaid(String prefix) throws IOException {
        CamModel model = Networks.create(original("mini").seed(1));
        Path file = write(prefixed(model, prefix), Map.of());

        CamModel loaded = Networks.create(
                NetworkSpec.of("mini", Heads.ORIGINAL, List.of()).weights(file));

        assertThat(loaded.graph().params()).isEqualTo(model.graph().params());
        assertThat(loaded.provenance().get("note")).contains("begin with '" + prefix + "', which is taken off");
    }

    @Test
    void weightsOfAnotherNetworkAreComparedByNameAndTheirNetworkIsNamed() throws IOException {
        Path file = write(prefixed(Networks.create(original("squeezenet1_1").size(64, 64)), "module."), Map.of());

        assertThatThrownBy(() -> Networks.create(
                        NetworkSpec.of("mini", Heads.ORIGINAL, List.of()).weights(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("missing 'conv", "unexpected 'module.features", "use --backbone squeezenet1_1")
                .hasMessageNotContaining("class names");
        assertThatThrownBy(() -> Networks.create(
                        NetworkSpec.of("squeezenet1_0", "gap", CLASSES).weights(file)))
                .hasMessageContainingAll("has shape [64, 3, 3, 3]", "use --backbone squeezenet1_1");
    }

    @ParameterizedTest
    @CsvSource({"U32, true", "F8_E4M3, true", "C64, true", "U32, false", "I32, false"})
    void tensorsOfTypesThatAreNotReadMayBeInTheFileUnlessTheyAreNeeded(String type, boolean extra) throws IOException {
        CamModel model = Networks.create(original("mini"));
        Map<String, INDArray> tensors = new LinkedHashMap<>(Networks.tensors(model));
        String bias = List.copyOf(tensors.keySet()).get(tensors.size() - 1);
        int elements = type.equals("C64") ? 2 : 1; // F32 of the same number of bytes
        tensors.put("extra", Nd4j.create(DataType.FLOAT, elements));
        Path file = write(tensors, Map.of());
        String name = extra ? "extra" : bias;
        long length =
                extra ? elements : Objects.requireNonNull(tensors.get(name)).length();
        int bytes = type.startsWith("F8") ? 1 : type.equals("C64") ? 8 : 4;
        retype(file, name, length, type, length * Float.BYTES / bytes);
        NetworkSpec spec = NetworkSpec.of("mini", Heads.ORIGINAL, List.of()).weights(file);

        if (extra) {
            assertThat(Networks.create(spec).provenance().get("note")).contains("'extra' (" + type + ")");
        } else {
            assertThatThrownBy(() -> Networks.create(spec)).hasMessageContaining("'" + bias + "' is of type " + type);
        }
    }

    @Test
    void allFormsOfAResNetTakeTheSameWeights() throws IOException {
        CamModel model = Networks.create(original("resnet18").size(64, 64));
        Path file = write(Networks.tensors(model), Map.of("cam4j.architecture", "resnet18"));

        CamModel dilated = Networks.create(
                original("resnet18-dilated").size(64, 64).seed(9).weights(file));

        assertThat(dilated.graph().params()).isEqualTo(model.graph().params());
        assertThatThrownBy(() -> Networks.create(original("resnet34-dilated").weights(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("those of 'resnet18', expected 'resnet34'");
    }

    @Test
    void everyTensorThatDoesNotFitIsNamed() throws IOException {
        CamModel model = Networks.create(original("mini"));
        Map<String, INDArray> tensors = new LinkedHashMap<>(Networks.tensors(model));
        tensors.remove("conv2_1.weight");
        tensors.put("conv1_1.weight", Nd4j.create(DataType.FLOAT, 32, 3, 5, 5));
        tensors.put("conv9.weight", Nd4j.create(DataType.FLOAT, 7));
        Path file = write(tensors, Map.of());
        CamModel untouched = Networks.create(original("mini").seed(5));

        assertThatThrownBy(() -> Networks.create(original("mini").seed(5).weights(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing 'conv2_1.weight' [48, 32, 3, 3]")
                .hasMessageContaining("'conv1_1.weight' has shape [32, 3, 5, 5], expected [32, 3, 3, 3]")
                .hasMessageContaining("unexpected 'conv9.weight' [7]");
        assertThat(untouched.graph().params().isNaN().any()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cam4j.colour | RGB | unknown metadata key 'cam4j.colour'",
                "cam4j.padding | valid | expected same-tf or torch",
                "cam4j.mean | 1,2 | one or three finite numbers",
                "cam4j.std | 0 | above 0 for std",
                "cam4j.input_size | 100000 | an integer from 1 to 4096",
                "cam4j.architecture | vgg16 | those of 'vgg16', expected 'mini'"
            })
    void metadataThatCannotBeUnderstoodAreRefused(String key, String value, String message) throws IOException {
        Path file = write(Networks.tensors(Networks.create(original("mini"))), Map.of(key, value));
        assertThatThrownBy(() -> Networks.create(original("mini").weights(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aFileThatIsAbsentOrNoHdf5IsNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("model.h5"), "not HDF5 at all");
        assertThatThrownBy(() -> UserNetworks.read(text, 0, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("neither an HDF5 file");
        Path absent = folder.resolve("absent.safetensors");
        assertThatThrownBy(() -> Networks.create(original("mini").weights(absent)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such file");
    }

    private static Map<String, INDArray> prefixed(CamModel model, String prefix) {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        Networks.tensors(model).forEach((name, tensor) -> tensors.put(prefix + name, tensor));
        return tensors;
    }

    /** Gives a vector another type, and a shape of as many bytes. */
    private static void retype(Path file, String name, long length, String type, long newLength) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer whole = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int headerBytes = (int) whole.getLong(0);
        String header = new String(bytes, Long.BYTES, headerBytes, StandardCharsets.UTF_8);
        String old = String.format(Locale.ROOT, "\"%s\":{\"dtype\":\"F32\",\"shape\":[%d]", name, length);
        assertThat(header).contains(old);
        byte[] changed = header.replace(
                        old,
                        String.format(Locale.ROOT, "\"%s\":{\"dtype\":\"%s\",\"shape\":[%d]", name, type, newLength))
                .getBytes(StandardCharsets.UTF_8);
        int data = Long.BYTES + headerBytes;
        Files.write(
                file,
                ByteBuffer.allocate(Long.BYTES + changed.length + bytes.length - data)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(changed.length)
                        .put(changed)
                        .put(bytes, data, bytes.length - data)
                        .array());
    }

    private static NetworkSpec original(String backbone) {
        return NetworkSpec.of(backbone, Heads.ORIGINAL, CLASSES);
    }

    private Path write(Map<String, INDArray> tensors, Map<String, String> metadata) throws IOException {
        Path file = folder.resolve("weights.safetensors");
        try (var channel = Channels.newChannel(Files.newOutputStream(file))) {
            Safetensors.write(channel, tensors, metadata);
        }
        return file;
    }
}
