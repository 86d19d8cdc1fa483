package org.cam4j.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.internal.model.ModelCard;
import org.cam4j.training.internal.model.ModelZip;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.network.UserNetworks;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ModelFileTest {
    private static final List<String> CLASSES = List.of("cat", "dog");

    @TempDir
    private Path folder;

    private CamModel model;
    private Path file;
    private INDArray images;

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @BeforeEach
    void trainAStep() throws IOException {
        model = Networks.create(NetworkSpec.of("mini", "wgap", CLASSES).size(32, 32));
        Nd4j.getRandom().setSeed(5);
        images = Nd4j.rand(DataType.FLOAT, 2, 3, 32, 32);
        step(model);
        file = folder.resolve("model.zip");
        ModelFile.save(model, file);
    }

    @Test
    void aLoadedModelKeepsItsFusedBlocks() throws IOException {
        assertThat(blocks(ModelFile.load(file))).isPositive().isEqualTo(blocks(model));
    }

    private static long blocks(CamModel model) {
        return Arrays.stream(model.graph().getLayers())
                .filter(layer -> layer.conf().getLayer() instanceof ConvolutionBlock)
                .count();
    }

    @Test
    void aLoadedModelGoesOnAsIfItHadNotStopped() throws IOException {
        CamModel loaded = ModelFile.load(file);

        assertThat(loaded.graph().outputSingle(images)).isEqualTo(model.graph().outputSingle(images));
        step(loaded);
        step(model);
        assertThat(loaded.graph().params()).isEqualTo(model.graph().params());
        assertThat(loaded.graph().getIterationCount()).isEqualTo(2);
        assertThat(loaded.preprocessing()).isEqualTo(model.preprocessing());
        assertThat(loaded.classNames()).isEqualTo(CLASSES);
        assertThat(loaded.backbone()).isEqualTo("mini");
        assertThat(loaded.head()).isEqualTo("wgap");
        assertThat(loaded.provenance()).isEqualTo(model.provenance());
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Tag("long")
    @Test
    void aDilatedNetworkIsSavedAndExplainedThroughItsDilatedLayers() throws IOException {
        CamModel dilated = Networks.create(
                NetworkSpec.of("resnet18-dilated", "gap", CLASSES).size(64, 64));
        ModelFile.save(dilated, file);
        CamModel loaded = ModelFile.load(file);
        INDArray image = Nd4j.rand(DataType.FLOAT, 1, 3, 64, 64);

        assertThat(loaded.graph().outputSingle(image)).isEqualTo(dilated.graph().outputSingle(image));
        INDArray gradients = Explainer.of(loaded.graph())
                .explain(image, ClassSelection.same(1), List.of("layer3.1"), Set.of(Signal.GRADIENTS))
                .reading(0, 0, "layer3.1")
                .gradients();
        assertThat(gradients.shape()).containsExactly(256, 4, 4);
        assertThat(gradients.amaxNumber().doubleValue()).isFinite().isPositive();
    }

    @Test
    void aFolderThatIsAbsentIsMade() throws IOException {
        Path absent = folder.resolve("absent/model.zip");
        ModelFile.save(model, absent);
        assertThat(ModelFile.load(absent).graph().params())
                .isEqualTo(model.graph().params());
    }

    @Test
    void aFileInPlaceOfTheFolderIsNamed() throws IOException {
        Path inside = Files.writeString(folder.resolve("occupied"), "kept").resolve("model.zip");
        assertThatThrownBy(() -> ModelFile.save(model, inside))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a file where a folder is expected");
    }

    @Test
    void deeplearning4jReadsTheFileToo() throws IOException {
        assertThat(ModelSerializer.restoreComputationGraph(file.toFile(), true).params())
                .isEqualTo(model.graph().params());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javax.swing.JEditorPane",
                "java.util.ArrayList",
                "org.deeplearning4j.nn.confusing.Gadget",
                "[Lorg.deeplearning4j.nn.conf.layers.Layer;",
                "org.deeplearning4j.nn.conf.layers.OutputLayer<java.net.URL>"
            })
    void aForeignClassIsRefused(String name) throws IOException {
        rewrite(
                ModelZip.CONFIGURATION,
                text -> text.replaceFirst(
                        "org\\.deeplearning4j\\.nn\\.conf\\.layers\\.OutputLayer", name.replace("$", "\\$")));

        assertThatThrownBy(() -> ModelFile.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("names '" + name + "'");
    }

    @Test
    void aClassThatIsNamedTwiceIsRefused() throws IOException {
        rewrite(
                ModelZip.CONFIGURATION,
                text -> text.replaceFirst(
                        "\"@class\" : \"org.deeplearning4j.nn.conf.layers.OutputLayer\"",
                        "\"@class\" : \"evil.Gadget\", \"@class\" :"
                                + " \"org.deeplearning4j.nn.conf.layers.OutputLayer\""));

        assertThatThrownBy(() -> ModelFile.load(file)).isInstanceOf(IOException.class);
    }

    @Test
    void serializedJavaObjectsAreNotTouched() throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put("preprocessor.bin", serialized());
        entries.put("normalizer.bin", serialized());
        write(entries);

        assertThat(ModelFile.load(file).graph().params())
                .isEqualTo(model.graph().params());
        assertThat(Bomb.WENT_OFF).isEmpty();
    }

    @Test
    void missingAndShortEntriesAreNamed() throws IOException {
        Map<String, byte[]> entries = entries();
        byte[] parameters = entries.get(ModelZip.PARAMETERS);
        entries.put(ModelZip.PARAMETERS, Arrays.copyOf(parameters, 4000));
        write(entries);
        assertThatThrownBy(() -> ModelFile.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("coefficients.bin has 4000 bytes");

        entries.remove(ModelZip.PARAMETERS);
        write(entries);
        assertThatThrownBy(() -> ModelFile.load(file)).hasMessageContaining("coefficients.bin is missing");
    }

    @Test
    void aConfigurationThatWantsTooMuchIsRefused() throws IOException {
        rewrite(ModelZip.CONFIGURATION, text -> text.replaceFirst("\"nout\" : 192", "\"nout\" : 1920000000"));
        assertThatThrownBy(() -> ModelFile.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nOut is 1920000000, expected a number from 1 to 16777216");
    }

    @Test
    void aForeignZipAndAFileThatIsNoneAreNamed() throws IOException {
        ModelSerializer.writeModel(model.graph(), file.toFile(), false);
        assertThatThrownBy(() -> ModelFile.load(file)).hasMessageContaining("without cam4j.json");
        CamModel assumed = UserNetworks.read(file, 32, 32);
        assertThat(assumed.classNames()).containsExactly("class 0", "class 1");
        assertThat(assumed.provenance().get("note")).contains("RGB divided by 255");

        Files.writeString(file, "no zip");
        assertThatThrownBy(() -> ModelFile.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no model zip");
    }

    @Test
    void aMisspeltOrNewerCardIsRefused() throws IOException {
        rewrite(ModelCard.ENTRY, text -> text.replace("\"provenance\"", "\"extra\" : 1, \"provenance\""));
        assertThatThrownBy(() -> ModelFile.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("extra");
        rewrite(ModelCard.ENTRY, text -> text.replace("\"extra\" : 1, ", "").replace("\"head\"", "\"haed\""));
        assertThatThrownBy(() -> ModelFile.load(file)).hasMessageContaining("'head'");
        rewrite(ModelCard.ENTRY, text -> text.replace("\"schemaVersion\" : 1", "\"schemaVersion\" : 2"));
        assertThatThrownBy(() -> ModelFile.load(file)).hasMessageContaining("schema version 2");
    }

    private void step(CamModel trained) {
        INDArray labels = Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}});
        trained.graph().fit(new INDArray[] {images}, new INDArray[] {labels});
    }

    private void rewrite(String entry, UnaryOperator<String> change) throws IOException {
        Map<String, byte[]> entries = entries();
        String before = new String(entries.get(entry), StandardCharsets.UTF_8);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        entries.put(entry, after.getBytes(StandardCharsets.UTF_8));
        write(entries);
    }

    private Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private void write(Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
    }

    private static byte[] serialized() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(new Bomb());
        }
        return bytes.toByteArray();
    }

    private static final class Bomb implements Serializable {
        private static final long serialVersionUID = 1;
        static final List<String> WENT_OFF = new ArrayList<>();

        private void readObject(ObjectInputStream stream) {
            WENT_OFF.add("read");
        }
    }
}
