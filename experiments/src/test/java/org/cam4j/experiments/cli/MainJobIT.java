package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, end to end: what the README promises, on real images where they are available. */
class MainJobIT {
    @TempDir
    private Path folder;

    @Tag("long")
    @Test
    void theDemoTrainsExplainsAndMeasures() throws IOException {
        Path json = folder.resolve("demo.json");
        Program demo = Program.run("demo", "--epochs", 1, "--out", folder.resolve("demo"), "--json", json, "--quiet");
        assertThat(demo.code()).as(demo.err()).isZero();
        assertThat(demo.out()).contains("gap: cam", "wgap: grad-cam", "centre-box", "whole-image");
        assertThat(folder.resolve("demo/index.html")).content().contains("overlays.png");
        assertThat(folder.resolve("demo/overlays.png")).isNotEmptyFile();
        JsonNode methods = Program.json(json).path("methods");
        assertThat(methods.at("/gap: cam/metrics/max_box_acc_50/value").asDouble())
                .isBetween(0.0, 100.0);
        assertThat(Program.run("demo", "--epochs", 1, "--out", folder.resolve("demo"), "--quiet")
                        .code())
                .as("a second demo in the same folder")
                .isZero();
    }

    @Tag("long")
    @Test
    void aTrainedNetworkIsResumedEvaluatedAndExplained() throws IOException {
        Path run = folder.resolve("run");
        Object[] train = {
            "train",
            "--backbone",
            "mini",
            "--head",
            "gmp",
            "--dataset",
            "parts",
            "--epochs",
            1,
            "--input-size",
            32,
            "--out",
            run,
            "--quiet"
        };
        Program first = Program.run(train);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(Program.run(train).err()).contains("resume it");
        Path maps = folder.resolve("maps");
        Path json = folder.resolve("out.json");
        Program evaluate = Program.run(
                "evaluate",
                "--model",
                run,
                "--dataset",
                "parts",
                "--subset",
                "even",
                "--method",
                "cam,layer-cam",
                "--save-maps",
                maps,
                "--json",
                json,
                "--quiet");
        assertThat(evaluate.code()).as(evaluate.err()).isZero();
        JsonNode result = Program.json(json);
        assertThat(result.path("schemaVersion").asInt()).isEqualTo(1);
        assertThat(result.path("images").asInt()).isEqualTo(200);
        assertThat(result.at("/metrics/max_box_acc_50/usesTestLabels").asBoolean())
                .isTrue();
        assertThat(result.at("/provenance/training/kind").asText()).isEqualTo("train");
        try (var files = Files.walk(maps.resolve("layer-cam"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".npy"))).hasSize(200);
        }
        isReported(run);
    }

    private void isReported(Path run) throws IOException {
        Path out = folder.resolve("report");
        Program report = Program.run("report", run, folder.resolve("nothing"), "--images", 20, "--out", out, "--quiet");
        assertThat(report.code()).as("one of the two runs is missing").isEqualTo(1);
        assertThat(report.err()).contains("Left out", "run.json");
        assertThat(out.resolve("report.html"))
                .content()
                .contains("How localization fails", "data:image/svg+xml", "cam4j train --backbone mini --head gmp")
                .doesNotContain("src=\"http", "<script", "<link");
        assertThat(out.resolve("run-loss.svg")).content().contains("<svg");
        assertThat(out.resolve("run-loss.png")).isNotEmptyFile();
        Program nothing = Program.run("report", folder.resolve("nothing"), "--quiet");
        assertThat(nothing.code()).isEqualTo(2);
    }

    @Tag("long")
    @Test
    void squeezeNetMatchesTheReferenceOnRealImages() throws IOException {
        JsonNode result = evaluate("squeezenet1_0", "weights/squeezenet1_0-imagenet.safetensors");
        JsonNode golden = golden();
        matches(result, golden.path("squeezenet"), golden.path("squeezenet-cam-relu"));
    }

    @Tag("long")
    @Test
    void mobileNetMatchesTheReferenceOnRealImages() throws IOException {
        JsonNode result = evaluate("mobilenet_v2", "weights/mobilenet_v2-imagenet-folded.safetensors");
        JsonNode golden = golden();
        matches(result, golden.path("mobilenetv2"), golden.path("mobilenetv2-cam"));
    }

    @Tag("long")
    @Test
    void aKerasNetworkIsEvaluated() throws IOException {
        Path json = folder.resolve("keras.json");
        Program program = Program.run(
                "evaluate",
                "--model",
                RealData.find("weights/resnet8-cifar10.h5"),
                "--pixels",
                "raw",
                "--dataset",
                "cifar-folder",
                "--data",
                RealData.find("cifar10-test"),
                "--json",
                json,
                "--quiet");
        assertThat(program.code()).as(program.err()).isZero();
        assertThat(Program.json(json).at("/metrics/top1_cls/value").asDouble()).isCloseTo(76, within(2.0));
    }

    private JsonNode evaluate(String backbone, String weights) throws IOException {
        Path json = folder.resolve(backbone + ".json");
        Program program = Program.run(
                "evaluate",
                "--backbone",
                backbone,
                "--weights",
                RealData.find(weights),
                "--dataset",
                "ilsvrc",
                "--data",
                RealData.find("ilsvrc-val"),
                "--method",
                "cam",
                "--json",
                json,
                "--quiet");
        assertThat(program.code()).as(program.err()).isZero();
        return Program.json(json);
    }

    private static JsonNode golden() throws IOException {
        return Program.json(RealData.find("../golden/ilsvrc-val-pytorch.json"));
    }

    private static void matches(JsonNode result, JsonNode classification, JsonNode localization) {
        JsonNode metrics = result.path("metrics");
        assertThat(result.path("images").asInt()).isEqualTo(800);
        for (String top : new String[] {"top1", "top5"}) {
            assertThat(metrics.at("/" + top + "_cls/value").asDouble())
                    .as(top)
                    .isCloseTo(classification.path(top).asDouble(), within(0.5));
        }
        for (String overlap : new String[] {"30", "50", "70"}) {
            assertThat(metrics.at("/max_box_acc_" + overlap + "/value").asDouble())
                    .as("MaxBoxAcc " + overlap)
                    .isCloseTo(
                            localization
                                    .at("/MaxBoxAcc/per_iou_best_and_threshold/" + overlap + "/0")
                                    .asDouble(),
                            within(1.0));
        }
    }
}
