package org.cam4j.experiments.papers.shared;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.Split;
import org.cam4j.experiments.papers.frozen.HeadTraining;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.wsol.WsolConfig;
import org.cam4j.training.wsol.WsolMethod;

/** Data and networks of the medium scale: excerpts of the papers' own data sets, and networks with published weights that two cores can train. */
public final class MediumRuns {
    /** Named in the head of every table about {@link #cub}. */
    public static final String CUB_REMARK =
            "CUB-200-2011: the first 50 of the 200 classes, 1,250 images to learn from, 250 for validation (the last five of"
                    + " a class), 1,389 to test. The other 150 classes are absent.";

    /** Named in the head of every table about {@link #vocAnimals}. */
    public static final String VOC_REMARK =
            "PASCAL VOC 2012: the classes cat, cow, dog, horse and sheep; the other 15 classes are absent.";

    /** Named in the head of every table about {@link #ilsvrcSample} and {@link #tenClasses}. */
    public static final String ILSVRC_REMARK =
            "ILSVRC: excerpts of the validation images, whole images stretched: ilsvrc-val, 800 images drawn from all"
                    + " 1,000 classes, at 227 x 227; ilsvrc-10, 490 images of ten classes, at 224 x 224.";

    /** How the networks are trained, for the remarks of a table. */
    public static final String RECIPE_REMARK =
            "Trained from published ImageNet weights for four epochs: one of the new layers alone, three of all layers; SGD"
                    + " with momentum, rate 0.01 (3e-4 for WGAP with factor 1, which diverges at 0.01), a tenth of it for the"
                    + " backbone.";

    /**
     * The backbone of the WSOL methods and of GMP: its features are bounded (ReLU6). On SqueezeNet 1.1's, which are not, RCAM and GMP diverge at the common rate, and ACoL stays at
     * chance. RCAM stays at chance on this one too: it needs a rate of its own.
     */
    public static final String BOUNDED = "mobilenet_v2";

    private static final int CUB_CLASSES = 50;
    private static final int CUB_TEST = 1389;
    private static final int SIZE = 224;
    private static final TrainRecipe RECIPE = TrainRecipe.fineTuning().epochs(4).with(RecipeKeys.HEAD_EPOCHS, 1);
    /** WGAP without the factor 1/(WH) is nearly a maximum on features without a bound, where the rate of other heads diverges. */
    private static final TrainRecipe SLOW_RECIPE = RECIPE.learningRate(3e-4);
    /** Of the heads of ACoL, SPG and the like, where the papers have 1024 on VGG. */
    private static final int UNITS = 512;

    private MediumRuns() {}

    /** The first 50 classes of CUB-200-2011, complete. */
    public static DataChoice cub() {
        return DataChoice.of("cub").firstClasses(CUB_CLASSES).complete(Map.of(Split.TEST, CUB_TEST));
    }

    /** The images of PASCAL VOC 2012 that show one of five animals, in their official parts, with masks. */
    public static DataChoice vocAnimals() {
        return DataChoice.of("voc").onlyClasses("cat", "cow", "dog", "horse", "sheep");
    }

    /** 800 ILSVRC validation images of all classes. */
    public static DataChoice ilsvrcSample() {
        return DataChoice.of("ilsvrc").in("ilsvrc-val");
    }

    /** 490 ILSVRC validation images of ten classes; networks keep their 1,000 outputs. */
    public static DataChoice ilsvrcOfTenClasses() {
        return DataChoice.of("ilsvrc").in("ilsvrc-10");
    }

    /** The same images and 1,000 training images with ten outputs, for heads that are trained. */
    public static DataChoice tenClasses() {
        return ilsvrcOfTenClasses()
                .onlyClasses(
                        "tench, Tinca tinca",
                        "English springer, English springer spaniel",
                        "cassette player",
                        "chain saw, chainsaw",
                        "church, church building",
                        "French horn, horn",
                        "garbage truck, dustcart",
                        "gas pump, gasoline pump, petrol pump, island dispenser",
                        "golf ball",
                        "parachute, chute");
    }

    /** A backbone with its published ImageNet classifier on one of the ILSVRC excerpts, named {@code BACKBONE-EXCERPT}. */
    public static RunSpec published(String backbone, DataChoice excerpt, RunTask measurement) {
        return new RunSpec(
                backbone + "-" + excerpt.folder(),
                new NetworkChoice.Published(backbone, WeightsFiles.classifier(backbone)),
                excerpt,
                measurement);
    }

    /** A backbone with this head, trained on {@link #cub} from published weights, named {@code BACKBONE-HEAD}. */
    public static RunSpec onCub(String backbone, String head, RunTask measurement) {
        return new RunSpec(
                backbone + "-" + head,
                trained(backbone, head, head.equals("wgap") ? SLOW_RECIPE : RECIPE),
                cub(),
                measurement);
    }

    /** The same trained by a method of weakly supervised localization with its paper's settings, named {@code BACKBONE-METHOD}. */
    public static RunSpec onCub(String backbone, WsolMethod method) {
        return new RunSpec(
                backbone + "-" + method.id(),
                trained(backbone, method.head("gap"), RECIPE.wsol(WsolConfig.withUnits(method, UNITS))),
                cub(),
                LocalizationTask.of(method.camMethod()).withoutTrivial());
    }

    /** A backbone with this head on published weights. */
    public static NetworkChoice.Trained trained(String backbone, String head, TrainRecipe recipe) {
        return new NetworkChoice.Trained(backbone, head, SIZE, Optional.of(WeightsFiles.classifier(backbone)), recipe);
    }

    /** A backbone on {@link #tenClasses} whose published weights stay as they are, and a head that is trained for so many epochs, named {@code BACKBONE-HEAD}. */
    public static RunSpec headOf(String backbone, String head, int epochs, RunTask measurement) {
        String weights = WeightsFiles.classifier(backbone);
        return new RunSpec(
                backbone + "-" + head,
                new NetworkChoice.Published(backbone, weights),
                tenClasses(),
                new TrainedHead(backbone, weights, SIZE, new HeadTraining(head, epochs), measurement));
    }

    /** Linear layers on poolings of a backbone's maps, fitted to the training images of an excerpt, named {@code BACKBONE-frozen-DATA}. */
    public static RunSpec linear(String backbone, DataChoice excerpt, FrozenHeads task) {
        String weights = WeightsFiles.classifier(backbone);
        return new RunSpec(
                backbone + "-frozen-" + excerpt.id(), new NetworkChoice.Published(backbone, weights), excerpt, task);
    }

    /** The measurement of {@link #linear}, at thresholds 0.2, 0.4 and 0.6 of the map's range. */
    public static FrozenHeads linearHeads(String backbone, List<FrozenHeads.Fitted> heads) {
        return new FrozenHeads(
                backbone, Optional.of(WeightsFiles.classifier(backbone)), SIZE, heads, List.of(0.2, 0.4, 0.6));
    }

    /** The backbones with published weights, those first that two cores train fastest. */
    public static List<String> backbones() {
        return List.of("squeezenet1_1", "mobilenet_v2", "googlenet-bvlc", "inception_v3");
    }
}
