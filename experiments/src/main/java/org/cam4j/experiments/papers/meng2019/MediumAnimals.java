package org.cam4j.experiments.papers.meng2019;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.Split;
import org.cam4j.experiments.papers.meng2019.pairs.BlockTaps;
import org.cam4j.experiments.papers.meng2019.pairs.FineTunedPairs;
import org.cam4j.experiments.papers.meng2019.pairs.PairScore;
import org.cam4j.experiments.papers.shared.MediumRuns;
import org.cam4j.experiments.papers.shared.WeightsFiles;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.training.recipe.RecipeKeys;
import org.cam4j.training.recipe.Recipes;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.wsol.WsolConfig;
import org.cam4j.training.wsol.WsolMethod;

/**
 * The runs of medium scale: the five animals of PASCAL VOC 2012, a network of all classes and one for each of the ten pairs, fine-tuned, measured on VOC's official parts and on the
 * COCO images that show these animals. Runs of one backbone have names that begin with its id, so that they can be asked for alone.
 */
final class MediumAnimals {
    /** In the order in which they are run. */
    static final List<String> BACKBONES =
            List.of("squeezenet1_1", "mobilenet_v2", "googlenet-bvlc", "mobilenet_v1-0.75");

    /** The networks for which a printed column of small networks stands. */
    static final List<String> MOBILE_NETS = List.of("mobilenet_v2", "mobilenet_v1-0.75");

    /** The backbone on which the WSOL methods of table 5 are trained. */
    static final String OF_METHODS = BACKBONES.get(0);

    static final List<String> CLASSES = List.of("cat", "cow", "dog", "horse", "sheep");

    /** The layers that are not trained: those whose maps have 27 x 27 positions or more. */
    private static final Map<String, List<String>> FROZEN = Map.of(
            "squeezenet1_1", List.of("conv1", "fire2", "fire3", "fire4", "fire5"),
            "mobilenet_v2", List.of("conv1", "block1", "block2", "block3", "block4", "block5", "block6"),
            "googlenet-bvlc", List.of("conv1", "conv2", "conv3", "inception3a", "inception3b"),
            "mobilenet_v1-0.75", List.of("conv1", "block1", "block2", "block3", "block4", "block5"));

    private static final int CROP = 224;
    private static final int EPOCHS = 5;
    private static final int PATIENCE = 2;
    private static final int TRAINING_LIMIT = 400;
    private static final int PICTURES = 6;
    private static final int UNITS = 256;

    private MediumAnimals() {}

    /** What every table of this scale says of its runs. */
    static void remark(Plan plan) {
        plan.remark(MediumRuns.VOC_REMARK)
                .remark(
                        "Four of four other classes leave no choice: every selection takes two here, from two clusters of at least two classes. Rank-a takes the first and third place by similarity, Rank-b the second and fourth; a cluster without a k-th class gives its last, so that S-2 to S-4 are mostly the same.")
                .remark(
                        "Fine-tuned from published ImageNet weights, Adam at 1e-4, batches of 24: the network of all classes for 5 epochs (200 in the paper), halved on a plateau of 2 (5); the networks of pairs until the training accuracy is above 0.95, at most 10 epochs, as in the paper. The layers with maps of 27 x 27 positions or more are frozen.");
    }

    private static DataChoice voc() {
        return MediumRuns.vocAnimals().centerCrop(CROP);
    }

    private static List<DataChoice> coco() {
        return List.of("coco-100", "coco-val-188").stream()
                .map(folder -> DataChoice.of("coco")
                        .in(folder)
                        .onlyClasses(CLASSES.toArray(String[]::new))
                        .centerCrop(CROP))
                .toList();
    }

    private static TrainRecipe frozen(String recipe, String backbone) {
        return Recipes.byId(recipe).recipe().with(RecipeKeys.FREEZE, FROZEN.getOrDefault(backbone, List.of()));
    }

    private static TrainRecipe ofAllClasses(String backbone) {
        return frozen("meng2019", backbone).epochs(EPOCHS).with(RecipeKeys.PLATEAU_PATIENCE, PATIENCE);
    }

    private static FineTunedPairs pairs(String backbone) {
        return new FineTunedPairs(
                backbone,
                "gap",
                CROP,
                Optional.of(WeightsFiles.classifier(backbone)),
                frozen("meng2019-pairs", backbone),
                MengRuns.ENOUGH);
    }

    private static RunSpec run(String name, String backbone, RunTask measurement) {
        NetworkChoice network = MediumRuns.trained(backbone, "gap", ofAllClasses(backbone));
        return new RunSpec(name, network, voc(), measurement);
    }

    /** Every selection on the images of a split, named by the backbone. */
    static RunSpec selections(String backbone, Split split) {
        return split == Split.TEST
                ? run(backbone, backbone, selections(backbone, split, 0, Extent.WHOLE))
                : run(backbone + "-" + split.id(), backbone, selections(backbone, split, TRAINING_LIMIT, Extent.WHOLE));
    }

    /** The same with the layers after each down-sampling. */
    static RunSpec afterDownsampling(String backbone) {
        return run(
                backbone + "-after",
                backbone,
                selections(backbone, Split.TEST, 0, Extent.WHOLE.taps(BlockTaps.AFTER_DOWNSAMPLING)));
    }

    /** S-1 with the logit of the class as the score of a pair. */
    static RunSpec classLogit(String backbone) {
        return run(
                backbone + "-class-logit",
                backbone,
                new RepresentativeClasses(
                        pairs(backbone).withScore(PairScore.CLASS_LOGIT),
                        Split.TEST,
                        0,
                        false,
                        0,
                        Extent.WHOLE.nearestOnly()));
    }

    /** S-1 on the COCO images, with single blocks. */
    static RunSpec onCoco(String backbone) {
        return run(
                backbone + "-coco",
                backbone,
                selections(
                        backbone,
                        Split.TEST,
                        0,
                        Extent.WHOLE.nearestOnly().withBlocks().on(coco())));
    }

    private static RunTask selections(String backbone, Split split, int limit, Extent extent) {
        return new RepresentativeClasses(pairs(backbone), split, limit, true, PICTURES, extent);
    }

    /** Every pair of classes. */
    static RunSpec everyPair(String backbone) {
        return run(backbone + "-pairs", backbone, new EveryPair(pairs(backbone), 0));
    }

    /** Where the network of all classes is measured alone. */
    enum Place {
        VAL("blocks", "PASCAL-val"),
        TRAIN("blocks-train", "PASCAL-train"),
        COCO("blocks-coco", "COCO-val");

        private final String suffix;
        private final String column;

        Place(String suffix, String column) {
            this.suffix = suffix;
            this.column = column;
        }

        /** The printed column of table 5. */
        String column() {
            return column;
        }

        static Place of(String column) {
            return Arrays.stream(values())
                    .filter(place -> place.column.equals(column))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("Table 5 has no column '" + column + "'."));
        }

        private BlockFusion measurement() {
            return new BlockFusion(
                    BlockFusion.Outputs.OWN,
                    PICTURES,
                    this == TRAIN ? Split.TRAIN : Split.TEST,
                    this == COCO ? Extent.WHOLE.on(coco()) : Extent.WHOLE);
        }
    }

    /** CAM, Grad-CAM and their fusion over blocks on the network of all classes. */
    static RunSpec blocks(String backbone, Place place) {
        return run(backbone + "-" + place.suffix, backbone, place.measurement());
    }

    /** A WSOL method of table 5 on {@link #OF_METHODS}, measured likewise. */
    static RunSpec ofMethod(WsolMethod method, Place place) {
        return new RunSpec(
                OF_METHODS + "-" + method.id() + "-" + place.suffix,
                MediumRuns.trained(
                        OF_METHODS,
                        method.head("gap"),
                        ofAllClasses(OF_METHODS).wsol(WsolConfig.withUnits(method, UNITS))),
                voc(),
                place.measurement());
    }

    /** What tables 2 and 4 and the figures measure, one backbone after the other. */
    static List<RunSpec> selections(Split split) {
        List<RunSpec> runs = new ArrayList<>();
        BACKBONES.forEach(backbone -> runs.add(selections(backbone, split)));
        return runs;
    }
}
