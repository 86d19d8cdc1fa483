package org.cam4j.experiments.reproduce.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cam4j.experiments.papers.shared.Fixtures.measure;
import static org.cam4j.experiments.papers.shared.Fixtures.right;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cam4j.experiments.papers.shared.Fixtures;
import org.cam4j.experiments.reproduce.output.ResultFiles;
import org.cam4j.experiments.reproduce.output.ResultsReadme;
import org.cam4j.experiments.reproduce.run.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentReportTest {
    @TempDir
    private Path folder;

    /** Puts one value into a cell of Zhang 2022's table 2. */
    private record OneCell() implements Experiment {
        @Override
        public String id() {
            return "one-cell";
        }

        @Override
        public String paper() {
            return "Zhang 2022";
        }

        @Override
        public String description() {
            return "One cell.";
        }

        @Override
        public PaperTable printed() {
            return PaperTable.load("zhang-table2-ilsvrc");
        }

        @Override
        public Plan plan(Scale scale) {
            return new Plan()
                    .cell("Ours", "GT-known Loc", measure("value"))
                    .cell("Ours", "of no image", measure("absent"))
                    .claim(Claim.higher("Absent is higher.", measure("absent"), measure("low")))
                    .notRun("VGG-ICL", "no program is public")
                    .claim(Claim.higher("High is higher.", measure("value"), measure("low")));
        }
    }

    private static ExperimentReport reproduction(Scale scale, boolean dirty) {
        Results results = new Results(Map.of(
                "run", List.of(Fixtures.result(dirty, 1, Map.of("value", right(70), "low", right(20))))));
        Experiment experiment = new OneCell();
        return ExperimentReport.of(experiment, scale, experiment.plan(scale), results);
    }

    private static Cell cell(ExperimentReport reproduction, String row, String column) {
        return reproduction.cells().stream()
                .filter(cell -> cell.row().equals(row) && cell.column().equals(column))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void onlyACommittedProgramAtFullScaleFillsAPrintedCell() {
        Cell full = cell(reproduction(Scale.FULL, false), "Ours", "GT-known Loc");
        assertThat(full.printed()).isEqualTo(65.4);
        assertThat(full.measured()).isEqualTo(70);
        for (ExperimentReport other : List.of(
                reproduction(Scale.SMALL, false), reproduction(Scale.SMOKE, false), reproduction(Scale.FULL, true))) {
            assertThat(cell(other, "Ours", "GT-known Loc").measured()).isNull();
            assertThat(other.cells())
                    .filteredOn(cell -> cell.measured() != null)
                    .singleElement()
                    .satisfies(own -> {
                        assertThat(own.printed()).isNull();
                        assertThat(own.column())
                                .startsWith("GT-known Loc (" + other.label().id());
                    });
        }
    }

    @Test
    void everyPrintedCellIsThereAndAMisprintCarriesItsNote() {
        ExperimentReport small = reproduction(Scale.SMALL, false);
        assertThat(small.cells().stream().filter(cell -> cell.measured() == null))
                .hasSize(12 * 3 + 1);
        assertThat(cell(small, "VGG-ICL", "Top-1 Cls").note()).isEqualTo("not run: no program is public");
        assertThat(cell(small, "VGG-ADL", "GT-known Loc").note()).contains("misprint");
    }

    @Test
    void aValueThatNoImageGaveIsNamedAndDecidesNothing() {
        ExperimentReport small = reproduction(Scale.SMALL, false);
        assertThat(cell(small, "Ours", "of no image (small)").note()).startsWith("not measured: ");
        assertThat(small.claims().get(0).verdict()).isEqualTo("not decided");
        assertThat(small.claims().get(0).reason()).contains("'absent'");
    }

    @Test
    void theCommandSaysHowManySeedsThereWereWhereItIsNotTheScalesOwnNumber() {
        ExperimentReport small = reproduction(Scale.SMALL, false);
        assertThat(new ResultFiles(folder, 1).markdown(small)).contains("--scale small --data DIR --seeds 1`");
        assertThat(new ResultFiles(folder, 3).markdown(small)).contains("--scale small --data DIR`");
    }

    @Test
    void aSmokeRunDecidesNothing() {
        assertThat(reproduction(Scale.SMALL, false).claims().get(1).verdict()).isEqualTo("holds");
        assertThat(reproduction(Scale.SMOKE, false).claims().get(1).verdict()).isEqualTo("not decided");
    }

    @Test
    void theClaimsPageShowsPrintedAndMeasuredAndKeepsWhatIsWrittenByHand() throws IOException {
        Files.writeString(folder.resolve("claims.md"), "# All claims\n\nBy hand.\n");
        new ResultFiles(folder, 1).write(reproduction(Scale.FULL, false));
        ResultsReadme.update(folder);
        ResultsReadme.update(folder);
        String claims = Files.readString(folder.resolve("claims.md"));
        assertThat(claims).startsWith("# All claims\n\nBy hand.\n").containsOnlyOnce("## The papers' experiments");
        assertThat(claims).contains("65.40").contains("70.00 [69.0, 71.0]").contains("+4.60");
        assertThat(claims).contains("**holds**").contains("28 printed cells not run");
        assertThat(folder.resolve("one-cell/full.html")).content().contains("<td>65.40</td>");
    }
}
