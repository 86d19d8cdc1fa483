package org.cam4j.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cam4j.spark.cli.Said.join;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.evaluation.statistics.SeedInterval;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training and evaluation on a master and two workers: the same results as in one process although executors are killed, one line when they cannot see the data. */
@Tag("long")
class ClusterIT {
    private static final List<String> TRAINING = List.of(
            "train",
            "--backbone",
            "mini",
            "--dataset",
            "parts",
            "--input-size",
            "32",
            "--epochs",
            "1",
            "--probe-images",
            "2",
            "--threads",
            "1",
            "--quiet");

    private static final List<String> EVALUATION =
            List.of("evaluate", "--dataset", "parts", "--threads", "1", "--quiet");

    private static final String ADVICE =
            "Put it on storage that every machine sees under this path, such as an NFS mount.";

    @TempDir
    static Path folder;

    private static LocalCluster cluster;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        cluster = new LocalCluster(folder.resolve("cluster"), 2);
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
    }

    @Test
    void trainingAndEvaluationEndAsInOneProcessAlthoughAnExecutorIsKilledInEach() throws IOException {
        Path alone = folder.resolve("alone");
        Path together = folder.resolve("together");
        Said inOneProcess = Said.spark(join(TRAINING, "--out", alone.toString(), "--master", "local[1]"));
        Said onTwo = Said.spark(join(
                join(TRAINING, "--out", together.toString(), "--master", cluster.master()),
                ExecutorKiller.options(cluster)));
        assertThat(onTwo.err()).contains("was lost");
        assertThat(onTwo.line("parameters at the end")).isEqualTo(inOneProcess.line("parameters at the end"));
        for (String file : List.of("training.json", "progress.json", "steps.csv", "confusion.json", "probes.json")) {
            assertThat(together.resolve("dashboard").resolve(file))
                    .as("written by the driver")
                    .isNotEmptyFile();
        }

        Path here = folder.resolve("here.json");
        Path there = folder.resolve("there.json");
        List<String> evaluation = join(EVALUATION, "--model", together.toString());
        assertThat(Said.cam4j(join(evaluation, "--json", here.toString())).code())
                .isZero();
        Said counted = Said.spark(join(
                join(evaluation, "--json", there.toString(), "--master", cluster.master(), "--images-per-task", "16"),
                ExecutorKiller.options(cluster)));
        assertThat(counted.err()).contains("was lost");
        assertThat(withoutTimes(there)).isEqualTo(withoutTimes(here));
        assertThat(new ObjectMapper()
                        .readTree(there.toFile())
                        .at("/provenance/spec/engine/executorsLost")
                        .asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void dataThatAnExecutorDoesNotSeeAfterSomeTasksEndTheTrainingInOneLine(int tasks) throws IOException {
        Path link = linkToImages("unseen" + tasks, 50);
        List<String> training = new ArrayList<>(TRAINING);
        training.set(training.indexOf("parts"), "folder");
        training.addAll(List.of("--batch-size", "8", "--batches", "1"));
        Said said = Said.spark(join(
                join(training, "--data", link.toString(), "--out", link + "-run", "--master", cluster.master()),
                DataMover.options(link, folder.resolve("nothing"), tasks)));
        assertThat(onlyLine(said))
                .isEqualTo("cam4j spark train: " + seenFromAnExecutor(link)
                        + "found nothing there, expected the folder of data set 'folder'. " + ADVICE);
    }

    @Test
    void otherDataOnExecutorsEndTheEvaluationInOneLine() throws IOException {
        Path link = linkToImages("other", 3);
        Path others = linkToImages("others", 4);
        Said said = Said.spark(join(evaluationOfFolder(link), DataMover.options(link, others.toRealPath(), 0)));
        assertThat(onlyLine(said))
                .isEqualTo(
                        "cam4j spark evaluate: %sits fingerprint is %s, expected %s as the driver sees it. %s",
                        seenFromAnExecutor(link), fingerprint(others), fingerprint(images("other", 3)), ADVICE);
    }

    @Test
    void dataThatVanishInTheMiddleEndTheEvaluationInOneLineAndNotWithFewerImages() throws IOException {
        Path link = linkToImages("vanishing", 100);
        Said said = Said.spark(join(
                join(evaluationOfFolder(link), "--images-per-task", "8"),
                DataMover.options(link, folder.resolve("nothing"), 1)));
        assertThat(onlyLine(said))
                .isEqualTo("cam4j spark evaluate: " + seenFromAnExecutor(link)
                        + "found nothing there, expected the folder of data set 'folder'. " + ADVICE);
    }

    @Test
    @Tag("slow")
    void realImagesAreMeasuredAsInOneProcessAlthoughAnExecutorIsKilled() throws IOException {
        Path data = realData();
        List<String> evaluation = List.of(
                "evaluate",
                "--backbone",
                "squeezenet1_0",
                "--weights",
                data.resolve("weights/squeezenet1_0-imagenet.safetensors").toString(),
                "--dataset",
                "ilsvrc",
                "--data",
                data.resolve("ilsvrc-val").toString(),
                "--method",
                "cam",
                "--threads",
                "1",
                "--quiet");
        Path here = folder.resolve("ilsvrc-here.json");
        Path there = folder.resolve("ilsvrc-there.json");
        assertThat(Said.cam4j(join(evaluation, "--json", here.toString())).code())
                .isZero();
        Said counted = Said.spark(join(
                join(evaluation, "--json", there.toString(), "--master", cluster.master()),
                ExecutorKiller.options(cluster)));
        assertThat(counted.err()).contains("was lost");
        assertThat(withoutTimes(there)).isEqualTo(withoutTimes(here));
    }

    @Test
    @Tag("slow")
    void learnersThatExchangeGradientsReachTheAccuracyOfOneProcess() {
        double[] alone = new double[3];
        double[] together = new double[3];
        for (int seed = 1; seed <= 3; seed++) {
            List<String> training = new ArrayList<>(TRAINING);
            training.set(training.indexOf("--epochs") + 1, "4");
            training.addAll(List.of("--seed", String.valueOf(seed), "--out"));
            alone[seed - 1] = top1(
                    Said.cam4j(join(training, folder.resolve("alone" + seed).toString())));
            together[seed - 1] = top1(Said.spark(join(
                    training,
                    folder.resolve("together" + seed).toString(),
                    "--batch-size",
                    "16", // of two learners: as many images a step
                    "--exchange",
                    "gradients",
                    "--master",
                    cluster.master())));
        }
        assertThat(SeedInterval.of(together).mean())
                .as("%s together, %s alone", Arrays.toString(together), Arrays.toString(alone))
                .isGreaterThanOrEqualTo(SeedInterval.of(alone).low());
    }

    private static List<String> evaluationOfFolder(Path data) throws IOException {
        Path model = folder.resolve("untrained.zip");
        if (!Files.exists(model)) {
            ModelFile.save(
                    Networks.create(
                            NetworkSpec.of("mini", "gap", List.of("ant", "bee")).size(32, 32)),
                    model);
        }
        List<String> evaluation = new ArrayList<>(EVALUATION);
        evaluation.set(evaluation.indexOf("parts"), "folder");
        evaluation.addAll(List.of("--split", "train", "--model", model.toString()));
        evaluation.addAll(List.of("--data", data.toString(), "--master", cluster.master()));
        return evaluation;
    }

    /** A link to a folder of images of two classes, each with a box. */
    private static Path linkToImages(String name, int imagesOfClass) throws IOException {
        return Files.createSymbolicLink(folder.resolve(name), images(name, imagesOfClass));
    }

    private static Path images(String name, int imagesOfClass) throws IOException {
        Path images = folder.resolve(name + "-images");
        List<String> boxes = new ArrayList<>(List.of("file,x0,y0,x1,y1"));
        for (String className : List.of("ant", "bee")) {
            Files.createDirectories(images.resolve(className));
            for (int number = 0; number < imagesOfClass; number++) {
                String file = "%s/%d.png".formatted(className, number);
                ImageIO.write(
                        new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB),
                        "png",
                        images.resolve(file).toFile());
                boxes.add(file + ",8,8,24,24");
            }
        }
        Files.write(images.resolve("boxes.csv"), boxes);
        return images;
    }

    private static String fingerprint(Path data) throws IOException {
        return Datasets.byId("folder").open(data, 1).fingerprint();
    }

    private static String seenFromAnExecutor(Path data) throws IOException {
        InetAddress host = InetAddress.getLocalHost();
        return "Data set 'folder' in %s, seen from executor 0 on host %s (%s): "
                .formatted(data, host.getHostName(), host.getHostAddress());
    }

    /** What a job that failed said, besides where Spark's page is. */
    private static String onlyLine(Said said) {
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out()).isEmpty();
        List<String> lines = said.err()
                .lines()
                .filter(line -> !line.startsWith("spark: Spark's page: "))
                .toList();
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private static double top1(Said said) {
        return Double.parseDouble(said.line("validation top-1").replace("%", "").strip());
    }

    /** Real-data tests look for {@code ../shared/data}, or the folder in {@code CAM4J_DATA}. */
    private static Path realData() {
        Path data = Path.of(Objects.requireNonNullElse(System.getenv("CAM4J_DATA"), "../../shared/data"))
                .toAbsolutePath()
                .normalize();
        Assumptions.assumeTrue(Files.isDirectory(data), "Real data is absent: " + data);
        return data;
    }

    /** The JSON as text, but for when and where it was made. */
    private static String withoutTimes(Path file) throws IOException {
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        ObjectNode provenance = (ObjectNode) json.get("provenance");
        provenance.remove(List.of("started", "wallSeconds"));
        ((ObjectNode) provenance.get("spec")).remove("engine");
        return json.toPrettyString();
    }
}
