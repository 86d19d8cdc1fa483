package org.cam4j.training.internal.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.UserNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "archive/data.pkl,archive/version | a PyTorch file | safetensors.torch.save_file",
                "metadata.json,config.json | the Keras 3 format | model.save('name.h5')",
                "arr_0.npy,arr_1.npy | a NumPy archive | safetensors.numpy.save_file",
                "readme.txt | a zip | .",
            })
    void aZipIsNamedByItsEntries(String entries, String kind, String remedy) throws IOException {
        Path file = folder.resolve("model.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String entry : entries.split(",", -1)) {
                zip.putNextEntry(new ZipEntry(entry));
            }
        }

        assertThatThrownBy(() -> ForeignFile.refuseAsWeights(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("Weights " + file, kind, remedy);
        assertThatThrownBy(() -> UserNetworks.read(file, 32, 32)).hasMessageContainingAll("Model " + file, kind);
        assertThatThrownBy(() -> ModelFile.load(file)).hasMessageContainingAll("Model " + file, kind);
    }

    @Test
    void aZipWithoutAConfigurationIsNotCalledADeeplearning4jModel() throws IOException {
        Path file = folder.resolve("any.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("any.txt"));
        }
        assertThatThrownBy(() -> ModelFile.load(file))
                .hasMessageContaining("a zip without configuration.json, so it is not a Deeplearning4j model");
    }

    @ParameterizedTest
    @CsvSource({
        "\\x80\\x02\\x8a\\x0a\\x6c, a Python pickle",
        "\\x08\\x07\\x12\\x07pytorch, an ONNX model",
        "\\x08\\x01\\x12\\xff\\x03, a TensorFlow SavedModel",
        "\\x93NUMPY\\x01\\x00, a NumPy array",
        "\\x1c\\x00\\x00\\x00TFL3, a TensorFlow Lite model",
        "version https://git-lfs.github.com/spec/v1, a Git LFS pointer",
        "<!DOCTYPE html><html>, a web page",
        "\\x1f\\x8b\\x08, a packed archive",
    })
    void otherFilesAreNamedByTheirFirstBytes(String bytes, String kind) throws IOException {
        Path file = write(bytes);
        assertThatThrownBy(() -> ForeignFile.refuseAsWeights(file)).hasMessageContaining(kind);
        assertThatThrownBy(() -> ForeignFile.refuseAsModel(file)).hasMessageContaining(kind);
    }

    @ParameterizedTest
    @CsvSource({"\\x80\\x02\\x00\\x00\\x00\\x00\\x00\\x00{", "\\x08\\x07\\x12\\x00\\x00\\x00\\x00\\x00{"})
    void theLengthOfASafetensorsHeaderIsNotTakenForAnotherFormat(String bytes) throws IOException {
        Path file = write(bytes);
        assertThatCode(() -> ForeignFile.refuseAsWeights(file)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ForeignFile.refuseAsModel(file))
                .hasMessageContainingAll("a safetensors file, which holds no network", "--backbone B --weights FILE");
    }

    /** Writes text in which {@code \x80} stands for one byte. */
    private Path write(String text) throws IOException {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\x", i)) {
                plain.append((char) Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return Files.write(folder.resolve("file"), plain.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
}
