package org.cam4j.experiments.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.cam4j.experiments.papers.Experiments;
import org.cam4j.experiments.reproduce.claim.Experiment;
import org.cam4j.experiments.reproduce.cost.CostEstimate;
import org.cam4j.experiments.reproduce.cost.CostPlanner;
import org.cam4j.experiments.reproduce.run.DataFolder;
import org.cam4j.experiments.reproduce.run.Scale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CostLinesTest {
    private static String plan(Scale scale, String name) {
        CostPlanner planner = new CostPlanner(scale, new DataFolder(Optional.empty()), Path.of("none"));
        for (Experiment experiment : Experiments.named(name)) {
            if (experiment.scales().contains(scale)) {
                experiment.plan(scale).runs().forEach(run -> planner.add(run, scale.seeds()));
            }
        }
        return CostLines.of(new CostEstimate(planner.plan(), Map.of()));
    }

    @ParameterizedTest
    @EnumSource(Scale.class)
    void thePlanOfEverythingFitsTheColumns(Scale scale) {
        assertThat(plan(scale, "all").lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(ResultLines.COLUMNS));
    }

    @ParameterizedTest
    @EnumSource(value = Scale.class, names = "FULL")
    void aSourceStandsForItsExperiments(Scale full) {
        assertThat(plan(full, "zhang2022"))
                .contains("https://www.vision.caltech.edu/datasets/cub_200_2011/")
                .contains("cam4j datasets fetch cub --out DIR")
                .contains("for non-commercial research")
                .contains("'cam4j datasets fetch ilsvrc' prints the steps")
                .contains("vgg16-imagenet.safetensors")
                .contains("weights fetch vgg16")
                .doesNotContain("coco");
        assertThat(CostLines.duration(30)).isEqualTo("about 30.0 hours");
        assertThat(CostLines.duration(240)).isEqualTo("about 240 hours (10 days)");
    }
}
