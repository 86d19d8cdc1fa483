package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.TargetTable;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.fit.target.RegressionTargets;
import org.cam4j.training.fit.target.TargetScale;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.recipe.TrainRecipe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Targets far from zero, read from a table: 1000 for red images, 1400 for green and 1200 for blue ones; and a constant. */
class StandardizedTargetsTest {
    private static final double[] OF_COLOR = {1000, 1400, 1200};
    private static final TrainRecipe RECIPE = TrainRecipe.fromScratch()
            .epochs(6)
            .batchSize(8)
            .optimizer(Optimizer.ADAMW)
            .learningRate(0.01)
            .flip(false)
            .cropPadding(0)
            .seed(5);

    @TempDir
    private Path folder;

    private final Dataset data = TinyProblem.of(96, 48);

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    private TargetTable table(int leftOut) throws IOException {
        StringBuilder text = new StringBuilder("file,price,constant\n");
        int line = 0;
        for (Split split : List.of(Split.TRAIN, Split.VALIDATION)) {
            for (Sample sample : data.samples(split)) {
                if (line++ >= leftOut) {
                    text.append(sample.id())
                            .append(',')
                            .append(OF_COLOR[sample.label()])
                            .append(",7\n");
                }
            }
        }
        return TargetTable.read(Files.writeString(folder.resolve("targets.csv"), text));
    }

    private Trainer trainer(RegressionTargets targets) throws IOException {
        CamModel model = Networks.create(NetworkSpec.of("mini", "gap", targets.names())
                .size(32, 32)
                .output(OutputKind.REGRESSION)
                .seed(3));
        return Trainer.of(model, data)
                .recipe(RECIPE)
                .into(folder.resolve("run"))
                .targets(targets);
    }

    @Test
    void theSavedNetworkPutsOutTheTargetsInTheirOwnUnits() throws IOException {
        RegressionTargets targets = RegressionTargets.of(table(0), data);
        Trainer trainer = trainer(targets);
        FitResult result = trainer.fit();
        assertThat(result.best().validationLoss()).as("in standard deviations").isLessThan(0.5);
        CamModel loaded = ModelFile.load(result.model());
        double error = 0;
        List<Sample> validation = data.samples(Split.VALIDATION);
        for (Sample sample : validation) {
            INDArray image =
                    Nd4j.expandDims(loaded.preprocessing().apply(sample.image().read()), 0);
            INDArray output = loaded.graph().outputSingle(image);
            error += Math.abs(output.getDouble(0) - OF_COLOR[sample.label()]);
            assertThat(output.getDouble(1)).isCloseTo(7, within(1.5));
        }
        assertThat(error / validation.size()).isLessThan(100); // of the mean: 133
        assertThat(Files.readString(folder.resolve("run/run.json"))).contains("standardized");
        assertThat(trainer(targets).resume(true).fit().weightsHash()).isEqualTo(result.weightsHash());
    }

    @Test
    void theScaleIsThatOfTheTrainingImages() throws IOException {
        TargetScale scale = TargetScale.of(RegressionTargets.of(table(0), data), data.samples(Split.TRAIN), 2);
        assertThat(scale.mean()).containsExactly(new float[] {1200, 7}, within(1e-3f));
        assertThat(scale.deviation()).containsExactly(new float[] {(float) Math.sqrt(80_000 / 3.0), 1}, within(1e-2f));
        assertThat(scale.scaled(new float[] {1200, 8})).containsExactly(0, 1);
        assertThat(TargetScale.of(RegressionTargets.firstBox(), List.of(), 3).isNone())
                .isTrue();
    }

    @Test
    void imagesWithoutALineAreRefusedByName() throws IOException {
        TargetTable table = table(5);
        String first = data.samples(Split.TRAIN).get(0).id();
        assertThatThrownBy(() -> RegressionTargets.of(table, data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 of the images")
                .hasMessageContaining(first + ", ")
                .hasMessageContaining(", ...");
    }
}
