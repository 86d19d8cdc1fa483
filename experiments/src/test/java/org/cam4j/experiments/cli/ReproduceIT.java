package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.papers.Experiments;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every experiment of the catalog on drawn images. */
class ReproduceIT {
    @TempDir
    private Path folder;

    @Tag("long")
    @Test
    void everyExperimentRunsOnDrawnImagesAndMeasuresSomething() throws IOException {
        Path json = folder.resolve("smoke.json");
        Program program = Program.run("reproduce", "all", "--smoke", "--out", folder, "--json", json, "--quiet");
        assertThat(program.code()).as(program.err()).isZero();
        JsonNode experiments = Program.json(json).path("experiments");
        for (Experiment experiment : Experiments.all()) {
            JsonNode result = experiments.path(experiment.id());
            assertThat(result.path("label").asText()).as(experiment.id()).isEqualTo("smoke");
            int measured = 0;
            for (JsonNode cell : result.path("cells")) {
                if (cell.path("measured").isNumber()) {
                    measured++;
                    assertThat(cell.path("printed").isNull())
                            .as("%s: %s", experiment.id(), cell)
                            .isTrue();
                    assertThat(cell.path("column").asText()).endsWith("(smoke)");
                }
            }
            assertThat(measured).as(experiment.id()).isPositive();
            assertThat(result.path("claims").isArray()).as(experiment.id()).isTrue();
            assertThat(folder.resolve(".work/smoke/" + experiment.id() + "/smoke.html"))
                    .isNotEmptyFile();
        }
        everyTrainingIsOnTheDashboard(folder.resolve(".work"));
        assertThat(folder.resolve("claims.md"))
                .as("a smoke run leaves the committed results alone")
                .doesNotExist();
        Program again = Program.run("reproduce", "zhang2022-threshold", "--smoke", "--out", folder);
        assertThat(again.err()).contains("reused").doesNotContain("train");
    }

    private static void everyTrainingIsOnTheDashboard(Path work) throws IOException {
        List<Path> trainings;
        try (Stream<Path> files = Files.walk(work)) {
            trainings = files.filter(file -> file.endsWith("history.csv"))
                    .map(file -> file.resolveSibling("dashboard"))
                    .toList();
        }
        assertThat(trainings).hasSizeGreaterThan(10);
        for (Path record : trainings) {
            assertThat(Program.json(record.resolve("training.json"))
                            .path("title")
                            .asText())
                    .as("%s", record)
                    .contains(" ");
            assertThat(Program.json(record.resolve("progress.json"))
                            .path("state")
                            .asText())
                    .isEqualTo("FINISHED");
            assertThat(record.resolve("steps.csv")).isNotEmptyFile();
        }
    }

    @Test
    void withoutTheDataSetNothingIsDoneAndTheWayToItIsNamed() {
        Program none = Program.run("reproduce", "zhang2022-table1", "--out", folder);
        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("CUB_200_2011").contains("datasets fetch cub");
        Program empty = Program.run("reproduce", "zhang2022-table1", "--data", folder, "--out", folder);
        assertThat(empty.code()).isEqualTo(ExitCode.USAGE);
        assertThat(empty.err()).contains(folder.resolve("cub").toString()).contains("vgg16-imagenet.safetensors");
    }

    @Test
    void anExcerptDoesNotPassForTheWholeSet() {
        Path data = RealData.find("ilsvrc-val").resolve("..");
        Program program = Program.run("reproduce", "zhang2022-threshold", "--data", data, "--out", folder);
        assertThat(program.code()).isEqualTo(ExitCode.USAGE);
        assertThat(program.err()).contains("has 800 images, expected 50000 or more");
    }

    @Test
    void thePlanNeedsNoDataAndRunsNothing() throws IOException {
        Path json = folder.resolve("plan.json");
        Program program = Program.run(
                "reproduce", "lee-mnist", "--scale", "full", "--plan", "--quiet", "--json", json, "--out", folder);
        assertThat(program.code()).as(program.err()).isZero();
        assertThat(program.out())
                .contains("datasets fetch mnist")
                .contains("CC BY-SA 3.0")
                .contains("1 training ")
                .contains("hours");
        assertThat(program.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        JsonNode plan = Program.json(json);
        assertThat(plan.path("estimatedHours").asDouble()).isPositive();
        assertThat(plan.path("trainings").asInt()).isPositive();
        assertThat(plan.path("datasets").get(0).path("address").asText()).startsWith("http");
        assertThat(folder.resolve(".work")).doesNotExist();
        assertThat(folder.resolve("lee-mnist")).doesNotExist();
    }

    @Test
    void wrongCallsAreNamed() {
        assertThat(Program.run("reproduce", "zhang2022-tabel1").err()).contains("did you mean 'zhang2022-table1'");
        assertThat(Program.run("reproduce", "all", "--smoke", "--scale", "full").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(Program.run("reproduce", "zhang", "--smoke").err()).contains("experiment");
        assertThat(Program.run("reproduce", "all", "--smoke", "--seeds", "0").code())
                .isEqualTo(ExitCode.USAGE);
        assertThat(Program.run("reproduce", "zhou2016-regression", "--out", folder)
                        .err())
                .contains("there is no full scale");
        Program none = Program.run("reproduce", "zhang2022", "--smoke", "--runs", "nothing", "--out", folder);
        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("--runs nothing: ").contains("no such run at smoke scale");
        assertThat(Program.run("list", "experiments").out()).contains("zhang2022-ablation");
    }
}
