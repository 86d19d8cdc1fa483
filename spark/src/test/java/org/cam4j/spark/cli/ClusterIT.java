package org.cam4j.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cam4j.spark.cli.Said.join;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.cam4j.training.evaluate.SeedInterval;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training and evaluation on a master and two workers, one executor of which is killed in each job: the same results as in one process. */
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
            "0",
            "--threads",
            "1",
            "--quiet");

    private static final List<String> EVALUATION =
            List.of("evaluate", "--dataset", "parts", "--threads", "1", "--quiet");

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

    @Test
    void dataThatAnExecutorSeesOtherwiseEndsTheJobInOneLine() throws IOException {
        // parts is drawn from the seed, so what an executor cannot reach is a folder that is gone when the task runs
        Path data = Files.createDirectories(folder.resolve("images"));
        Said said = Said.spark(join(
                EVALUATION, "--model", folder.toString(), "--data", data.toString(), "--master", cluster.master()));
        assertThat(said.code()).isNotZero();
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
