package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.fit.target.RegressionTargets;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunRecord;
import org.cam4j.training.wsol.WsolConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks whose outputs are no softmax, trained on noise of some colors. */
class OutputKindFitTest {
    private static final TrainRecipe RECIPE = TrainRecipe.fromScratch()
            .epochs(4)
            .batchSize(8)
            .optimizer(Optimizer.ADAM)
            .learningRate(0.01)
            .flip(false)
            .seed(5);

    /** How much redder than green an image is, from 0 to 1: what a regression learns. */
    private static final RegressionTargets REDNESS =
            new RegressionTargets("redness", List.of("redness"), OutputKindFitTest::redness);

    @TempDir
    private Path folder;

    /** The images of {@link TinyProblem} that are red or green. */
    private record TwoColors(Dataset all) implements Dataset {
        @Override
        public String id() {
            return "two-colors";
        }

        @Override
        public List<String> classNames() {
            return List.of("red", "green");
        }

        @Override
        public String fingerprint() {
            return all.fingerprint();
        }

        @Override
        public List<Sample> samples(Split split) {
            return all.samples(split).stream()
                    .filter(sample -> sample.label() < 2)
                    .toList();
        }

        @Override
        public List<Skipped> skipped() {
            return List.of();
        }
    }

    private final Dataset data = new TwoColors(TinyProblem.of(96, 48));

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @Test
    void oneSigmoidLearnsTwoClassesAndComesBackFromItsFile() throws IOException {
        CamModel model = network(OutputKind.SIGMOID, data.classNames());
        FitResult result = fit(model, RECIPE);
        assertThat(result.best().validationTop1()).isGreaterThan(90);
        assertThat(result.best().validationLoss()).isLessThan(Math.log(2));

        CamModel loaded = ModelFile.load(result.model());
        assertThat(loaded.outputKind()).isEqualTo(OutputKind.SIGMOID);
        assertThat(loaded.classNames()).containsExactly("red", "green");
        for (Sample sample : data.samples(Split.VALIDATION).subList(0, 8)) {
            INDArray image =
                    Nd4j.expandDims(loaded.preprocessing().apply(sample.image().read()), 0);
            double second = loaded.graph().outputSingle(image).getDouble(0);
            assertThat(second > 0.5 ? 1 : 0).isEqualTo(sample.label());
        }
        assertThat(RunRecord.read(folder.resolve("run.json")).spec()).containsEntry("output", "sigmoid");
    }

    @Test
    void labelsByThemselvesLearnToo() throws IOException {
        FitResult result = fit(network(OutputKind.MULTI_LABEL, data.classNames()), RECIPE);
        assertThat(result.best().validationTop1()).isGreaterThan(90);
        assertThat(ModelFile.load(result.model()).outputKind()).isEqualTo(OutputKind.MULTI_LABEL);
    }

    @Tag("long")
    @Test
    void aRegressionLearnsNumbersAndHasNoAccuracy() throws IOException {
        CamModel model = network(OutputKind.REGRESSION, REDNESS.names());
        FitResult result = trainer(model, RECIPE.epochs(12)).targets(REDNESS).fit();
        assertThat(result.best().validationTop1()).isNaN();
        assertThat(result.best().validationLoss())
                .isLessThan(0.5 * result.history().get(0).validationLoss())
                .isEqualTo(result.history().stream()
                        .mapToDouble(epoch -> epoch.validationLoss())
                        .min()
                        .orElseThrow());
        CamModel loaded = ModelFile.load(result.model());
        double loss = 0;
        List<Sample> validation = data.samples(Split.VALIDATION);
        for (Sample sample : validation) {
            INDArray image =
                    Nd4j.expandDims(loaded.preprocessing().apply(sample.image().read()), 0);
            loss += Math.pow(loaded.graph().outputSingle(image).getDouble(0) - redness(sample)[0], 2);
        }
        assertThat(loss / validation.size()).isCloseTo(result.best().validationLoss(), within(1e-5));
        assertThat(Files.readString(folder.resolve("run.json")))
                .contains("\"redness\"")
                .doesNotContain("validationTop1");

        assertThat(trainer(network(OutputKind.REGRESSION, REDNESS.names()), RECIPE.epochs(12))
                        .targets(REDNESS)
                        .resume(true)
                        .fit()
                        .weightsHash())
                .isEqualTo(result.weightsHash());
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() throws IOException {
        CamModel regression = network(OutputKind.REGRESSION, List.of("a", "b"));
        CamModel sigmoid = network(OutputKind.SIGMOID, data.classNames());
        assertThatThrownBy(() -> fit(regression, RECIPE)).hasMessageContaining("there are no targets");
        assertThatThrownBy(() -> trainer(sigmoid, RECIPE).targets(REDNESS).fit())
                .hasMessageContaining("the targets are 'redness'");
        assertThatThrownBy(() -> trainer(regression, RECIPE).targets(REDNESS).fit())
                .hasMessageContaining("found 1 numbers, expected one for each of the network's 2 outputs");
        assertThatThrownBy(() -> fit(sigmoid, RECIPE.wsol(WsolConfig.parse("has"))))
                .hasMessageContaining("trains with softmax, but the network's output is sigmoid");
    }

    private static float[] redness(Sample sample) {
        Function<Integer, Double> mean = channel -> {
            try {
                byte[] rgb = sample.image().read().rgb();
                double sum = 0;
                for (int i = channel; i < rgb.length; i += 3) {
                    sum += rgb[i] & 0xFF;
                }
                return sum / (rgb.length / 3.0) / 255;
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        };
        return new float[] {(float) (0.5 + 2 * (mean.apply(0) - mean.apply(1)))};
    }

    private static CamModel network(OutputKind kind, List<String> names) throws IOException {
        return Networks.create(
                NetworkSpec.of("mini", "gap", names).size(32, 32).output(kind).seed(3));
    }

    private Trainer trainer(CamModel model, TrainRecipe recipe) {
        return Trainer.of(model, data).recipe(recipe).into(folder);
    }

    private FitResult fit(CamModel model, TrainRecipe recipe) throws IOException {
        return trainer(model, recipe).fit();
    }
}
