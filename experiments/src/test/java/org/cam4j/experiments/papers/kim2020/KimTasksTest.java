package org.cam4j.experiments.papers.kim2020;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.experiments.papers.shared.ResponseMaps;
import org.cam4j.experiments.reproduce.run.DataFolder;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measurements of Kim 2020 on a network that has learned nothing, on drawn images. */
class KimTasksTest {
    @TempDir
    private Path folder;

    private final Dataset data = Parts.open(new Parts.Options(4, 32, 0.45, 2, 10, 8, 4, 12), 1);

    @SuppressWarnings("NullAway.Init") // set before each test
    private RunContext context;

    @BeforeEach
    void makeTheNetwork() throws IOException {
        NetworkSpec spec = NetworkSpec.of("mini", "wide", data.classNames()).size(32, 32);
        context = new RunContext(
                Optional.of(Networks.create(spec)),
                data,
                1,
                1,
                folder,
                new DataFolder(Optional.empty()),
                Progress.NONE);
    }

    private static double value(RunOutput measured, String method, String key) {
        Comparison.Run run = Objects.requireNonNull(measured.methods().get(method));
        return Objects.requireNonNull(run.metrics().get(key), key).value();
    }

    @Test
    void featureMapsAreDrawnLayerByLayer() throws IOException {
        RunOutput measured = new FeatureMapSheet(List.of("conv3_2", "conv5_1"), 3).run(context);
        assertThat(value(measured, "conv3_2", "rows")).isEqualTo(8);
        assertThat(value(measured, "conv3_2", "channels")).isEqualTo(96);
        assertThat(value(measured, "conv5_1", "rows")).isEqualTo(4);
        assertThat(measured.pictures()).containsOnlyKeys("features.png");
    }

    @Test
    void smoothnessIsMeasuredWhereItIsAskedFor() throws IOException {
        ResponseMaps plain = new ResponseMaps(List.of(KimRuns.WIDE), List.of(0.2), 0);
        RunOutput measured = plain.withSmoothness().run(context);
        assertThat(value(measured, KimRuns.WIDE, "total_variation")).isPositive();
        assertThat(Objects.requireNonNull(plain.run(context).methods().get(KimRuns.WIDE))
                        .metrics())
                .doesNotContainKey("total_variation");
        assertThat(plain.identity()).isNotEqualTo(plain.withSmoothness().identity());
    }
}
