package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose rules are followed, and on which images a threshold is chosen. */
class ProtocolIT {
    @TempDir
    private Path folder;

    @Test
    void aThresholdIsNotChosenOnReportedImages() {
        for (Object[] wrong : new Object[][] {{}, {"--subset", "even"}}) {
            List<Object> call = new ArrayList<>(List.of("evaluate", "--model", folder, "--dataset", "parts"));
            call.addAll(List.of("--choose-on", "even"));
            call.addAll(List.of(wrong));
            Program program = Program.run(call.toArray());
            assertThat(program.code()).isEqualTo(2);
            assertThat(program.err()).contains("must not be chosen on images that are reported; add --subset odd");
        }
    }

    @Test
    void anUnknownDialectNamesTheKnownOnes() {
        Program program = Program.run("evaluate", "--model", folder, "--dataset", "parts", "--protocol", "tcam");
        assertThat(program.code()).isEqualTo(2);
        assertThat(program.err()).contains("'tcam'; did you mean 'tscam'");
    }

    @Tag("long")
    @Test
    void theDialectBringsItsThresholdAndTheGridShowsAllOfThem() throws IOException {
        Path run = folder.resolve("run");
        Program train = Program.run(
                "train",
                "--backbone",
                "mini",
                "--head",
                "gap",
                "--dataset",
                "parts",
                "--epochs",
                1,
                "--input-size",
                32,
                "--out",
                run,
                "--quiet");
        assertThat(train.code()).as(train.err()).isZero();
        Path json = folder.resolve("out.json");
        Program program = Program.run(
                "evaluate",
                "--model",
                run,
                "--dataset",
                "parts",
                "--split",
                "validation",
                "--subset",
                "even",
                "--choose-on",
                "odd",
                "--protocol",
                "tscam",
                "--grid",
                "--wide",
                "--recipe",
                "consensus",
                "--method",
                "cam@scale1.50,cam@scale1.5,cam",
                "--json",
                json,
                "--quiet");
        assertThat(program.code()).as(program.err()).isZero();
        assertThat(program.out()).contains("zhou2016", " max (own) |", "best* |", "oracle* |", "validation |");
        JsonNode result = Program.json(json);
        assertThat(result.at("/metrics/gt_known_loc.fixed-0.12/thresholdChosenOn")
                        .asText())
                .isEqualTo("stated");
        assertThat(result.at("/metrics/top5_loc.validation/thresholdChosenOn").asText())
                .isEqualTo("validation");
        assertThat(result.at("/metrics/gt_known_loc.automatic/thresholdChosenOn")
                        .asText())
                .isEqualTo("each image alone");
        assertThat(result.at("/metrics/gt_known_loc.oracle/thresholdChosenOn").asText())
                .isEqualTo("the measured labels");
        assertThat(result.at("/grid/cam/tscam/minmax/metrics/gt_known_loc.validation"))
                .isEqualTo(result.at("/methods/cam/metrics/gt_known_loc.validation"));
        assertThat(result.path("method").asText())
                .as("the first method in its own spelling, once")
                .isEqualTo("cam@scale1.5");
        assertThat(result.path("skipped")).isEmpty();
        assertThat(result.at("/methods/consensus/metrics/gt_known_loc.fixed-0.12/value")
                        .isNumber())
                .isTrue();
        assertThat(result.at("/methods/consensus/metrics/gt_known_loc.validation/value")
                        .isNumber())
                .isTrue();
        assertThat(result.at("/provenance/spec/chosenOn/epoch").asText()).isEqualTo("validation");
        assertThat(result.at("/provenance/spec/chosenOn/validationThreshold").asText())
                .isEqualTo("odd half of validation");
    }
}
