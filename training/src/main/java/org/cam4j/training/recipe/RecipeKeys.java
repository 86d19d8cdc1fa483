package org.cam4j.training.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cam4j.evaluation.catalog.Catalog;
import org.cam4j.training.fit.result.EpochMetric;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.optimizer.Schedule;
import org.cam4j.training.recipe.RecipeKey.Values;
import org.cam4j.training.wsol.WsolConfig;

/** The settings of a {@link TrainRecipe}. */
public final class RecipeKeys {
    private static final String NONE_AT_ZERO = "0 (off) or more";

    /** {@link TrainRecipe#epochs}. */
    public static final RecipeKey<Integer> EPOCHS = RecipeKey.first(
            "epochs",
            "epochs",
            Values.INTEGER,
            12,
            "1 or more",
            value -> value >= 1,
            "Passes over the training split; the schedule is stretched over them.");

    /** Steps of the whole run instead of epochs. */
    public static final RecipeKey<Integer> STEPS = RecipeKey.later(
            "steps",
            Values.INTEGER,
            0,
            "0 (train for 'epochs') or more",
            value -> value >= 0,
            "Training steps of the whole run; 0 trains for 'epochs'. The last epoch may be shorter.");

    /** {@link TrainRecipe#batchSize}. */
    public static final RecipeKey<Integer> BATCH_SIZE = RecipeKey.first(
            "batch-size",
            "batchSize",
            Values.INTEGER,
            32,
            "1 or more",
            value -> value >= 1,
            "Images per step; an incomplete last batch of an epoch is left out.");

    /** {@link TrainRecipe#seed}. */
    public static final RecipeKey<Long> SEED = RecipeKey.first(
            "seed",
            "seed",
            Values.LONG,
            1L,
            "a whole number",
            value -> true,
            "Determines the order of the images, augmentation and dropout.");

    /** {@link TrainRecipe#optimizer}. */
    public static final RecipeKey<Optimizer> OPTIMIZER = RecipeKey.first(
            "optimizer",
            "optimiser",
            Values.choice(Optimizer.class, Enum::name),
            Optimizer.ADAMW,
            "one of " + RecipeKey.ids(Optimizer.class),
            value -> true,
            "Optimizer.");

    /** {@link TrainRecipe#learningRate}. */
    public static final RecipeKey<Double> LEARNING_RATE = RecipeKey.first(
            "learning-rate",
            "learningRate",
            Values.NUMBER,
            0.002,
            "above 0 and below 100",
            value -> value > 0 && value < 100,
            "The highest learning rate of the run, that of the head.");

    /** Momentum of {@link Optimizer#NESTEROV}. */
    public static final RecipeKey<Double> MOMENTUM = RecipeKey.later(
            "momentum",
            Values.NUMBER,
            0.9,
            "0 to below 1",
            value -> value >= 0 && value < 1,
            "Momentum of 'nesterov'.");

    /** Decay of the first moment of Adam and AdamW. */
    public static final RecipeKey<Double> BETA1 = RecipeKey.later(
            "beta1",
            Values.NUMBER,
            0.9,
            "0 to below 1",
            value -> value >= 0 && value < 1,
            "Decay of the mean gradient of 'adam' and 'adamw'.");

    /** Decay of the second moment of Adam and AdamW. */
    public static final RecipeKey<Double> BETA2 = RecipeKey.later(
            "beta2",
            Values.NUMBER,
            0.999,
            "0 to below 1",
            value -> value >= 0 && value < 1,
            "Decay of the mean squared gradient of 'adam' and 'adamw'.");

    /** Added to the denominator of Adam and AdamW. */
    public static final RecipeKey<Double> EPSILON = RecipeKey.later(
            "epsilon",
            Values.NUMBER,
            1e-8,
            "above 0 and at most 1",
            value -> value > 0 && value <= 1,
            "Added to the denominator of 'adam' and 'adamw'.");

    /** {@link TrainRecipe#weightDecay}. */
    public static final RecipeKey<Double> WEIGHT_DECAY = RecipeKey.first(
            "weight-decay",
            "weightDecay",
            Values.NUMBER,
            0.02,
            "0 to below 1",
            value -> value >= 0 && value < 1,
            "Weight decay of weights; biases and batch normalization have none. Decoupled for 'adamw'.");

    /** Longest L2 norm of the gradient of all parameters. */
    public static final RecipeKey<Double> CLIP_NORM = RecipeKey.later(
            "clip-norm",
            Values.NUMBER,
            0.0,
            NONE_AT_ZERO,
            value -> value >= 0 && Double.isFinite(value),
            "A gradient whose L2 norm over all parameters is larger is scaled to it; 0 for none.");

    /** Largest absolute value of a gradient. */
    public static final RecipeKey<Double> CLIP_VALUE = RecipeKey.later(
            "clip-value",
            Values.NUMBER,
            0.0,
            NONE_AT_ZERO,
            value -> value >= 0 && Double.isFinite(value),
            "Each value of the gradient is cut to this absolute value; 0 for none.");

    /** {@link TrainRecipe#schedule}. */
    public static final RecipeKey<Schedule> SCHEDULE = RecipeKey.first(
            "schedule",
            "schedule",
            Values.choice(Schedule.class, Enum::name),
            Schedule.COSINE,
            "one of " + RecipeKey.ids(Schedule.class),
            value -> true,
            "How the learning rate falls after the warm-up.");

    /** {@link TrainRecipe#warmUp}. */
    public static final RecipeKey<Double> WARM_UP = RecipeKey.first(
            "warm-up",
            "warmUp",
            Values.NUMBER,
            0.1,
            "0 to below 1, a part of all steps",
            value -> value >= 0 && value < 1,
            "The part of all steps over which the learning rate rises from near zero.");

    /** {@link TrainRecipe#backboneLearningRateFactor}. */
    public static final RecipeKey<Double> BACKBONE_FACTOR = RecipeKey.first(
            "backbone-factor",
            "trunkFactor",
            Values.NUMBER,
            1.0,
            "0 to 1",
            value -> value >= 0 && value <= 1,
            "Multiplies the learning rate of the backbone's layers; 1 trains all layers alike.");

    /** Epochs between two falls of the learning rate. */
    public static final RecipeKey<Integer> STEP_EPOCHS = RecipeKey.later(
            "step-epochs",
            Values.INTEGER,
            30,
            "1 or more",
            value -> value >= 1,
            "Epochs between two falls of the learning rate of the schedule 'step'.");

    /** Epochs without a lower validation loss before the learning rate falls. */
    public static final RecipeKey<Integer> PLATEAU_PATIENCE = RecipeKey.later(
            "plateau-patience",
            Values.INTEGER,
            3,
            "1 or more",
            value -> value >= 1,
            "Epochs without a lower validation loss before the learning rate of the schedule 'plateau' falls.");

    /** What the learning rate is multiplied by when it falls. */
    public static final RecipeKey<Double> DECAY_FACTOR = RecipeKey.later(
            "decay-factor",
            Values.NUMBER,
            0.5,
            "above 0 and at most 1",
            value -> value > 0 && value <= 1,
            "What the learning rate is multiplied by at every fall of 'step' and 'plateau'.");

    /** Layers that are not trained. */
    public static final RecipeKey<List<String>> FREEZE = RecipeKey.later(
            "freeze",
            Values.NAMES,
            List.of(),
            "layer names or their beginnings, or 'backbone'",
            value -> true,
            "Layers that are not trained: names or their beginnings such as [conv1, layer2]; [backbone] for all but the head.");

    /** Epochs of a first stage that trains the head alone. */
    public static final RecipeKey<Integer> HEAD_EPOCHS = RecipeKey.later(
            "head-epochs",
            Values.INTEGER,
            0,
            NONE_AT_ZERO,
            value -> value >= 0,
            "First epochs, of 'epochs', that train the head alone at a constant rate; then the schedule begins.");

    /** The learning rate of the first stage. */
    public static final RecipeKey<Double> HEAD_LEARNING_RATE = RecipeKey.later(
            "head-learning-rate",
            Values.NUMBER,
            0.0,
            "0 ('learning-rate') to below 100",
            value -> value >= 0 && value < 100,
            "The learning rate of the first 'head-epochs'; 0 for 'learning-rate'.");

    /** Epochs without improvement that end the training. */
    public static final RecipeKey<Integer> PATIENCE = RecipeKey.later(
            "patience",
            Values.INTEGER,
            0,
            NONE_AT_ZERO,
            value -> value >= 0,
            "Epochs without improvement of 'stop-metric' that end the training; 0 trains to the last epoch.");

    /** What must improve for the training to go on. */
    public static final RecipeKey<EpochMetric> STOP_METRIC =
            RecipeKey.choice("stop-metric", EpochMetric.TOP1, "What 'patience' waits for, on the validation split.");

    /** By how much it must improve. */
    public static final RecipeKey<Double> MIN_IMPROVEMENT = RecipeKey.later(
            "min-improvement",
            Values.NUMBER,
            0.0,
            "0 or more",
            value -> value >= 0 && Double.isFinite(value),
            "Smallest change of 'stop-metric', in its unit, that counts as an improvement.");

    /** What the best epoch is chosen by. */
    public static final RecipeKey<EpochMetric> BEST_METRIC = RecipeKey.choice(
            "best-metric", EpochMetric.TOP1, "What the epoch of model.zip is best in, on the validation split.");

    /** {@link TrainRecipe#labelSmoothing}. */
    public static final RecipeKey<Double> LABEL_SMOOTHING = RecipeKey.first(
            "label-smoothing",
            "labelSmoothing",
            Values.NUMBER,
            0.1,
            "0 to below 1",
            value -> value >= 0 && value < 1,
            "The part of a label that is spread over all classes.");

    /** {@link TrainRecipe#wsol}. */
    public static final RecipeKey<WsolConfig> WSOL = RecipeKey.later(
                    "wsol",
                    new Values<>(RecipeKeys::wsol, WsolConfig::toString, WsolConfig::toString),
                    WsolConfig.NONE,
                    "empty, or a WSOL method with its settings such as has:p=0.5",
                    value -> true,
                    "WSOL method that changes training; empty for plain training.")
            .writtenAs("rival");

    /** Every key by its group, in the order of recipe files. */
    static final Map<String, List<RecipeKey<?>>> GROUPS = groups();

    private static final Catalog<RecipeKey<?>> ALL = Catalog.of(
            "recipe key",
            RecipeKey::id,
            GROUPS.values().stream().flatMap(List::stream).toList());

    /** The order in which identities have been written from the first version on, and the later keys. */
    private static final List<RecipeKey<?>> IN_IDENTITY = identityOrder();

    private RecipeKeys() {}

    private static Map<String, List<RecipeKey<?>>> groups() {
        Map<String, List<RecipeKey<?>>> groups = new LinkedHashMap<>();
        groups.put("Length", List.of(EPOCHS, STEPS, BATCH_SIZE, SEED));
        groups.put(
                "Optimizer",
                List.of(
                        OPTIMIZER,
                        LEARNING_RATE,
                        MOMENTUM,
                        BETA1,
                        BETA2,
                        EPSILON,
                        WEIGHT_DECAY,
                        CLIP_NORM,
                        CLIP_VALUE));
        groups.put("Learning rate", List.of(SCHEDULE, WARM_UP, STEP_EPOCHS, PLATEAU_PATIENCE, DECAY_FACTOR));
        groups.put("Layers", List.of(BACKBONE_FACTOR, FREEZE, HEAD_EPOCHS, HEAD_LEARNING_RATE));
        groups.put(
                "Augmentation",
                List.of(
                        ImageKeys.FLIP,
                        ImageKeys.CROP_PADDING,
                        ImageKeys.CROP_SCALE,
                        ImageKeys.COLOR_JITTER,
                        ImageKeys.ROTATION,
                        ImageKeys.MIXUP,
                        ImageKeys.CUTMIX,
                        ImageKeys.INPUT_SIZES));
        groups.put("Labels and loss", List.of(ImageKeys.SAMPLING, ImageKeys.CLASS_WEIGHTS, LABEL_SMOOTHING, WSOL));
        groups.put("Best epoch and stopping", List.of(BEST_METRIC, PATIENCE, STOP_METRIC, MIN_IMPROVEMENT));
        return groups;
    }

    private static List<RecipeKey<?>> identityOrder() {
        List<RecipeKey<?>> first = List.of(
                EPOCHS,
                BATCH_SIZE,
                OPTIMIZER,
                LEARNING_RATE,
                SCHEDULE,
                WARM_UP,
                WEIGHT_DECAY,
                BACKBONE_FACTOR,
                ImageKeys.FLIP,
                ImageKeys.CROP_PADDING,
                LABEL_SMOOTHING,
                SEED,
                WSOL);
        return Stream.concat(first.stream(), ALL.all().stream().filter(key -> !first.contains(key)))
                .toList();
    }

    /** Every key, in the order of recipe files. */
    public static List<RecipeKey<?>> all() {
        return ALL.all();
    }

    /**
     * The key with this id.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest id and all others
     */
    public static RecipeKey<?> byId(String id) {
        return ALL.byId(id);
    }

    static List<RecipeKey<?>> inIdentity() {
        return IN_IDENTITY;
    }

    private static WsolConfig wsol(String text) {
        return text.isEmpty() ? WsolConfig.NONE : WsolConfig.parse(text);
    }
}
