package org.cam4j.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.cam4j.datasets.Dataset;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.dashboard.record.Recorders;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.FitResult;
import org.cam4j.training.fit.StoppingRule;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.fit.result.ConfusionMatrix;
import org.cam4j.training.fit.result.EpochResult;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.Networks;
import org.cam4j.training.recipe.TrainRecipe;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;

/** Follows cam4j's Trainer, writes a table of its steps and stops it early: arguments {@code OUT-FOLDER [IMAGES]}. */
public final class Callbacks {
    private static final long SEED = 1;

    private Callbacks() {}

    public static void main(String[] arguments) throws IOException {
        Path run = Path.of(arguments[0]);
        Dataset data = Batches.data(arguments);
        CamModel model = Networks.named("mini")
                .head("gap")
                .size(Batches.SIZE, Batches.SIZE)
                .classes(data.classNames())
                .create();
        Trainer trainer = Trainer.of(model, data)
                .recipe(TrainRecipe.fromScratch().epochs(20).batchSize(8).seed(SEED))
                .into(run)
                .listener(new Log())
                .listener(new Table(Files.createDirectories(run).resolve("steps.csv")))
                .stopWhen(StoppingRule.noImprovementFor(4))
                .stopWhen(history -> history.get(history.size() - 1).validationTop1() >= 90);
        List<CamMethod> methods = List.of(CamMethods.byId("cam"), CamMethods.byId("grad-cam"));
        trainer.listener(Recorders.probes(run, trainer.model(), data, methods, 6, SEED, System.out::println))
                .listener(Recorders.statistics(run, System.out::println));
        FitResult result = trainer.fit();
        System.out.printf(
                "best epoch %d of %d%n", result.best().epoch(), result.history().size());
    }

    /** Prints a line per epoch, with the class that is recognized worst. */
    private static final class Log implements FitListener {
        @Override
        public void network(EpochResult result, CamModel model, ConfusionMatrix validation) {
            int worst = 0;
            for (int label = 1; label < validation.classes(); label++) {
                worst = recall(validation, label) < recall(validation, worst) ? label : worst;
            }
            System.out.printf(
                    "epoch %d: training loss %.3f, validation loss %.3f, top-1 %.1f %%, worst class %s%n",
                    result.epoch(),
                    result.trainLoss(),
                    result.validationLoss(),
                    result.validationTop1(),
                    model.classNames().get(worst));
        }

        private static double recall(ConfusionMatrix matrix, int label) {
            return (double) matrix.count(label, label) / Math.max(1, matrix.images(label));
        }

        @Override
        public List<TrainingListener> graphListeners(long steps) {
            return List.of(new ScoreIterationListener(10)); // any listener of Deeplearning4j
        }

        @Override
        public void note(String line) {
            System.out.println(line);
        }
    }

    /** Appends a line per step to a table of comma-separated values. */
    private record Table(Path file) implements FitListener {
        @Override
        public void started(int epoch, int epochs, int steps) {
            if (epoch == 1) {
                write("epoch,step,loss,images_per_second\n", StandardOpenOption.TRUNCATE_EXISTING);
            }
        }

        @Override
        public void step(Progress progress) {
            String line = String.format(
                    Locale.ROOT,
                    "%d,%d,%.5f,%.1f\n",
                    progress.epoch(),
                    progress.step(),
                    progress.loss(),
                    progress.imagesPerSecond());
            write(line, StandardOpenOption.APPEND);
        }

        private void write(String text, StandardOpenOption how) {
            try {
                Files.writeString(file, text, StandardOpenOption.CREATE, how);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
