package org.cam4j.training.dashboard.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.cam4j.datasets.Dataset;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.fit.FitListener;
import org.cam4j.training.fit.Trainer;
import org.cam4j.training.internal.dashboard.ProbeFolder;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.recipe.TrainRecipe;

/**
 * What the dashboard shows of a run, written into its folder while it trains: see the package for the files. A recorder that cannot write reports that once and stops; the training
 * continues and ends with the same parameters.
 */
public final class Recorders {
    /** Probe images where no other number is asked for. */
    public static final int DEFAULT_IMAGES = 12;

    /** Probe images of a training that nobody configured, such as one of many in a search. */
    private static final int FEW_IMAGES = 6;

    private Recorders() {}

    /**
     * Adds both recorders to a trainer: the maps of {@value #FEW_IMAGES} probe images by the method that goes with the recipe, and statistics.
     *
     * @param out the trainer's run folder
     * @param data the trainer's
     * @param recipe the trainer's
     * @param notes takes one line when recording stops
     */
    public static void addTo(Trainer trainer, Path out, Dataset data, TrainRecipe recipe, Consumer<String> notes) {
        CamMethod method = CamMethods.byId(recipe.wsol().method().camMethod());
        trainer.listener(probes(out, trainer.model(), data, List.of(method), FEW_IMAGES, recipe.seed(), notes));
        trainer.listener(statistics(out, notes));
    }

    /**
     * Writes the maps of some probe images after every epoch.
     *
     * @param out the run's folder
     * @param model what is trained
     * @param methods whose maps are kept; those that need class weights are left out where the network has none
     * @param images how many probes, 1 to 100
     * @param seed the run's
     * @param notes takes one line when recording stops
     */
    public static FitListener probes(
            Path out,
            CamModel model,
            Dataset data,
            List<CamMethod> methods,
            int images,
            long seed,
            Consumer<String> notes) {
        return new ProbeRecorder(out, model, data, methods, images, seed, notes);
    }

    /**
     * Writes the statistics of parameters, gradients and activations, after every epoch and in long epochs more often.
     *
     * @param out the run's folder
     * @param notes gets one line when nothing can be written
     */
    public static FitListener statistics(Path out, Consumer<String> notes) {
        return new StatisticsRecorder(out, notes);
    }

    /**
     * What a recorder has measured in a run folder so far: for each epoch and each method's id the values by their keys, in percent.
     *
     * @return by epoch, in order; empty where nothing was recorded
     */
    public static Map<Integer, Map<String, Map<String, Double>>> localization(Path run) throws IOException {
        Map<Integer, Map<String, Map<String, Double>>> measured = new LinkedHashMap<>();
        new ProbeFolder(run)
                .timeline()
                .epochs()
                .forEach(epoch -> measured.put(epoch.result().epoch(), epoch.localization()));
        return measured;
    }
}
