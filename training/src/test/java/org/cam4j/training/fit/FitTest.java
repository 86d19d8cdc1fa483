package org.cam4j.training.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.pixels.Preprocessing;
import org.cam4j.evaluation.Skipped;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.fit.target.StepTargets;
import org.cam4j.training.internal.check.NonFiniteGuard;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.optimizer.Schedule;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.run.RunRecord;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FitTest {
    private final TinyProblem data = TinyProblem.of(33, 12);

    @TempDir
    private Path root;

    /** Stands in for a kill: throws out of the loop after a step or an epoch. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static FitListener killerAt(int epoch, int step) {
        return new FitListener() {
            @Override
            public void step(Progress progress) {
                if (progress.epoch() == epoch && progress.step() == step) {
                    throw new Killed();
                }
            }
        };
    }

    private FitResult fit(Path out, boolean resume) throws IOException {
        return TinyProblem.fit(TinyProblem.model(), data, TinyProblem.recipe(3), out, resume, FitListener.NONE);
    }

    private void kill(Path out, boolean resume, int epoch, int step) {
        assertThatExceptionOfType(Killed.class)
                .isThrownBy(() -> TinyProblem.fit(
                        TinyProblem.model(), data, TinyProblem.recipe(3), out, resume, killerAt(epoch, step)));
    }

    @Test
    void aRunKilledTwiceEndsAsAnUninterruptedOne() throws IOException {
        FitResult whole = fit(root.resolve("whole"), false);
        kill(root.resolve("killed"), false, 2, 3);
        kill(root.resolve("killed"), true, 3, 1);
        FitResult resumed = fit(root.resolve("killed"), true);

        assertThat(resumed.weightsHash()).isEqualTo(whole.weightsHash()).matches("[0-9a-f]{64}");
        assertThat(resumed.record().weightsHash()).isEqualTo(whole.record().weightsHash());
        assertThat(resumed.best().epoch()).isEqualTo(whole.best().epoch());
        assertThat(resumed.history()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(resumed.history().get(i).validationLoss())
                    .isEqualTo(whole.history().get(i).validationLoss());
        }
    }

    @Test
    void aRunKilledInItsFirstEpochIsResumedFromTheStart() throws IOException {
        kill(root, false, 1, 2);
        List<String> notes = new ArrayList<>();
        TinyProblem.fit(TinyProblem.model(), data, TinyProblem.recipe(1), root, true, new FitListener() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        });

        assertThat(notes).containsExactly("Nothing to resume in " + root + ": training starts.");
    }

    @Test
    void aFinishedRunIsLeftAsItIs() throws IOException {
        FitResult first = fit(root, false);
        FitResult again = fit(root, true);

        assertThat(again.record()).isEqualTo(first.record());
        assertThat(again.weightsHash()).isEqualTo(first.weightsHash());
    }

    @Test
    void theNetworkLearnsAndItsBestEpochIsChosenOnValidation() throws IOException {
        FitResult result = TinyProblem.fit(
                TinyProblem.model(), TinyProblem.of(96, 30), TinyProblem.recipe(15), root, false, FitListener.NONE);

        assertThat(result.best().validationTop1()).isGreaterThan(90);
        assertThat(result.history())
                .noneMatch(epoch -> epoch.validationTop1() > result.best().validationTop1());
        assertThat(result.model()).exists().hasFileName("model.zip");
        RunRecord record = RunRecord.read(root.resolve("run.json"));
        assertThat(record).isEqualTo(result.record());
        assertThat(record.metrics()).containsEntry("bestEpoch", result.best().epoch());
        assertThat(record.spec()).containsEntry("backbone", "tiny").containsEntry("epochs", "15");
    }

    @Test
    void theHistoryHasALinePerEpoch() throws IOException {
        fit(root, false);

        List<String> lines = Files.readAllLines(root.resolve("history.csv"));
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0))
                .isEqualTo(
                        "epoch,steps,train_loss,train_top1,validation_loss,validation_top1,learning_rate,seconds,images_per_second,seconds_waiting,validation_max_box_acc,validation_mean_ap");
        assertThat(lines.get(3))
                .matches(
                        "3,12,\\d+\\.\\d{4},\\d+\\.\\d{2},\\d+\\.\\d{4},\\d+\\.\\d{2},\\d\\.\\d{3}e-\\d{2},\\d+\\.\\d,\\d+\\.\\d,\\d+\\.\\d{2},NaN,NaN");
    }

    @Test
    void anotherRecipeOrOtherDataIsRefusedWithBothValues() throws IOException {
        fit(root, false);

        TrainRecipe other = TinyProblem.recipe(3).learningRate(0.5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TinyProblem.fit(TinyProblem.model(), data, other, root, true, FitListener.NONE))
                .withMessageContaining("learningRate was 0.02, is now 0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TinyProblem.fit(
                        TinyProblem.model(),
                        data.withFingerprint("f00"),
                        TinyProblem.recipe(3),
                        root,
                        true,
                        FitListener.NONE))
                .withMessageContaining("data fingerprint was 0123456789abcdef, is now f00");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TinyProblem.fit(
                        TinyProblem.model(99), data, TinyProblem.recipe(3), root, true, FitListener.NONE))
                .withMessageContaining("starting weights was");
    }

    @Test
    void aRunIsNotOverwritten() throws IOException {
        fit(root, false);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit(root, false))
                .withMessage(root + " holds a run already; resume it, or name another folder.");
    }

    @Test
    void aDamagedCheckpointIsNamed() throws IOException {
        fit(root, false);
        Path file = root.resolve("checkpoint.zip");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

        assertThatIOException().isThrownBy(() -> fit(root, true)).withMessageContaining(file + " is damaged");
    }

    @Test
    void aLossThatIsNoNumberStopsTheRunAtItsStep() throws IOException {
        CamModel good = TinyProblem.model();
        Preprocessing infinite = new Preprocessing(8, 8, Preprocessing.ChannelOrder.RGB, List.of(0.0), List.of(1e-37));
        CamModel bad = good.withPreprocessing(infinite);

        assertThatExceptionOfType(DivergedException.class)
                .isThrownBy(() -> TinyProblem.fit(bad, data, TinyProblem.recipe(3), root, false, FitListener.NONE))
                .withMessageMatching(
                        "Training diverged in epoch 1, step 1 of 4: the input 'input' has a NaN or an infinite value; "
                                + "not finite are the images [^ ]+(, [^ ]+){7}\\. No epoch was finished\\. "
                                + "Lower the learning rate, now 0\\.02\\.");
        assertThat(root.resolve("checkpoint.zip")).doesNotExist();
    }

    @Test
    void aLayerThatIsNotFiniteIsNamedWithTheImagesOfTheStep() {
        CamModel model = TinyProblem.model();
        model.graph().getLayer("conv").getParam("W").muli(Float.MAX_VALUE);

        assertThatExceptionOfType(DivergedException.class)
                .isThrownBy(() -> TinyProblem.fit(model, data, TinyProblem.recipe(3), root, false, FitListener.NONE))
                .withMessageContaining("step 1 of 4: the output of layer 'conv' has a NaN or an infinite value; "
                        + "the images of this step are ");
    }

    @Test
    void aGradientThatIsNotFiniteChangesNoParameter() {
        CamModel model = TinyProblem.model();
        TrainStep trainStep = new TrainStep(model, TinyProblem.recipe(3), Set.of(), StepTargets.ofLabels(model));
        INDArray before = trainStep.graph().params().dup();
        trainStep.listen(List.of(new BaseTrainingListener() {
            @Override
            public void onBackwardPass(Model graph) {
                ((ComputationGraph) graph).gradient().getGradientFor("conv_W").putScalar(0, Float.POSITIVE_INFINITY);
            }
        }));
        INDArray images = Nd4j.rand(2, 3, 8, 8);
        List<Sample> samples = TinyProblem.of(2, 1).samples(Split.TRAIN);

        assertThatExceptionOfType(NonFiniteGuard.NotFinite.class)
                .isThrownBy(() -> trainStep.step(images, samples, 0, 4))
                .withMessage("the gradient of parameter W of layer 'conv' has a NaN or an infinite value");
        assertThat(trainStep.graph().params()).isEqualTo(before);
    }

    @Test
    void aDivergedRunKeepsTheFilesOfTheEpochsBefore() throws IOException {
        TrainRecipe explosive = TrainRecipe.fromScratch()
                .epochs(20)
                .batchSize(8)
                .optimizer(Optimizer.NESTEROV)
                .learningRate(20)
                .schedule(Schedule.CONSTANT)
                .warmUp(0)
                .weightDecay(0.9)
                .flip(false)
                .cropPadding(0)
                .labelSmoothing(0)
                .seed(5);
        List<EpochResult> epochs = new ArrayList<>();
        FitListener count = new FitListener() {
            @Override
            public void epoch(EpochResult result, boolean bestSoFar) {
                epochs.add(result);
            }
        };

        assertThatExceptionOfType(DivergedException.class)
                .isThrownBy(() -> TinyProblem.fit(TinyProblem.model(), data, explosive, root, false, count))
                .withMessageMatching("Training diverged in .*epoch " + (epochs.size() + 1)
                        + ".*: .*(is NaN|an infinite value|too large).*\\. "
                        + "The files hold the run up to epoch " + epochs.size()
                        + "\\. Lower the learning rate, now 20\\.0\\.");
        assertThat(epochs).isNotEmpty();
        assertThat(Checkpoint.read(root.resolve("checkpoint.zip")).history()).isEqualTo(epochs);
        assertThat(root.resolve("model.zip")).exists();
    }

    @Test
    void oneOfSeveralStoppingRulesEndsTheTraining() throws IOException {
        Trainer.of(TinyProblem.model(), data)
                .recipe(TinyProblem.recipe(5))
                .into(root)
                .stopWhen(StoppingRule.trainAccuracyAbove(100))
                .stopWhen(history -> history.size() == 2)
                .fit();

        assertThat(Checkpoint.read(root.resolve("checkpoint.zip")).history()).hasSize(2);
    }

    @Test
    void theTrunkMayRest() throws IOException {
        CamModel model = TinyProblem.model();
        INDArray conv = model.graph().getLayer("conv").getParam("W").dup();
        INDArray output = model.graph().getLayer("output").getParam("W").dup();
        TrainRecipe headOnly = TrainRecipe.fromScratch()
                .epochs(2)
                .batchSize(8)
                .learningRate(0.02)
                .schedule(Schedule.LINEAR)
                .warmUp(0)
                .weightDecay(0.001)
                .backboneLearningRateFactor(0)
                .cropPadding(1)
                .seed(5);
        TinyProblem.fit(model, data, headOnly, root, false, FitListener.NONE);

        assertThat(model.graph().getLayer("conv").getParam("W")).isEqualTo(conv);
        assertThat(model.graph().getLayer("output").getParam("W")).isNotEqualTo(output);
    }

    @Test
    void anImageThatGoesAwayStopsTheRunAndIsNotMissedByTheResumedOne() throws IOException {
        List<String> gone = new CopyOnWriteArrayList<>();
        TinyProblem changing = new TinyProblem(
                data.classNames(), data.trainImages(), data.validationImages(), data.fingerprint(), gone);
        FitResult whole = fit(root.resolve("whole"), false);
        FitListener afterTheFirst = new FitListener() {
            @Override
            public void epoch(EpochResult result, boolean bestSoFar) {
                gone.add("validation/3");
            }
        };
        Path out = root.resolve("changed");
        assertThatIOException()
                .isThrownBy(() -> TinyProblem.fit(
                        TinyProblem.model(), changing, TinyProblem.recipe(3), out, false, afterTheFirst))
                .withMessageContaining("image validation/3 was read in the first epoch and cannot be in epoch 2: ")
                .withMessageContaining("The files hold the run up to epoch 1. Bring the data back and resume.");
        assertThat(fit(out, true).weightsHash()).isEqualTo(whole.weightsHash());
    }

    @Test
    void unreadableImagesAreCountedAndReportedOnce() throws IOException {
        List<List<Skipped>> reports = new ArrayList<>();
        FitResult result = TinyProblem.fit(
                TinyProblem.model(),
                data.withUnreadable("train/4", "validation/2"),
                TinyProblem.recipe(3),
                root,
                false,
                new FitListener() {
                    @Override
                    public void skipped(List<Skipped> images) {
                        reports.add(images);
                    }
                });

        assertThat(reports).hasSize(1);
        assertThat(result.skipped())
                .contains(new Skipped("validation/2", "validation/2 is no image"))
                .hasSizeBetween(1, 2);
    }

    @Test
    void dataThatCannotTrainAreRefused() {
        List<String> messages = new ArrayList<>();
        for (TinyProblem bad : List.of(
                TinyProblem.of(0, 12), TinyProblem.of(33, 0), data.withClasses("red"), data.withClasses("a", "b"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TinyProblem.fit(
                            TinyProblem.model(), bad, TinyProblem.recipe(1), root, false, FitListener.NONE))
                    .satisfies(refusal -> messages.add(refusal.getMessage()));
        }

        assertThat(messages.get(0)).startsWith("Data set tiny has no images in its train split");
        assertThat(messages.get(1)).startsWith("Data set tiny has no images in its validation split");
        assertThat(messages.get(2)).startsWith("Data set tiny: found 1 as the number of classes, expected 2 or more");
        assertThat(messages.get(3)).startsWith("The network has 3 classes and data set tiny has 2");
    }

    @Test
    void whereNothingCanBeReadTheFirstImageIsNamed() {
        assertThatIOException()
                .isThrownBy(() -> TinyProblem.fit(
                        TinyProblem.model(),
                        TinyProblem.of(33, 1).withUnreadable("validation/0"),
                        TinyProblem.recipe(1),
                        root,
                        false,
                        FitListener.NONE))
                .withMessageContaining(
                        "None of the 1 validation images of data set tiny could be read; the first: validation/0");
    }
}
