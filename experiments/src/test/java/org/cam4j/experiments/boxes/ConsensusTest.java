package org.cam4j.experiments.boxes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.evaluation.Box;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.layers.explain.TapGeometry;
import org.cam4j.layers.explain.TapGeometry.Axis;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.junit.jupiter.api.Test;

class ConsensusTest {
    private static CamModel mini(String head) throws IOException {
        return Networks.create(NetworkSpec.of("mini", head, List.of("cat", "dog")));
    }

    private static Sample sample() {
        byte[] pixels = new byte[3 * 64 * 64];
        new Random(5).nextBytes(pixels);
        PixelImage image = new PixelImage(64, 64, pixels);
        return new Sample("one", 1, 64, 64, List.of(new Box(10, 10, 50, 50)), Optional.empty(), () -> image);
    }

    @Test
    void itEndsInOneBoxOnTheGridAndTheMeanOfTheProbabilities() throws IOException {
        Sample sample = sample();
        Consensus consensus = new Consensus(List.of(mini("gap"), mini("wgap")));
        BoxFinder.Found found = consensus.find(sample, sample.image().read());

        assertThat(consensus.forwardPasses()).isEqualTo(2);
        assertThat(found.box().fits(224, 224)).isTrue();
        assertThat(found.probabilities()).hasSize(2);
        assertThat(found.probabilities()[0] + found.probabilities()[1]).isCloseTo(1, within(1e-5f));
        assertThat(found.map().values()).hasSize(28 * 28);
    }

    @Test
    void theSameImageGivesTheSameBox() throws IOException {
        Sample sample = sample();
        Consensus consensus = new Consensus(List.of(mini("gap")));
        assertThat(consensus.find(sample, sample.image().read()).box())
                .isEqualTo(consensus.find(sample, sample.image().read()).box());
    }

    @Test
    void anUnreadableImageIsNamedAndTheRestIsMeasured() throws IOException {
        Sample broken = new Sample("broken", 0, 9, 9, List.of(), Optional.empty(), () -> {
            throw new IOException("broken: no picture");
        });
        BoxEvaluation.Outcome outcome = BoxEvaluation.run(
                new Consensus(List.of(mini("gap"))),
                List.of(broken, sample()),
                Metrics.all(),
                Bootstrap.STANDARD,
                done -> {});
        assertThat(outcome.result().images()).isEqualTo(1);
        assertThat(outcome.result().skipped()).hasSize(1);
        assertThat(outcome.result().metrics()).containsKeys("gt_known_loc.fixed-0.20", "top1_cls");
        assertThat(outcome.millisecondsPerImage()).isPositive();
    }

    @Test
    void noNetworkIsRefused() {
        assertThatThrownBy(() -> new Consensus(List.of())).hasMessageContaining("expected at least one");
    }

    @Test
    void aGradientGoesToTheGridAtTheCentersOfItsCells() {
        Axis axis = new Axis(31, 32); // MobileNetV2's last map at 224
        AlignedResize resize = new AlignedResize(7, 7, new TapGeometry(axis, axis), new long[] {224, 224}, 28);
        float[] columns = new float[49];
        for (int i = 0; i < 49; i++) {
            columns[i] = 31 + 32 * (i % 7);
        }
        double[] grid = resize.apply(columns, 0);
        assertThat(grid[0]).isEqualTo(31); // held at the border
        assertThat(grid[10]).isCloseTo(10.5 * 8 - 0.5, within(1e-4)); // the pixel in the middle of the grid's cell
    }
}
