package org.cam4j.experiments.papers.zhou2016;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.Skipped;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.experiments.reproduce.run.TaskTraining;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.fit.target.RegressionTargets;
import org.cam4j.training.graph.OutputKind;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.model.ModelFile;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.recipe.ImageKeys;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A regression network trained end to end by gradient: global average pooling and a linear layer with the mean squared error predict the first box's area and center, measured
 * by {@link BoxPredictions}. Targets are learned at mean 0 and standard deviation 1, by AdamW at rate 0.001, a tenth of it for the backbone where it has published weights.
 *
 * @param backbone id
 * @param weights what training starts from; random numbers where empty
 * @param size rows and columns of the input
 * @param epochs of the training; the one with the lowest loss on the validation split counts
 * @param pictures how many test images are drawn
 */
record TrainedBoxRegression(String backbone, Optional<String> weights, int size, int epochs, int pictures)
        implements RunTask {
    private static final String HEAD = "gap";
    private static final double RATE = 0.001;
    private static final int PERCENT = 100;

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "trained-box-regression")
                .with("backbone", backbone)
                .with("weights", weights.orElse(""))
                .with("size", size)
                .with("pictures", pictures)
                .with("recipe", recipe(1).identity());
    }

    @Override
    public boolean varies() {
        return true;
    }

    @Override
    public List<String> weightsFiles() {
        return weights.stream().toList();
    }

    @Override
    public List<TaskTraining> trainings(int classes) {
        return List.of(new TaskTraining(new NetworkChoice.Trained(backbone, HEAD, size, weights, recipe(1)), 1, 1));
    }

    /** Mirrored or shifted images have other centers, so that there are none. */
    private TrainRecipe recipe(long seed) {
        return (weights.isPresent() ? TrainRecipe.fineTuning() : TrainRecipe.fromScratch())
                .epochs(epochs)
                .optimizer(Optimizer.ADAMW)
                .learningRate(RATE)
                .with(ImageKeys.FLIP, false)
                .cropPadding(0)
                .seed(seed);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        CamModel model = trained(context);
        List<Sample> samples = new ArrayList<>();
        List<double[]> predicted = new ArrayList<>();
        List<Skipped> skipped = context.with(model)
                .forEach("predict", context.data().samples(Split.TEST), batch -> {
                    INDArray outputs = model.graph().outputSingle(batch.images()); // [N, targets], parts of the image
                    samples.addAll(batch.samples());
                    predicted.addAll(List.of(outputs.mul(PERCENT).toDoubleMatrix()));
                });
        double[][] learned = BoxPredictions.targets(context.data().samples(Split.TRAIN));
        return new BoxPredictions(samples, predicted.toArray(double[][]::new), BoxPredictions.mean(learned))
                .measure(context, model.graph(), model.preprocessing(), pictures, skipped);
    }

    private CamModel trained(RunContext context) throws IOException {
        RegressionTargets targets = RegressionTargets.firstBox().standardized();
        NetworkSpec spec = NetworkSpec.of(backbone, HEAD, targets.names())
                .size(size, size)
                .output(OutputKind.REGRESSION)
                .seed(context.seed());
        Path folder = context.work().resolve("regression");
        try (Progress.Training training = context.progress().training("train the regression")) {
            Trainer.of(
                            Networks.create(
                                    weights.isPresent()
                                            ? spec.weights(context.files().weights(weights.get()))
                                            : spec),
                            context.data())
                    .recipe(recipe(context.seed()))
                    .targets(targets)
                    .into(folder)
                    .resume(true)
                    .title("zhou2016-regression: end to end, seed " + context.seed())
                    .listener(training)
                    .fit();
        }
        return ModelFile.load(folder.resolve(Trainer.MODEL));
    }
}
