package org.cam4j.experiments.reproduce;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.parts.PartsOptions;
import org.cam4j.training.fit.TrainRecipe;

/**
 * Networks and data that many experiments share, in one place, so that a run trained for one of them is found by the others. Change nothing here for the sake of one
 * experiment: every changed number trains all of them again.
 */
public final class SharedRuns {
    /** What an experiment of small scale is cross-validated over: seed s tests on part s of this many. */
    private static final int FOLDS = 5;

    private static final PartsOptions SMOKE_PARTS = new PartsOptions(4, 32, 0.45, 2, 10, 256, 32, 48);
    private static final TrainRecipe SMOKE_RECIPE = TrainRecipe.FROM_SCRATCH.withEpochs(2);
    private static final TrainRecipe SMALL_RECIPE = TrainRecipe.FROM_SCRATCH.withEpochs(6);
    private static final int SMOKE_SIZE = 32;
    private static final String SQUEEZENET = "squeezenet1_0-imagenet.safetensors";
    private static final int ILSVRC_VALIDATION = 50_000;

    private SharedRuns() {}

    /** Drawn images for seconds. */
    public static DataChoice smokeData() {
        return DataChoice.drawn(SMOKE_PARTS);
    }

    /** The 20 classes of Tiny ImageNet, whose 10,500 images all have boxes, cross-validated. */
    public static DataChoice smallData() {
        return DataChoice.of("tiny-imagenet").folds(FOLDS);
    }

    /** The network {@code mini} with this head, trained on {@link #smokeData} or {@link #smallData}. */
    public static NetworkChoice mini(Scale scale, String head) {
        return scale == Scale.SMOKE
                ? new NetworkChoice.Trained("mini", head, SMOKE_SIZE, SMOKE_RECIPE)
                : new NetworkChoice.Trained("mini", head, 0, SMALL_RECIPE);
    }

    /** {@code mini} with this head on the data of the scale, named {@code mini-HEAD}. */
    public static RunSpec mini(Scale scale, String head, Measurement measurement) {
        DataChoice data = scale == Scale.SMOKE ? smokeData() : smallData();
        return new RunSpec("mini-" + head, mini(scale, head), data, measurement);
    }

    /** Rows and columns of {@link #frozenSqueezeNet}'s input: fire8 is 14x14 and fire9 7x7 there. */
    public static final int FROZEN_SIZE = 120;

    /**
     * Heads on the maps of SqueezeNet 1.0 with its published weights, fitted to {@link #smallData}; their classes are among those that the weights were trained on.
     *
     * @param name of the run
     */
    public static RunSpec frozenSqueezeNet(String name, List<Double> thresholds, FrozenHeads.Fitted... heads) {
        return new RunSpec(
                name,
                new NetworkChoice.Published("squeezenet1_0", SQUEEZENET),
                smallData(),
                new FrozenHeads("squeezenet1_0", Optional.of(SQUEEZENET), FROZEN_SIZE, List.of(heads), thresholds));
    }

    /** SqueezeNet 1.0 with its published weights on {@link #ilsvrcValidation}. */
    public static RunSpec squeezeNet(Scale scale, Measurement measurement) {
        return published(scale, "squeezenet1_0", SQUEEZENET, measurement);
    }

    /** MobileNetV2 with its published weights on {@link #ilsvrcValidation}. */
    public static RunSpec mobileNet(Scale scale, Measurement measurement) {
        return published(scale, "mobilenet_v2", "mobilenet_v2-imagenet-folded.safetensors", measurement);
    }

    /** The ILSVRC validation images: those at hand at small scale, all 50,000 at full scale. */
    public static DataChoice ilsvrcValidation(Scale scale) {
        DataChoice images = DataChoice.of("ilsvrc");
        return scale == Scale.FULL ? images.complete(Map.of(Split.TEST, ILSVRC_VALIDATION)) : images;
    }

    private static RunSpec published(Scale scale, String backbone, String weights, Measurement measurement) {
        return new RunSpec(
                backbone, new NetworkChoice.Published(backbone, weights), ilsvrcValidation(scale), measurement);
    }
}
