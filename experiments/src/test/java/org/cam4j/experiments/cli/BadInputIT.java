package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.cam4j.layers.pooling.GlobalAveragePooling;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input gives one clear line, the right exit code, no stack trace, and leaves the rest as it was. */
class BadInputIT {
    @TempDir
    private Path folder;

    private Path out = Path.of("out");

    @BeforeEach
    void nameTheOutput() {
        out = folder.resolve("out");
    }

    @Test
    void badImagesAreNamedAndTheRestIsExplained() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        byte[] jpeg = Files.readAllBytes(RealData.find("imagenet-samples/n01514668_cock.JPEG"));
        Files.write(images.resolve("good.jpg"), jpeg);
        Files.write(images.resolve("truncated.jpg"), Arrays.copyOf(jpeg, jpeg.length / 2));
        Files.writeString(images.resolve("text.jpg"), "this is no picture");
        Program program = explain("--image", images);
        assertThat(program.code()).isEqualTo(1);
        assertThat(program.out()).contains("1 image explained, 2 left out");
        assertThat(program.err()).contains("truncated.jpg", "text.jpg").doesNotContain("\tat ");
        assertThat(out.resolve("images/good.jpg/sheet.png")).exists();
    }

    @Test
    void anUnknownClassIsWrongUsage() {
        Program program = explain("--image", RealData.find("imagenet-samples"), "--class", "unicorn");
        isUsage(program, "unicorn", "0 to 999");
    }

    @Test
    void anEmptyFolderIsWrongUsage() throws IOException {
        isUsage(explain("--image", Files.createDirectory(folder.resolve("empty"))), "expected at least one");
    }

    @Test
    void anUnknownMethodNamesTheNearest() {
        isUsage(
                Program.run("evaluate", "--model", "x", "--dataset", "parts", "--method", "grad-can"),
                "grad-can",
                "grad-cam");
    }

    @Test
    void aMisspeltOptionIsWrongUsage() {
        isUsage(Program.run("evaluate", "--modle", "x", "--dataset", "parts"), "--modle");
    }

    @Test
    void aBoxOutsideItsImageIsNamedAndTheRestIsUsed() throws IOException {
        Path data = folder.resolve("data");
        byte[] jpeg = Files.readAllBytes(RealData.find("imagenet-samples/n01514668_cock.JPEG"));
        for (String name : new String[] {"test/a/1.jpg", "test/b/2.jpg", "train/a/3.jpg", "train/b/4.jpg"}) {
            Files.createDirectories(data.resolve(name).getParent());
            Files.write(data.resolve(name), jpeg);
        }
        Files.writeString(
                data.resolve("boxes.csv"), "file,x0,y0,x1,y1\ntest/a/1.jpg,0,0,50,50\ntest/b/2.jpg,0,0,99999,50\n");
        Program program = Program.run("datasets", "check", "folder", "--data", data, "--quiet");
        assertThat(program.code()).isEqualTo(1);
        assertThat(program.out()).contains("boxes.csv:3", "99999").contains("test         2 images");
    }

    @Test
    void aTruncatedSafetensorsFileIsNamed() throws IOException {
        byte[] weights = Files.readAllBytes(RealData.find("weights/squeezenet1_0-imagenet.safetensors"));
        isFailure(withWeights(Arrays.copyOf(weights, weights.length / 2)), "weights.safetensors");
    }

    @Test
    void aHeaderLengthOfTwoToTheSixtiethAllocatesNothing() throws IOException {
        byte[] header = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(1L << 60)
                .array();
        isFailure(withWeights(header), "weights.safetensors");
    }

    @Test
    void aKerasFileThatIsNoneIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("model.h5"), "no HDF5");
        isFailure(Program.run("evaluate", "--model", file, "--dataset", "parts", "--quiet"), "model.h5");
    }

    @Test
    void aModelThatNamesAForeignClassIsRefused() throws IOException {
        Path intact = folder.resolve("intact.zip");
        Path file = folder.resolve("model.zip");
        ModelFile.save(Networks.create(NetworkSpec.of("mini", "gap", List.of("a", "b"))), intact);
        try (ZipFile from = new ZipFile(intact.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry : Collections.list(from.entries())) {
                byte[] content = from.getInputStream(entry).readAllBytes();
                if (entry.getName().equals("configuration.json")) {
                    content = new String(content, StandardCharsets.UTF_8)
                            .replace(GlobalAveragePooling.class.getName(), "javax.script.ScriptEngineManager")
                            .getBytes(StandardCharsets.UTF_8);
                }
                to.putNextEntry(new ZipEntry(entry.getName()));
                to.write(content);
            }
        }
        isFailure(
                Program.run("evaluate", "--model", file, "--dataset", "parts", "--quiet"),
                "javax.script.ScriptEngineManager");
    }

    @Test
    void anOutputFolderThatIsAFileIsNamed() throws IOException {
        out = Files.writeString(folder.resolve("file"), "kept").resolve("out");
        isFailure(explain("--image", RealData.find("imagenet-samples")), "file where a folder is expected");
        assertThat(folder.resolve("file")).hasContent("kept");
    }

    private Program withWeights(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("weights.safetensors"), content);
        return Program.run(
                "explain",
                "--backbone",
                "squeezenet1_0",
                "--weights",
                file,
                "--image",
                RealData.find("imagenet-samples"),
                "--out",
                out,
                "--quiet");
    }

    private Program explain(Object... more) {
        Object[] arguments = {
            "explain",
            "--backbone",
            "squeezenet1_0",
            "--weights",
            RealData.find("weights/squeezenet1_0-imagenet.safetensors"),
            "--out",
            out,
            "--quiet"
        };
        Object[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Program.run(all);
    }

    private static void isUsage(Program program, String... said) {
        assertThat(program.err()).contains(said).doesNotContain("\tat ");
        assertThat(program.code()).isEqualTo(2);
    }

    private static void isFailure(Program program, String... said) {
        assertThat(program.err()).contains(said).doesNotContain("\tat ").doesNotContain("defect");
        assertThat(program.code()).isEqualTo(1);
    }
}
