package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.training.head.Heads;
import org.cam4j.training.internal.weights.WeightsFile;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.network.WeightExport;
import org.cam4j.training.weights.PublishedWeights;
import org.cam4j.training.weights.WeightsCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsCommandTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "owl");

    @TempDir
    private Path folder;

    @BeforeEach
    void nameTheCache() {
        System.setProperty(WeightsCache.PROPERTY, folder.resolve("cache").toString());
    }

    @AfterEach
    void forgetTheCache() {
        System.clearProperty(WeightsCache.PROPERTY);
        System.clearProperty(WeightsCache.MIRROR_PROPERTY);
    }

    @Test
    void everyPublishedFileIsListedWithSizeAndPlace() throws IOException {
        cached("resnet18", new byte[1]);
        Program program = Program.run("weights", "list");
        assertThat(program.code()).isZero();
        assertThat(program.out()).contains(PublishedWeights.ids());
        assertThat(program.out()).containsPattern("resnet18 +44\\.7 +69\\.76 +89\\.08 +cache +resnet18-f37072fd\\.pth");
        assertThat(program.out()).containsPattern("vgg16 +527\\.8 .* - +vgg16-397923af\\.pth");
    }

    @Test
    void withoutANetworkTheManualWayIsSaid() {
        Program offline = Program.run("weights", "fetch", "resnet50", "--offline");
        assertThat(offline.code()).isEqualTo(1);
        assertThat(offline.err())
                .contains(
                        "download https://download.pytorch.org/models/resnet50-0676ba61.pth",
                        folder.resolve("cache/weights/resnet50-0676ba61.pth").toString());
        System.setProperty(WeightsCache.MIRROR_PROPERTY, "http://localhost:1/models/");
        Program closed = Program.run("weights", "fetch", "resnet50", "--quiet");
        assertThat(closed.code()).isEqualTo(1);
        assertThat(closed.err()).contains("download http://localhost:1/models/resnet50-0676ba61.pth");
    }

    @Test
    void anUnknownNameIsWrongUsage() {
        Program program = Program.run("weights", "fetch", "resnet51");
        assertThat(program.code()).isEqualTo(2);
        assertThat(program.err()).contains("did you mean 'resnet50'");
    }

    @Test
    void weightsInTheCacheAreTakenByTheirName() throws IOException {
        CamModel model = Networks.create(
                NetworkSpec.of("squeezenet1_0", Heads.ORIGINAL, CLASSES).size(64, 64));
        Path file = folder.resolve("any.safetensors");
        WeightExport.write(model, file);
        Path cached = cached("squeezenet1_0", Files.readAllBytes(file)); // the first bytes tell the format
        Program program = Program.run("weights", "fetch", "squeezenet1_0", "--offline");
        assertThat(program.out().strip()).isEqualTo(cached.toString());
        Program taps = Program.run(
                "list", "taps", "--backbone", "squeezenet1_0", "--weights", "imagenet", "--offline", "--verbose");
        assertThat(taps.code()).as(taps.err()).isZero();
        assertThat(taps.out()).contains("fire9");
    }

    @Test
    void weightsAreImportedAndExported() throws IOException {
        CamModel model =
                Networks.create(NetworkSpec.of("mini", Heads.ORIGINAL, CLASSES).size(32, 32));
        Path zip = folder.resolve("model.zip");
        ModelFile.save(model, zip);
        Path exported = folder.resolve("mini.safetensors");
        Path imported = folder.resolve("again.safetensors");
        Path onnx = folder.resolve("mini.onnx");

        assertThat(Program.run("weights", "export", "--model", zip, "--out", exported)
                        .code())
                .isZero();
        assertThat(Program.run("weights", "import", exported, "--backbone", "mini", "--out", imported)
                        .code())
                .isZero();
        assertThat(Program.run("weights", "export", "--model", zip, "--out", onnx)
                        .code())
                .isZero();

        WeightsFile again = WeightsFile.open(imported);
        assertThat(again.read("conv1_1.weight"))
                .isEqualTo(WeightsFile.open(exported).read("conv1_1.weight"));
        assertThat(again.metadata()).containsEntry("cam4j.input_size", "32").containsKey("source.weights.sha256");
        assertThat(onnx).isNotEmptyFile();
        Program wrong = Program.run("weights", "export", "--model", zip, "--out", folder.resolve("mini.pt"));
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("ends in .safetensors or");
    }

    private Path cached(String id, byte[] content) throws IOException {
        Path file = folder.resolve("cache/weights")
                .resolve(PublishedWeights.byId(id).file());
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }
}
