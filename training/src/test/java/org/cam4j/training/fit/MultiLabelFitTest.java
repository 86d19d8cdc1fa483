package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.LabelSet;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.fit.target.StepTargets;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Noise that is red, green, both or neither. */
class MultiLabelFitTest {
    private static final int SIZE = 32;
    private static final TrainRecipe RECIPE = TrainRecipe.fromScratch()
            .epochs(4)
            .batchSize(8)
            .optimizer(Optimizer.ADAM)
            .learningRate(0.01)
            .weightDecay(0)
            .flip(false)
            .seed(5);

    @TempDir
    private Path folder;

    /** @param unknown labels of which nothing is known for any training image */
    private record Colors(List<Integer> unknown) implements Dataset {
        @Override
        public String id() {
            return "colors";
        }

        @Override
        public List<String> classNames() {
            return List.of("red", "green");
        }

        @Override
        public List<Sample> samples(Split split) {
            List<Sample> samples = new ArrayList<>();
            for (int i = 0; i < (split == Split.TRAIN ? 96 : 48); i++) {
                samples.add(sample(split, i));
            }
            return samples;
        }

        private Sample sample(Split split, int number) {
            List<Integer> present = new ArrayList<>();
            for (int label = 0; label < 2; label++) {
                if ((number >> label & 1) == 1 && !(split == Split.TRAIN && unknown.contains(label))) {
                    present.add(label);
                }
            }
            LabelSet labels = LabelSet.of(present, split == Split.TRAIN ? unknown : List.of(), List.of());
            String id = String.format(Locale.ROOT, "%s/%d", split.id(), number);
            return Sample.of(id, 0, 0, labels, () -> noise(id.hashCode(), number));
        }

        private static PixelImage noise(long seed, int colors) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] rgb = new byte[SIZE * SIZE * 3];
            for (int at = 0; at < rgb.length; at++) {
                int channel = at % 3;
                rgb[at] = (byte) (random.nextInt(100) + (channel < 2 && (colors >> channel & 1) == 1 ? 120 : 0));
            }
            return new PixelImage(SIZE, SIZE, rgb);
        }

        @Override
        public List<Skipped> skipped() {
            return List.of();
        }

        @Override
        public String fingerprint() {
            return "colors " + unknown;
        }
    }

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    @Test
    void imagesOfTwoLabelsOneOrNoneAreLearnedAndTheBestEpochIsThatOfTheHighestMeanAveragePrecision()
            throws IOException {
        FitResult result = fit(OutputKind.MULTI_LABEL, new Colors(List.of()), "run");
        assertThat(result.best().validationMeanAp())
                .isGreaterThan(90)
                .isEqualTo(result.history().stream()
                        .mapToDouble(epoch -> epoch.validationMeanAp())
                        .max()
                        .orElseThrow());
        assertThat(result.best().validationTop1()).isNaN();
        assertThat(result.best().trainTop1()).isNaN();
        assertThat(RunRecord.read(folder.resolve("run/run.json")).metrics()).containsKey("validationMeanAp");
        assertThat(Files.readAllLines(folder.resolve("run/history.csv")).get(1)).doesNotEndWith("NaN");
    }

    @Test
    void softmaxIsRefusedWithTheFirstImageThatHasNotOneLabel() {
        assertThatThrownBy(() -> fit(OutputKind.SOFTMAX, new Colors(List.of()), "softmax"))
                .hasMessageContaining("Image train/0 of data set colors has no label")
                .hasMessageContaining("softmax")
                .hasMessageContaining("multi-label");
        assertThatThrownBy(() -> fit(OutputKind.SIGMOID, new Colors(List.of()), "sigmoid"))
                .hasMessageContaining("train with the output multi-label");
    }

    @Test
    void anUnknownLabelTrainsNothing() throws IOException {
        CamModel model = network(OutputKind.MULTI_LABEL);
        INDArray before = outputWeights(model).dup();
        Trainer trainer = Trainer.of(model, new Colors(List.of(1)))
                .recipe(RECIPE.epochs(1))
                .into(folder.resolve("unknown"));
        trainer.fit();
        INDArray after = outputWeights(trainer.model());
        assertThat(after.getColumn(1)).isEqualTo(before.getColumn(1));
        assertThat(after.getColumn(0)).isNotEqualTo(before.getColumn(0));
    }

    @Test
    void anUnknownLabelAddsNothingToTheLoss() throws IOException {
        StepTargets targets = StepTargets.ofLabels(network(OutputKind.MULTI_LABEL));
        Sample sample = new Colors(List.of(1)).samples(Split.TRAIN).get(1);
        float[][] plain = targets.of(List.of(sample), 0.2);
        assertThat(plain[0]).containsExactly(new float[] {0.9f, 0.1f}, within(1e-6f));
        assertThat(targets.mask(List.of(sample)).orElseThrow()[0]).containsExactly(1, 0);
        float[][] counted = targets.mask(List.of(sample)).orElseThrow();
        assertThat(OutputKind.MULTI_LABEL.loss(new float[][] {{0.5f, 0.001f}}, plain, counted))
                .isCloseTo(Math.log(2), within(1e-6));
        assertThat(targets.mask(
                        List.of(new Colors(List.of()).samples(Split.TRAIN).get(1))))
                .isEmpty();
    }

    private static INDArray outputWeights(CamModel model) {
        return model.graph().getOutputLayer(0).getParam("W");
    }

    private static CamModel network(OutputKind kind) throws IOException {
        return Networks.create(NetworkSpec.of("mini", "gap", List.of("red", "green"))
                .size(SIZE, SIZE)
                .output(kind)
                .seed(3));
    }

    private FitResult fit(OutputKind kind, Dataset data, String run) throws IOException {
        return Trainer.of(network(kind), data)
                .recipe(RECIPE)
                .into(folder.resolve(run))
                .fit();
    }
}
