package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.training.wsol.WsolMethod;
import org.cam4j.training.wsol.WsolMethods;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The papers' WSOL methods on the command line. */
class WsolIT {
    @TempDir
    private Path folder;

    private Program train(Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--backbone", "mini", "--dataset", "parts"));
        words.addAll(List.of("--input-size", 32, "--epochs", 1, "--probe-images", 0, "--quiet"));
        words.addAll(List.of(more));
        return Program.run(words.toArray());
    }

    @Tag("long")
    @Test
    void aMethodIsTrainedRecordedAndNotMixedUpWithAnother() throws IOException {
        Path run = folder.resolve("run");
        Path json = folder.resolve("train.json");
        Program program = train("--wsol", "has:p=0.4", "--out", run, "--json", json);
        assertThat(program.code()).as(program.err()).isZero();
        assertThat(Program.json(json).at("/provenance/spec/rival").asText()).isEqualTo("has:p=0.4");
        Program other = train("--wsol", "has", "--out", run, "--resume");
        assertThat(other.code()).isEqualTo(ExitCode.USAGE);
        assertThat(other.err()).contains("rival was has:p=0.4, is now has:p=0.5");
        assertThat(train("--wsol", "has", "--out", run).code()).isEqualTo(ExitCode.USAGE);
        Program replaced = train("--wsol", "has", "--out", run, "--force", "--json", json);
        assertThat(replaced.code()).as(replaced.err()).isZero();
        assertThat(Program.json(json).at("/provenance/spec/rival").asText()).isEqualTo("has:p=0.5");
    }

    @Tag("long")
    @Test
    void aSearchGoesOnAndNamesTheBest() throws IOException {
        Path json = folder.resolve("search.json");
        Object[] search = {
            "search",
            "--method",
            "adl",
            "--trials",
            2,
            "--backbone",
            "mini",
            "--dataset",
            "parts",
            "--input-size",
            32,
            "--epochs",
            1,
            "--images",
            40,
            "--out",
            folder.resolve("search"),
            "--json",
            json,
            "--quiet"
        };
        Program first = Program.run(search);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("(best)", "adl:p=0.75,threshold=0.9");
        JsonNode trials = Program.json(json).path("trials");
        assertThat(trials).hasSize(2);
        for (int trial = 0; trial < 2; trial++) {
            Path record = folder.resolve("search/trial-0" + trial + "/dashboard");
            for (String file :
                    List.of("training.json", "progress.json", "steps.csv", "probes.json", "statistics.json")) {
                assertThat(record.resolve(file)).isNotEmptyFile();
            }
        }
        Program.run(search);
        assertThat(Program.json(json).path("trials"))
                .as("a second call finds both, with their times")
                .isEqualTo(trials);

        String command = first.out()
                .lines()
                .filter(line -> line.startsWith("cam4j train "))
                .findFirst()
                .orElseThrow();
        Program again =
                Program.run((Object[]) (command.substring("cam4j ".length()) + " --probe-images 0 --quiet").split(" "));
        assertThat(again.code()).as(again.err()).isZero();
        int best = Program.json(json).at("/best/number").asInt();
        assertThat(hash("search/best"))
                .as("the printed call trains the network of the trial again")
                .isEqualTo(hash("search/trial-0" + best));
    }

    private String hash(String run) throws IOException {
        return Program.json(folder.resolve(run).resolve("run.json"))
                .path("weightsHash")
                .textValue();
    }

    @Test
    void wrongCallsAreNamed() {
        assertThat(train("--wsol", "hass", "--out", folder).err()).contains("did you mean 'has'");
        Program head = train("--wsol", "acol", "--head", "gmp", "--out", folder);
        assertThat(head.code()).isEqualTo(ExitCode.USAGE);
        assertThat(head.err()).contains("is defined with the head gap");
        Program searched = Program.run((Object[])
                ("search --method acol --head gmp --backbone mini --dataset parts --out " + folder).split(" "));
        assertThat(searched.code()).isEqualTo(ExitCode.USAGE);
        assertThat(searched.err()).contains("is defined with the head gap");
        Program none = Program.run(
                "search",
                "--method",
                "has",
                "--trials",
                0,
                "--backbone",
                "mini",
                "--dataset",
                "parts",
                "--out",
                folder);
        assertThat(none.code()).isEqualTo(ExitCode.USAGE);
        assertThat(Program.run("list", "wsol-methods").out().lines())
                .containsExactlyElementsOf(
                        WsolMethods.all().stream().map(WsolMethod::id).toList());
    }
}
