package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.pixels.ImageDecoder;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.run.RunFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain} on many images: interrupted, resumed, with names of any kind. */
class ExplainIT {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    private Path folder;

    private Path images = Path.of("images");
    private Path out = Path.of("out");
    private Path model = Path.of("model.zip");

    @BeforeEach
    void networkAndImages() throws IOException {
        images = Files.createDirectory(folder.resolve("images"));
        out = folder.resolve("out");
        model = folder.resolve("model.zip");
        ModelFile.save(Networks.create(NetworkSpec.of("mini", "gap", List.of("ant", "bee"))), model);
        for (String name : new String[] {"a.png", "b.png", "c.png"}) {
            picture(images.resolve(name));
        }
    }

    @Test
    void anInterruptedRunGoesOnWhereItStopped() throws IOException {
        assertThat(explain().code()).isZero();
        Files.delete(out.resolve("images/b.png/explanation.json"));
        Files.writeString(out.resolve("images/b.png/sheet.png"), "half a pict");
        Files.delete(out.resolve("index.html"));
        Files.delete(out.resolve("explanations.json"));
        Files.setLastModifiedTime(out.resolve("images/a.png/sheet.png"), LONG_AGO);
        picture(images.resolve("d.png"));
        Files.writeString(images.resolve("e.png"), "no picture");

        Program resumed = explain("--resume", "--json", folder.resolve("out.json"));

        assertThat(resumed.code()).isEqualTo(1);
        assertThat(resumed.err()).contains("1 left out", "e.png");
        assertThat(resumed.out()).contains("4 images explained, 1 left out");
        assertThat(Files.getLastModifiedTime(out.resolve("images/a.png/sheet.png")))
                .isEqualTo(LONG_AGO);
        assertThat(ImageIO.read(out.resolve("images/b.png/sheet.png").toFile())).isNotNull();
        assertThat(out.resolve("images/e.png")).doesNotExist();
        JsonNode all = Program.json(out.resolve("explanations.json"));
        assertThat(all.findValuesAsText("image")).containsExactly("a.png", "b.png", "c.png", "d.png");
        assertThat(Program.json(folder.resolve("out.json")).path("explanations"))
                .isEqualTo(all);
        assertThat(out.resolve("index.html")).content().contains("sheets/1.png", "images/d.png/sheet.png");
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void explanationsOfAnotherKindAreNotMixedIn() throws IOException {
        assertThat(explain().code()).isZero();
        Program unasked = explain();
        assertThat(unasked.code()).isEqualTo(2);
        assertThat(unasked.err()).contains("--resume", "another --out");
        Program other = explain("--resume", "--method", "grad-cam,cam", "--top", 2);
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err())
                .contains("methods was [cam] and is [grad-cam, cam]", "classes was the 1 most probable")
                .doesNotContain("weights");
        assertThat(out.resolve("images/a.png")).isDirectoryNotContaining("glob:**grad-cam*");
    }

    @Test
    void forceReplacesTheExplanationsOfAnEarlierRunAndNothingElse() throws IOException {
        assertThat(explain("--method", "cam,grad-cam").code()).isZero();
        Path own = Files.writeString(out.resolve("images/a.png/notes.png"), "mine");
        Path other = Files.writeString(out.resolve("notes.txt"), "mine");
        Files.delete(images.resolve("b.png"));
        Program replaced = explain("--force", "--method", "cam");
        assertThat(replaced.code()).as(replaced.err()).isZero();
        assertThat(Program.json(out.resolve("explanations.json")).findValuesAsText("image"))
                .containsExactly("a.png", "c.png");
        assertThat(out.resolve("images/a.png")).isDirectoryNotContaining("glob:**grad-cam*");
        assertThat(out.resolve("images/b.png")).isEmptyDirectory();
        assertThat(own).hasContent("mine");
        assertThat(other).hasContent("mine");
        assertThat(explain("--force", "--resume").code()).isEqualTo(2);
    }

    @Test
    void namesOfAnyKindGetTheirPictures() throws IOException {
        List<String> names = new ArrayList<>(List.of("x".repeat(250) + ".png", "#1 100% ?&<b>\"ü鳥.png", "%2e%2e.png"));
        if (Files.getFileStore(folder).type().matches("ext\\d|xfs|btrfs|overlay|tmpfs")) {
            names.add("line\nbreak.png");
        }
        for (String name : names) {
            picture(images.resolve(name));
        }
        Program program = explain("--colors", "jet");
        assertThat(program.code()).as(program.err()).isZero();
        for (String name : names) {
            assertThat(out.resolve("images").resolve(name).resolve("sheet.png")).isNotEmptyFile();
        }
        assertThat(out.resolve("index.html")).content().contains("%231 100%25 %3F&amp;&lt;b&gt;");
    }

    @Test
    void trueBoxesOfADataSetAreDrawnAndListed() throws IOException {
        for (String name : new String[] {"test/ant/1.png", "test/bee/2.png", "train/ant/3.png", "train/bee/4.png"}) {
            Path file = folder.resolve("data").resolve(name);
            Files.createDirectories(file.getParent());
            picture(file);
        }
        Files.writeString(folder.resolve("data/boxes.csv"), "test/ant/1.png,10,20,50,40\n");
        Program program = Program.run(
                "explain",
                "--model",
                model,
                "--dataset",
                "folder",
                "--data",
                folder.resolve("data"),
                "--out",
                out,
                "--quiet");
        assertThat(program.code()).as(program.err()).isZero();
        JsonNode all = Program.json(out.resolve("explanations.json"));
        assertThat(all.at("/0/image").asText()).isEqualTo("test/ant/1.png");
        assertThat(all.at("/0/truth").toString()).isEqualTo("[[10,20,50,40]]");
        assertThat(all.at("/1/truth")).isEmpty();
        BufferedImage overlay =
                ImageIO.read(out.resolve(all.at("/0/overlay").asText()).toFile());
        assertThat(overlay.getWidth()).isEqualTo(90);
        assertThat(overlay.getHeight()).isEqualTo(60);
    }

    @Test
    void tapsAreListedAndChosenByName() {
        Program listed = Program.run("list", "taps", "--model", model, "--verbose");
        assertThat(listed.code()).as(listed.err()).isZero();
        assertThat(listed.out()).containsOnlyOnce("the default").contains("channels of");
        String first = listed.out().lines().findFirst().orElseThrow().split(" ")[0];
        assertThat(explain("--tap", first, "--method", "layer-cam").code()).isZero();
        out = folder.resolve("other");
        Program unknown = explain("--tap", first + "x");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("nearest names", first);
        Program weights = explain("--tap", first);
        assertThat(weights.code()).isEqualTo(2);
        assertThat(weights.err()).contains("Class weights belong to tap");
    }

    @Tag("long")
    @Test
    void anInterruptedRunEndsWithTheFilesOfAnUndisturbedOne() throws IOException, InterruptedException {
        for (int i = 0; i < 20; i++) { // two whole batches and a half
            picture(images.resolve("more" + i + ".png"));
        }
        Files.writeString(images.resolve("broken.png"), "no picture");
        assertThat(explain("--method", "cam,grad-cam").code()).isEqualTo(1);
        Path undisturbed = out;
        out = folder.resolve("interrupted");
        Killable interrupted = new Killable(
                folder,
                List.of(),
                List.of("explain", "--model", model, "--image", images, "--out", out, "--method", "cam,grad-cam"));
        while (interrupted.isAlive() && !Files.exists(out.resolve("images/c.png/explanation.json"))) {
            Thread.sleep(5);
        }
        interrupted.terminate();
        assertThat(interrupted.code()).isEqualTo(143);
        assertThat(interrupted.said()).containsOnlyOnce("cam4j explain: interrupted. The same command with --resume");
        assertThat(out.resolve("index.html")).doesNotExist();
        assertThat(explain("--method", "cam,grad-cam", "--resume").code()).isEqualTo(1);
        assertThat(files(out)).isEqualTo(files(undisturbed));
        for (String file : files(undisturbed)) {
            assertThat(out.resolve(file)).hasSameBinaryContentAs(undisturbed.resolve(file));
        }
    }

    @Test
    void photosAreExplainedUpright() throws IOException {
        PixelImage upright = ImageDecoder.decodeUpright(resource("orientation-6.jpg"));
        assertThat(List.of(upright.width(), upright.height())).containsExactly(90, 120);
        Path turned = folder.resolve("turned.png");
        ImageIO.write(Pictures.of(upright), "png", turned.toFile());
        Program program = Program.run(
                "explain", resource("orientation-6.jpg"), turned, "--model", model, "--out", out, "--quiet");
        assertThat(program.code()).as(program.err()).isZero();
        JsonNode all = Program.json(out.resolve("explanations.json"));
        assertThat(all.at("/0/box")).isEqualTo(all.at("/1/box"));
        assertThat(out.resolve(all.at("/0/map").asText()))
                .hasSameBinaryContentAs(out.resolve(all.at("/1/map").asText()));
        assertThat(out.resolve(all.at("/0/overlay").asText()))
                .hasSameBinaryContentAs(out.resolve(all.at("/1/overlay").asText()));
    }

    @Test
    void imagesOfOneNameDoNotOverwriteEachOther() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other")).resolve("a.png");
        Files.copy(images.resolve("b.png"), other);
        Files.copy(resource("image.gif"), images.resolve("image.GIF"));
        Files.writeString(images.resolve("phone.heic"), "\0\0\0\u0018ftypheic\0\0\0\0");
        Program program = explain(other, "--json", folder.resolve("out.json"));
        assertThat(program.code()).isEqualTo(1);
        assertThat(program.out()).contains("4 images explained, 2 left out").contains("other/a.png");
        assertThat(program.err())
                .contains("image.GIF: is a GIF image", "phone.heic: is a HEIC image", "Convert it to one of them");
        assertThat(Program.json(out.resolve("explanations.json")).findValuesAsText("image"))
                .containsExactly("other/a.png", "images/a.png", "b.png", "c.png");
    }

    @Test
    void aConstantMapIsNotedAndHasNoBox() throws IOException {
        int side = 64;
        ImageIO.write(
                new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB),
                "png",
                images.resolve("black.png").toFile());
        CamModel dark = Networks.create(NetworkSpec.of("mini", "gap", List.of("ant", "bee")));
        dark.graph().params().assign(0); // no evidence for any class anywhere
        ModelFile.save(dark, model);
        Program program = explain("--method", "cam,grad-cam");
        assertThat(program.code()).as(program.err()).isZero();
        assertThat(program.out()).contains("none: constant map").doesNotContain("0,0,0,0");
        JsonNode all = Program.json(out.resolve("explanations.json"));
        assertThat(all.at("/0/box")).isEmpty();
        assertThat(all.at("/0/note").asText()).contains("map is constant");
        assertThat(out.resolve("index.html")).content().contains("The map is constant");
    }

    @Test
    void aFolderThatIsBeingWrittenIsRefused() throws IOException {
        try (RunFolder.Lock lock = RunFolder.open(out).lock()) {
            Program second = explain();
            assertThat(second.code()).isEqualTo(1);
            assertThat(second.err()).contains("is being written by process");
        }
    }

    @Tag("long")
    @Test
    void complaintsOfDecodersNameTheFileOnce() throws IOException, InterruptedException {
        for (String name : new String[] {"extraneous-byte.jpg", "wrong-profile.png"}) {
            Files.copy(resource(name), images.resolve(name));
        }
        Killable program = new Killable(
                folder, List.of(), List.of("explain", "--model", model, "--image", images, "--out", out, "--quiet"));
        assertThat(program.code()).as(program.said()).isZero();
        assertThat(program.said())
                .contains("Note: 1 image file is damaged")
                .containsOnlyOnce("extraneous-byte.jpg: Corrupt JPEG data: 1 extraneous bytes")
                .doesNotContain("libpng");
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(ExplainIT.class.getResource("/photos/" + name))
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static List<String> files(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .filter(name -> !name.equals("run.lock")) // holds the process's id
                    .filter(name ->
                            !name.matches("(.*/)?\\.[^/]+\\.tmp")) // what a process that is killed leaves behind
                    .sorted()
                    .toList();
        }
    }

    private Program explain(Object... more) {
        List<Object> arguments =
                new ArrayList<>(List.of("explain", "--model", model, "--image", images, "--out", out, "--quiet"));
        arguments.addAll(Arrays.asList(more));
        return Program.run(arguments.toArray());
    }

    private List<Path> temporaryFiles() throws IOException {
        try (var files = Files.walk(out)) {
            return files.filter(file -> file.toString().endsWith(".tmp")).toList();
        }
    }

    private static void picture(Path file) throws IOException {
        BufferedImage picture = new BufferedImage(90, 60, BufferedImage.TYPE_INT_RGB);
        SplittableRandom random = new SplittableRandom(file.getFileName().hashCode());
        for (int i = 0; i < 90 * 60; i++) {
            picture.setRGB(i % 90, i / 90, random.nextInt());
        }
        ImageIO.write(picture, "png", file.toFile());
    }
}
