package org.cam4j.experiments.papers.shared;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.experiments.papers.frozen.LinearClassifier;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.Recipes;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.wsol.WsolConfig;
import org.cam4j.training.wsol.WsolMethod;

/**
 * Networks and data that many experiments share, in one place, so that a run trained for one of them is found by the others. Change nothing here for the sake of one
 * experiment: every changed number trains all of them again.
 */
public final class SharedRuns {
    /** What an experiment of small scale is cross-validated over: seed s tests on part s of this many. */
    private static final int FOLDS = 5;

    private static final int FEWER_CLASSES = 10;

    private static final Parts.Options SMOKE_PARTS = new Parts.Options(4, 32, 0.45, 2, 10, 256, 32, 48);
    private static final TrainRecipe SMOKE_RECIPE = TrainRecipe.fromScratch().epochs(2);
    private static final TrainRecipe SMALL_RECIPE = TrainRecipe.fromScratch().epochs(6);
    /** The rate that Zhang et al. (2022) print, after two epochs of the new layers alone, without which these hardly learn. */
    public static final TrainRecipe ZHANG_RECIPE =
            Recipes.byId("zhang2022-two-stage").recipe();

    /** The recipe as they print it, in one stage. */
    private static final TrainRecipe ZHANG_LITERAL = Recipes.byId("zhang2022").recipe();

    private static final int SMOKE_SIZE = 32;
    /** Rows and columns of the input of {@link #frozenSqueezeNet}: fire8 is 14x14 and fire9 7x7 there. */
    private static final int FROZEN_SIZE = 120;

    /** The readings of Wide CAM that each of its heads decides; other heads are read as plain CAM. */
    private static final Map<String, List<String>> WIDE_METHODS = Map.of(
            "wide", List.of("wide-cam", "wide-cam@maps", "wide-cam@maps@probabilistic-sum", "wide-cam@bitwise-u8"),
            "wide@k2", List.of("wide-cam"),
            "wide@both", List.of("wide-cam", "wide-cam@maps"),
            "wide@probabilistic-sum", List.of("wide-cam@probabilistic-sum"));

    private static final Map<Split, Integer> CUB = Map.of(Split.TRAIN, 4994, Split.VALIDATION, 1000, Split.TEST, 5794);
    private static final int GOOGLENET_SIZE = 64;
    /** 1,281,167, less the 50 of each class that the development kit's loader keeps for validation; other layouts have more. */
    private static final int ILSVRC_TRAINING = 1_231_167;

    private static final int ILSVRC_VALIDATION = 50_000;

    /** A few steps of a few drawn images: what every WSOL method can afford in seconds. */
    private static final Parts.Options WSOL_PARTS = new Parts.Options(4, 32, 0.45, 2, 10, 32, 8, 12);

    private static final int SMOKE_BATCH = 8;
    /** The heads of ACoL, SPG and the like in {@code mini}: as many channels as its last map, where the papers have 1024 on VGG. */
    private static final int SMALL_UNITS = 192;

    private static final int SMALL_TRIALS = 8;
    private static final int SMALL_IMAGES = 500;
    private static final int FULL_TRIALS = 30;
    private static final int TRIAL_EPOCHS = 2;

    private SharedRuns() {}

    /** Drawn images for seconds. */
    public static DataChoice smokeData() {
        return DataChoice.drawn(SMOKE_PARTS);
    }

    /** The 20 classes of Tiny ImageNet, whose 10,500 images all have boxes, cross-validated. */
    public static DataChoice smallData() {
        return DataChoice.of("tiny-imagenet").folds(FOLDS);
    }

    /** Half of these classes, for networks that take longer than {@code mini}. */
    public static DataChoice halfOfSmallData() {
        return smallData().firstClasses(FEWER_CLASSES);
    }

    /** The network {@code mini} with this head, trained on {@link #smokeData} or {@link #smallData}. */
    public static NetworkChoice mini(Scale scale, String head) {
        return scale == Scale.SMOKE
                ? new NetworkChoice.Trained("mini", head, SMOKE_SIZE, SMOKE_RECIPE)
                : new NetworkChoice.Trained("mini", head, 0, SMALL_RECIPE);
    }

    /** {@code mini} with this head, measured, named {@code mini-HEAD}. */
    public static RunSpec mini(Scale scale, String head, RunTask measurement) {
        DataChoice data = scale == Scale.SMOKE ? smokeData() : smallData();
        return new RunSpec("mini-" + head, mini(scale, head), data, measurement);
    }

    /**
     * Heads on the maps of SqueezeNet 1.0 with its published weights, fitted to {@link #smallData}; their classes are among those that the weights were trained on.
     *
     * @param name of the run
     */
    public static RunSpec frozenSqueezeNet(String name, List<Double> thresholds, FrozenHeads.Fitted... heads) {
        return new RunSpec(
                name,
                new NetworkChoice.Published("squeezenet1_0", WeightsFiles.SQUEEZENET),
                smallData(),
                new FrozenHeads(
                        "squeezenet1_0",
                        Optional.of(WeightsFiles.SQUEEZENET),
                        FROZEN_SIZE,
                        List.of(heads),
                        thresholds));
    }

    /** A head in {@link #frozenHeads}. */
    public static FrozenHeads.Fitted frozen(String head) {
        return new FrozenHeads.Fitted(head, LinearClassifier.SOFTMAX, WIDE_METHODS.getOrDefault(head, List.of("cam")));
    }

    /** Every head without parameters of its own, on SqueezeNet's maps: one run for all experiments. */
    public static RunSpec frozenHeads() {
        return frozenSqueezeNet(
                "squeezenet1_0-frozen",
                List.of(0.2, 0.4, 0.6),
                Stream.of("gap", "gmp", "wgap", "tap", "wide", "wide@k2", "wide@both", "wide@probabilistic-sum")
                        .map(SharedRuns::frozen)
                        .toArray(FrozenHeads.Fitted[]::new));
    }

    /** A backbone with this head, fine-tuned from {@code weights/BACKBONE-imagenet.safetensors} by {@link #ZHANG_RECIPE}. */
    public static NetworkChoice fineTuned(String backbone, String head) {
        // WGAP with factor 1 is nearly a maximum on features without a bound, where the head's rate diverges
        TrainRecipe recipe =
                head.equals("wgap") ? ZHANG_RECIPE.with(RecipeKeys.HEAD_LEARNING_RATE, 3e-4) : ZHANG_RECIPE;
        return new NetworkChoice.Trained(backbone, head, 0, Optional.of(WeightsFiles.imagenet(backbone)), recipe);
    }

    /**
     * A network of Zhang 2022's table 1, named by its head: VGG-16 fine-tuned on CUB-200-2011 at full scale, else {@link #mini(Scale, String)}.
     */
    public static RunSpec zhang(Scale scale, String head, RunTask measurement) {
        return scale == Scale.FULL
                ? new RunSpec(head, fineTuned("vgg16", head), cub(), measurement)
                : new RunSpec(head, mini(scale, head), scale == Scale.SMOKE ? smokeData() : smallData(), measurement);
    }

    /** The same by the printed recipe in one stage, at full scale. */
    public static RunSpec zhangLiteral(String head) {
        NetworkChoice network =
                new NetworkChoice.Trained("vgg16", head, 0, Optional.of(WeightsFiles.imagenet("vgg16")), ZHANG_LITERAL);
        return new RunSpec(head + "-literal", network, cub(), ofHeads());
    }

    /** CUB-200-2011 with all 5,994 training images; the last five of each class also choose the epoch and the threshold. */
    public static DataChoice cub() {
        return DataChoice.of("cub").alsoLearningFromValidation().complete(CUB);
    }

    /**
     * A WSOL method, or plain CAM, with a budget of trials for learning rate and settings that is the same for every
     * method: 30 at full scale, 8 of two epochs at small scale, where half of the classes are used, those of the
     * smallest objects, and of the same fifth of the images those are tested for every seed whose object covers less
     * than half of them, so that one search serves all seeds; at smoke scale there is no search.
     *
     * @param backbone at full scale, starting from its published weights; {@code mini} else
     * @param method empty for plain CAM
     */
    public static RunSpec tuned(Scale scale, String backbone, Optional<WsolMethod> method) {
        NetworkChoice.Trained trained = wsolNetwork(scale, backbone, method);
        NetworkChoice network = switch (scale) {
            case SMOKE -> trained;
            case SMALL -> new NetworkChoice.Tuned(trained, SMALL_TRIALS, TRIAL_EPOCHS, SMALL_IMAGES);
            case MEDIUM, FULL -> new NetworkChoice.Tuned(trained, FULL_TRIALS, TRIAL_EPOCHS, 0);
        };
        String name = (scale == Scale.FULL ? backbone : "mini") + "-"
                + method.map(WsolMethod::id).orElse("cam");
        return new RunSpec(name, network, tuningData(scale), ofMethod(method));
    }

    /**
     * A WSOL method with its paper's settings on the data of Zhang 2022's table 1, named after it; at smoke scale as
     * {@link #tuned}.
     */
    public static RunSpec rival(Scale scale, String backbone, WsolMethod method) {
        if (scale == Scale.SMOKE) {
            return tuned(scale, backbone, Optional.of(method));
        }
        String name = (scale == Scale.FULL ? backbone : "mini") + "-" + method.id();
        return new RunSpec(
                name,
                wsolNetwork(scale, backbone, Optional.of(method)),
                scale == Scale.FULL ? cub() : smallData(),
                ofMethod(Optional.of(method)));
    }

    /** The same on ILSVRC, at full scale. */
    public static RunSpec wsolOnIlsvrc(String backbone, WsolMethod method) {
        return new RunSpec(
                backbone + "-" + method.id(),
                wsolNetwork(Scale.FULL, backbone, Optional.of(method)),
                ilsvrc(),
                ofMethod(Optional.of(method)));
    }

    /** A network with a WSOL method's own head and its paper's settings. */
    public static NetworkChoice.Trained wsolNetwork(Scale scale, String backbone, Optional<WsolMethod> method) {
        TrainRecipe plain = switch (scale) {
            case SMOKE -> TrainRecipe.fromScratch().epochs(1).batchSize(SMOKE_BATCH);
            case SMALL -> SMALL_RECIPE;
            case MEDIUM, FULL -> ZHANG_RECIPE;
        };
        TrainRecipe recipe = method.isPresent() ? plain.wsol(settings(scale, method.get())) : plain;
        String head = method.map(one -> one.head("gap")).orElse("gap");
        return switch (scale) {
            case SMOKE -> new NetworkChoice.Trained("mini", head, SMOKE_SIZE, recipe);
            case SMALL -> new NetworkChoice.Trained("mini", head, 0, recipe);
            case MEDIUM, FULL ->
                new NetworkChoice.Trained(backbone, head, 0, Optional.of(WeightsFiles.imagenet(backbone)), recipe);
        };
    }

    private static WsolConfig settings(Scale scale, WsolMethod method) {
        return scale == Scale.FULL ? WsolConfig.of(method) : WsolConfig.withUnits(method, SMALL_UNITS);
    }

    private static DataChoice tuningData(Scale scale) {
        return switch (scale) {
            case SMOKE -> DataChoice.drawn(WSOL_PARTS);
            case SMALL ->
                DataChoice.of("tiny-imagenet").smallestObjects(FEWER_CLASSES).heldOut(FOLDS);
            case MEDIUM, FULL -> DataChoice.of("cub").complete(CUB);
        };
    }

    /** Trivial baselines are measured once, with plain CAM. */
    private static LocalizationTask ofMethod(Optional<WsolMethod> method) {
        return method.map(one -> LocalizationTask.of(one.camMethod()).withoutTrivial())
                .orElse(LocalizationTask.of("cam"));
    }

    /** The maps that are compared on networks with a head of ours: a run of this measurement is trained and measured once for all experiments. */
    public static LocalizationTask ofHeads() {
        return LocalizationTask.of("cam", "cam-recombined", "cam-weighted", "cam-weighted-recombined");
    }

    /** The maps that are compared on networks with their published classifier. */
    public static LocalizationTask ofPublished() {
        return LocalizationTask.of("cam", "cam-recombined", "cam-positive", "cam-negative");
    }

    /**
     * Published networks on the ILSVRC validation images: the available ones at small scale, all 50,000 at full scale.
     * At smoke scale {@code mini} with a GAP head stands for them.
     *
     * @return SqueezeNet 1.0, then MobileNetV2
     */
    public static List<RunSpec> published(Scale scale, RunTask measurement) {
        return scale == Scale.SMOKE
                ? List.of(mini(scale, "gap", measurement))
                : List.of(squeezeNet(scale, measurement), mobileNet(scale, measurement));
    }

    /**
     * The published network whose classes weigh shared feature maps, MobileNetV2; {@code mini} at smoke scale. SqueezeNet's classifier is a convolution with one map a
     * class: there is nothing to recombine or to weight behind it.
     */
    public static RunSpec withClassWeights(Scale scale, RunTask measurement) {
        return scale == Scale.SMOKE ? mini(scale, "gap", measurement) : mobileNet(scale, measurement);
    }

    /** SqueezeNet 1.0 with its published weights on {@link #ilsvrcValidation}. */
    public static RunSpec squeezeNet(Scale scale, RunTask measurement) {
        return published(scale, "squeezenet1_0", WeightsFiles.SQUEEZENET, measurement);
    }

    /** MobileNetV2 with its published weights on {@link #ilsvrcValidation}. */
    public static RunSpec mobileNet(Scale scale, RunTask measurement) {
        return published(scale, "mobilenet_v2", WeightsFiles.MOBILENET, measurement);
    }

    /** The ILSVRC validation images: the available ones at small scale, all 50,000 at full scale. */
    public static DataChoice ilsvrcValidation(Scale scale) {
        DataChoice images = DataChoice.of("ilsvrc");
        return scale == Scale.FULL ? images.complete(Map.of(Split.TEST, ILSVRC_VALIDATION)) : images;
    }

    /** All of ILSVRC, for networks that are trained on it. */
    public static DataChoice ilsvrc() {
        return DataChoice.of("ilsvrc").complete(Map.of(Split.TRAIN, ILSVRC_TRAINING, Split.TEST, ILSVRC_VALIDATION));
    }

    private static RunSpec published(Scale scale, String backbone, String weights, RunTask measurement) {
        return new RunSpec(
                backbone, new NetworkChoice.Published(backbone, weights), ilsvrcValidation(scale), measurement);
    }

    /** GoogLeNet with its own or another head at small scale, from random numbers at 64 x 64: maps of 2 x 2 in its own form, of 4 x 4 in the form of CAM. */
    public static NetworkChoice googleNet(String head) {
        return new NetworkChoice.Trained("googlenet", head, GOOGLENET_SIZE, SMALL_RECIPE);
    }
}
