package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.statistics.LabelScores;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.fit.batch.BatchSettings;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.target.StepTargets;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.internal.fit.LossAndAccuracy;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.wsol.WsolConfig;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** The recipe keys that change which images and labels a step sees. */
class BatchKeysTest {
    private static final String ALL =
            "crop-scale=0.3 color-jitter=0.4 rotation=30 mixup=0.4 cutmix=1 class-weights=balanced sampling=balanced input-sizes=8,12";

    private final TinyProblem data = TinyProblem.of(32, 12); // 11, 11 and 10 images of the classes

    @TempDir
    private Path root;

    /** Stands in for a kill. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @BeforeAll
    static void fastKernels() {
        Kernels.switchOn();
    }

    /** Values such as {@code mixup=0.4 cutmix=1}. */
    private static TrainRecipe with(TrainRecipe recipe, String values) {
        TrainRecipe changed = recipe;
        for (String value : values.split(" ")) {
            String[] parts = value.split("=");
            changed = changed.with(RecipeKeys.byId(parts[0]), parts[1]);
        }
        return changed;
    }

    private FitResult fit(String values, String folder, boolean resume, FitListener listener) throws IOException {
        TrainRecipe recipe = with(TinyProblem.recipe(2), values);
        return TinyProblem.fit(TinyProblem.model(), data, recipe, root.resolve(folder), resume, listener);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "crop-scale=0.3",
                "color-jitter=0.4",
                "rotation=30",
                "mixup=0.4",
                "cutmix=1",
                "class-weights=balanced",
                "class-weights=1,2,0.5",
                "sampling=balanced",
                "input-sizes=8,12,16",
                ALL
            })
    void aKeyChangesTheTrainingWhichResumesBitIdentically(String values) throws IOException {
        FitResult whole = fit(values, "whole", false, FitListener.NONE);
        assertThat(whole.weightsHash())
                .isNotEqualTo(fit("seed=5", "plain", false, FitListener.NONE).weightsHash());
        assertThatExceptionOfType(Killed.class)
                .isThrownBy(() -> fit(values, "killed", false, new FitListener() {
                    @Override
                    public void step(Progress progress) {
                        if (progress.epoch() == 2 && progress.step() == 2) {
                            throw new Killed();
                        }
                    }
                }));
        assertThat(fit(values, "killed", true, FitListener.NONE).weightsHash()).isEqualTo(whole.weightsHash());
        assertThat(whole.record().spec().keySet())
                .containsAll(List.of(values.split("=[^ ]* ?"))); // and a run without them has no such entries
    }

    @Test
    void oneWorkerEndsAsLocalTrainingWithAllOfThem() throws IOException {
        TrainRecipe recipe = with(TinyProblem.recipe(2), ALL);
        CamModel model = TinyProblem.model();
        Worker worker = new Worker(TinyProblem.model(), data, recipe);
        Trainer.of(model, data)
                .recipe(recipe)
                .into(root)
                .workers(new WorkerGroup() {
                    @Override
                    public int workers() {
                        return 1;
                    }

                    @Override
                    public int batchesPerRound() {
                        return 2;
                    }

                    @Override
                    public SyncMode syncMode() {
                        return SyncMode.PARAMETERS;
                    }

                    @Override
                    public List<WorkerResult> train(State from, List<BatchRange> ranges) throws IOException {
                        return List.of(worker.train(from, ranges.get(0), syncMode()));
                    }
                })
                .fit();
        CamModel alone = TinyProblem.model();
        TinyProblem.fit(alone, data, recipe, root.resolve("alone"), false, FitListener.NONE);
        assertThat(model.graph().params()).isEqualTo(alone.graph().params());
    }

    @Test
    void theSavedModelHasThePlainLoss() throws IOException {
        FitResult weighted = fit("class-weights=1,2,0.5 input-sizes=8,12", "weighted", false, FitListener.NONE);
        FitResult plain = fit("seed=5", "plain", false, FitListener.NONE);
        assertThat(loss(weighted)).isEqualTo(loss(plain)).isInstanceOf(LossMCXENT.class);
    }

    private static ILossFunction loss(FitResult result) throws IOException {
        ComputationGraph graph = ModelFile.load(result.model()).graph();
        return ((OutputLayer) graph.getOutputLayer(0).conf().getLayer()).getLossFn();
    }

    /** The gradient of a step is that of the loss that it reports, where images are weighted and mixed, for both kinds of output layers. */
    @ParameterizedTest
    @EnumSource(
            value = OutputKind.class,
            names = {"SOFTMAX", "SIGMOID", "MULTI_LABEL"})
    void theGradientIsThatOfTheWeightedLoss(OutputKind kind) {
        List<Sample> samples = data.samples(Split.TRAIN).stream()
                .filter(sample -> sample.label() < 2)
                .limit(8)
                .toList();
        INDArray images = Nd4j.rand(8, 3, 8, 8);
        for (int i = 0; i < 8; i++) {
            images.slice(i).muli(i);
        }
        for (String values : List.of("class-weights=0.5,3", "class-weights=0.5,3 mixup=1")) {
            for (boolean lossLayer : new boolean[] {false, true}) {
                TrainStep step = weighted(smooth(kind, lossLayer), with(TinyProblem.recipe(1), values));
                step.computeGradient(images.dup(), samples, 0, 4);
                float[] gradient = step.gradient();
                float[] start = step.state().parameters();
                Random random = new Random(1);
                for (int direction = 0; direction < 3; direction++) {
                    double[] along = new double[start.length];
                    double slope = 0;
                    for (int i = 0; i < along.length; i++) {
                        along[i] = direction == 0 ? Math.signum(gradient[i]) : random.nextGaussian();
                        slope += along[i] * gradient[i];
                    }
                    double h = 1e-3;
                    double[] losses = new double[2];
                    for (int side = 0; side < 2; side++) {
                        float[] moved = start.clone();
                        for (int i = 0; i < moved.length; i++) {
                            moved[i] += (float) ((side == 0 ? -h : h) * along[i]);
                        }
                        step.begin(new WorkerGroup.State(moved, step.state().optimizer(), 0, 1), 0);
                        losses[side] = step.computeGradient(images.dup(), samples, 0, 4)
                                .loss();
                    }
                    assertThat((losses[1] - losses[0]) / (2 * h))
                            .as("%s, loss layer %s, direction %d", values, lossLayer, direction)
                            .isCloseTo(slope, within(0.01 * Math.abs(slope) + 0.01));
                }
            }
        }
    }

    /** Two classes, without what is not smooth or changes from step to step. */
    private static CamModel smooth(OutputKind kind, boolean lossLayer) {
        int outputs = kind.outputs(2);
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(8, 8, 3))
                .addLayer(
                        "conv",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(lossLayer ? outputs : 4)
                                .activation(Activation.TANH)
                                .build(),
                        "input")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "conv")
                .addLayer(
                        "output",
                        lossLayer
                                ? new LossLayer.Builder(kind.loss())
                                        .activation(kind.activation())
                                        .build()
                                : new OutputLayer.Builder(kind.loss())
                                        .nOut(outputs)
                                        .activation(kind.activation())
                                        .build(),
                        "pool")
                .setOutputs("output")
                .build());
        graph.init();
        CamModel tiny = TinyProblem.model();
        return new CamModel(graph, tiny.preprocessing(), List.of("a", "b"), "tiny", "gap", Map.of());
    }

    private TrainStep weighted(CamModel model, TrainRecipe recipe) {
        return new TrainStep(
                model,
                recipe,
                Set.of(),
                StepTargets.ofLabels(model),
                new BatchSettings(recipe, model).classWeights(data));
    }

    private static int lastParameters(ComputationGraph graph) {
        int last = 0;
        for (Layer layer : graph.getLayers()) {
            last = layer.numParams() > 0 ? (int) layer.numParams() : last;
        }
        return last;
    }

    @Test
    void theTrainingLossIsWeightedAndTheValidationLossIsNot() {
        TrainRecipe recipe = with(TinyProblem.recipe(1).labelSmoothing(0), "class-weights=2,2,2");
        TrainStep weighted = weighted(TinyProblem.model(), recipe);
        TrainStep plain =
                new TrainStep(TinyProblem.model(), recipe, Set.of(), StepTargets.ofLabels(TinyProblem.model()));
        INDArray images = Nd4j.rand(6, 3, 8, 8);
        List<Sample> samples = data.samples(Split.TRAIN).subList(0, 6);
        assertThat(weighted.validate(images, samples, new ConfusionMatrix(3), new LabelScores(3)))
                .isEqualTo(plain.validate(images, samples, new ConfusionMatrix(3), new LabelScores(3)));
        LossAndAccuracy twice = weighted.computeGradient(images.dup(), samples, 0, 4);
        LossAndAccuracy once = plain.computeGradient(images.dup(), samples, 0, 4);
        assertThat(twice.loss()).isCloseTo(2 * once.loss(), within(1e-5));
        assertThat(twice.correct()).isEqualTo(once.correct());
        float[] single = plain.gradient();
        int head = single.length
                - lastParameters(plain.graph()); // batch normalization keeps running statistics among gradients
        for (int i = head; i < single.length; i++) {
            assertThat(weighted.gradient()[i]).isCloseTo(2 * single[i], within(1e-5f));
        }
        assertThat(weighted.graph().getConfiguration().toJson()).contains("WeightedLoss");
        assertThat(weighted.network().getConfiguration().toJson()).doesNotContain("WeightedLoss");
    }

    /** What layers keep from step to step is of no size that came before: every step is that of a graph that has seen none. */
    @Test
    void everyStepOfAnotherSizeIsThatOfAFreshGraph() {
        for (Supplier<CamModel> network : List.<Supplier<CamModel>>of(this::mini, TinyProblem::model)) {
            int own = network.get().preprocessing().height();
            TrainStep step =
                    new TrainStep(network.get(), TinyProblem.recipe(1), Set.of(), StepTargets.ofLabels(network.get()));
            List<Sample> samples = data.samples(Split.TRAIN).subList(0, 6);
            long number = 0;
            for (int size : new int[] {own, own + 8, own / 2, own}) {
                INDArray images = Nd4j.rand(6, 3, size, size);
                TrainStep fresh = new TrainStep(
                        network.get(), TinyProblem.recipe(1), Set.of(), StepTargets.ofLabels(network.get()));
                fresh.begin(step.state(), 0);
                LossAndAccuracy result = step.step(images, samples, number, 8);
                assertThat(result).as("%d", size).isEqualTo(fresh.step(images, samples, number, 8));
                assertThat(step.state().parameters()).isEqualTo(fresh.state().parameters());
                INDArray validated = Nd4j.rand(6, 3, own, own);
                assertThat(step.validate(validated, samples, new ConfusionMatrix(3), new LabelScores(3)))
                        .isEqualTo(fresh.validate(validated, samples, new ConfusionMatrix(3), new LabelScores(3)));
                number++;
            }
        }
    }

    private CamModel mini() {
        try {
            return Networks.create(NetworkSpec.of("mini", "gap", data.classNames())
                    .size(16, 16)
                    .seed(3));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mixup=1; has; Recipe: mixup is 1, which mixes images and labels, but the WSOL method has:p=0.5 brings targets",
                "cutmix=1; has; Recipe: cutmix is 1",
                "class-weights=balanced; has; Recipe: class-weights is balanced",
                "class-weights=1,2; ''; Recipe: class-weights has 2 numbers, expected one for each of the network's 3 classes.",
                "sampling=balanced; i2c; Recipe: sampling balanced repeats images, but the WSOL method i2c:"
            })
    void whatDoesNotGoWithTheMethodIsRefused(String values, String method, String message) {
        WsolConfig wsol = method.isEmpty() ? WsolConfig.NONE : WsolConfig.parse(method);
        TrainRecipe recipe = with(TinyProblem.recipe(1), values).wsol(wsol);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchSettings(recipe, TinyProblem.model()).requireSuitable())
                .withMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mixup=1; regression; Recipe: mixup is 1, but a regression has no classes; leave it out.",
                "cutmix=1; regression; Recipe: cutmix is 1, but",
                "class-weights=balanced; regression; Recipe: class-weights is balanced, but",
                "sampling=balanced; regression; Recipe: sampling is balanced, but",
                "sampling=balanced; multi-label; Recipe: sampling balanced needs one class per image"
            })
    void whatDoesNotGoWithTheOutputIsRefused(String values, String kind, String message) throws IOException {
        CamModel model = Networks.create(
                NetworkSpec.of("mini", "gap", List.of("a", "b")).size(32, 32).output(OutputKind.byId(kind)));
        TrainRecipe recipe = with(TinyProblem.recipe(1), values);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchSettings(recipe, model).requireSuitable())
                .withMessageStartingWith(message);
    }

    @Test
    void aNetworkThatReadsAllPositionsTakesOneSizeAlone() throws IOException {
        TrainRecipe recipe = with(TinyProblem.recipe(1), "input-sizes=32,40");
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(32, 32, 3))
                .addLayer("conv", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "input")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "conv")
                .setOutputs("output")
                .build());
        graph.init();
        CamModel flattened = TinyProblem.model().withHead("dense", graph);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchSettings(recipe, flattened).requireSuitable())
                .withMessageStartingWith(
                        "Recipe: input-sizes is 32,40, but network tiny with head dense takes one size alone: layer 'output' reads all positions");
        CamModel small = Networks.create(
                NetworkSpec.of("squeezenet1_1", "gap", List.of("a", "b")).size(64, 64));
        TrainRecipe tooSmall = with(TinyProblem.recipe(1), "input-sizes=8,64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchSettings(tooSmall, small).requireSuitable())
                .withMessageContaining("takes one size alone: ");
    }
}
