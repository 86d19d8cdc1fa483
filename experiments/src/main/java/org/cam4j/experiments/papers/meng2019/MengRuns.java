package org.cam4j.experiments.papers.meng2019;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.experiments.papers.frozen.BinaryHead;
import org.cam4j.experiments.papers.meng2019.pairs.BlockTaps;
import org.cam4j.experiments.papers.meng2019.pairs.FineTunedPairs;
import org.cam4j.experiments.papers.meng2019.pairs.HeadPairs;
import org.cam4j.experiments.papers.meng2019.pairs.LogitPairs;
import org.cam4j.experiments.papers.meng2019.pairs.PairScore;
import org.cam4j.experiments.papers.meng2019.pairs.PairSource;
import org.cam4j.experiments.papers.meng2019.selection.Selection;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.papers.shared.WeightsFiles;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.recipe.Recipes;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.wsol.WsolConfig;
import org.cam4j.training.wsol.WsolMethod;

/**
 * The runs that the experiments of Meng et al., 2019, share.
 *
 * <p>Smoke: the drawn set in the layout of PASCAL VOC, {@code mini} and binary heads on its maps. Small: MobileNetV2
 * with its published weights on the available ILSVRC images, pairs distinguished by the difference of two logits; binary
 * heads on SqueezeNet's maps on Tiny ImageNet, cross-validated; both with boxes as masks; Grad-CAM and fusion on the
 * available COCO images. Medium: {@link MediumAnimals}. Full: the paper's networks on all of PASCAL VOC 2012 or COCO
 * 2017, short side 224 and central crop, every pair a network of its own.
 */
public final class MengRuns {
    /** What the paper's networks are called in its tables, and here. */
    public static final Map<String, String> NETWORKS = networks();

    private static final Parts.Options PARTS = new Parts.Options(8, 32, 0.45, 2, 10, 192, 64, 48);
    private static final int PARTS_SIZE = 32;
    private static final int PARTS_LIMIT = 32;
    private static final TrainRecipe PARTS_RECIPE = TrainRecipe.fromScratch().epochs(2);
    private static final int SQUEEZENET_SIZE = 120;
    private static final int FOLDS = 5;
    private static final int PICTURES = 6;
    private static final int SMALL_LIMIT = 400;
    /** 1,464 + 1,449 images with masks; one sample a class of each of the latter. */
    private static final int VOC_TRAINING = 1000;

    private static final int VOC_TEST = 2000;
    private static final int COCO_TRAINING = 15_000;
    private static final int COCO_TEST = 14_000;
    private static final int CROP = 224;
    private static final TrainRecipe ALL_CLASSES = Recipes.byId("meng2019").recipe();
    private static final TrainRecipe PAIRS = Recipes.byId("meng2019-pairs").recipe();

    /** Percent of training images right, above which a network of two classes is finished (section 4.2). */
    static final double ENOUGH = 95;

    private MengRuns() {}

    private static Map<String, String> networks() {
        Map<String, String> networks = new LinkedHashMap<>();
        networks.put("Res-50", "resnet50");
        networks.put("Res-101", "resnet101");
        networks.put("Res-152", "resnet152");
        networks.put("VGG-19", "vgg19");
        networks.put("Res-18", "resnet18");
        networks.put("Mobilenet", "mobilenet_v2");
        return networks;
    }

    private static NetworkChoice drawnNetwork() {
        return new NetworkChoice.Trained("mini", "gap", PARTS_SIZE, PARTS_RECIPE);
    }

    private static PairSource drawnHeads() {
        return new HeadPairs("mini", Optional.empty(), PARTS_SIZE, BinaryHead.Recipe.PAPER);
    }

    private static DataChoice drawn() {
        return DataChoice.written("voc", PARTS);
    }

    private static PairSource squeezeNetHeads(BinaryHead.Recipe recipe) {
        return new HeadPairs("squeezenet1_0", Optional.of(WeightsFiles.SQUEEZENET), SQUEEZENET_SIZE, recipe);
    }

    private static DataChoice voc() {
        return DataChoice.of("voc")
                .complete(Map.of(Split.TRAIN, VOC_TRAINING, Split.TEST, VOC_TEST))
                .centerCrop(CROP);
    }

    private static DataChoice coco() {
        return DataChoice.of("coco")
                .complete(Map.of(Split.TRAIN, COCO_TRAINING, Split.TEST, COCO_TEST))
                .centerCrop(CROP);
    }

    private static NetworkChoice fineTuned(String backbone) {
        return new NetworkChoice.Trained(backbone, "gap", 0, Optional.of(WeightsFiles.imagenet(backbone)), ALL_CLASSES);
    }

    private static FineTunedPairs fineTunedPairs(String backbone) {
        return new FineTunedPairs(backbone, "gap", 0, Optional.of(WeightsFiles.imagenet(backbone)), PAIRS, ENOUGH);
    }

    /**
     * The selections on networks that stand for the paper's; at full scale on ResNet-101, of which its figures, table 5 and ablation are.
     *
     * @param split whose images are measured; where it has none, as the available ILSVRC images, the run is left out
     */
    public static List<RunSpec> selections(Scale scale, Split split) {
        List<RunSpec> runs = new ArrayList<>();
        String suffix = suffix(split);
        if (scale == Scale.MEDIUM) {
            return MediumAnimals.selections(split);
        }
        if (scale == Scale.FULL) {
            return List.of(full("resnet101", split));
        }
        if (scale == Scale.SMOKE) {
            runs.add(new RunSpec(
                    "mini-heads" + suffix,
                    drawnNetwork(),
                    drawn(),
                    new RepresentativeClasses(drawnHeads(), split, PARTS_LIMIT, true, 2)));
            return runs;
        }
        if (split == Split.TEST) {
            runs.add(new RunSpec(
                    "mobilenet_v2",
                    new NetworkChoice.Published("mobilenet_v2", WeightsFiles.MOBILENET),
                    SharedRuns.ilsvrcValidation(Scale.SMALL),
                    new RepresentativeClasses(new LogitPairs(), split, 0, false, PICTURES)));
        }
        runs.add(new RunSpec(
                "squeezenet1_0-heads" + suffix,
                new NetworkChoice.None(),
                SharedRuns.smallData(),
                new RepresentativeClasses(
                        squeezeNetHeads(BinaryHead.Recipe.PAPER), split, SMALL_LIMIT, true, PICTURES)));
        return runs;
    }

    /** The selections on one of the paper's networks, on a split of PASCAL VOC. */
    public static RunSpec full(String backbone, Split split) {
        String name = backbone + (split == Split.TEST ? "" : "-" + split.id());
        return full(name, backbone, voc(), split, fineTunedPairs(backbone), Extent.WHOLE);
    }

    /** MobileNet with the layers after each down-sampling. */
    static RunSpec fullAfterDownsampling(String backbone) {
        Extent after = Extent.WHOLE.taps(BlockTaps.AFTER_DOWNSAMPLING);
        return full(backbone + "-after", backbone, voc(), Split.TEST, fineTunedPairs(backbone), after);
    }

    /** S-1 with the logit of the class as the score of a pair. */
    static RunSpec fullClassLogit(String backbone) {
        PairSource pairs = fineTunedPairs(backbone).withScore(PairScore.CLASS_LOGIT);
        return full(backbone + "-class-logit", backbone, voc(), Split.TEST, pairs, Extent.WHOLE.nearestOnly());
    }

    /** S-1 on COCO, with single blocks: the networks of at most 4 x 80 pairs. */
    static RunSpec fullOnCoco(String backbone) {
        Extent nearest = Extent.WHOLE.nearestOnly().withBlocks();
        return full(backbone + "-coco", backbone, coco(), Split.TEST, fineTunedPairs(backbone), nearest);
    }

    private static RunSpec full(
            String name, String backbone, DataChoice data, Split split, PairSource pairs, Extent extent) {
        return new RunSpec(
                name, fineTuned(backbone), data, new RepresentativeClasses(pairs, split, 0, true, PICTURES, extent));
    }

    /** Every class against every other one, table 1. */
    public static RunSpec everyPair(Scale scale) {
        return switch (scale) {
            case SMOKE -> new RunSpec("mini-pairs", drawnNetwork(), drawn(), new EveryPair(drawnHeads(), 0));
            case SMALL ->
                new RunSpec(
                        "squeezenet1_0-pairs",
                        new NetworkChoice.None(),
                        DataChoice.of("tiny-imagenet").folds(FOLDS),
                        new EveryPair(squeezeNetHeads(BinaryHead.Recipe.PAPER), SMALL_LIMIT));
            case MEDIUM -> MediumAnimals.everyPair(MediumAnimals.BACKBONES.get(0));
            case FULL ->
                new RunSpec(
                        "resnet152-pairs",
                        fineTuned("resnet152"),
                        voc(),
                        new EveryPair(fineTunedPairs("resnet152"), 0));
        };
    }

    /** Grad-CAM and fusion of all blocks, networks on images with masks where there are such. */
    public static List<RunSpec> blocks(Scale scale) {
        return switch (scale) {
            case SMOKE ->
                List.of(new RunSpec(
                        "mini-blocks", drawnNetwork(), drawn(), new BlockFusion(BlockFusion.Outputs.OWN, 2)));
            case SMALL ->
                List.of(
                        new RunSpec(
                                "mobilenet_v2-coco",
                                new NetworkChoice.Published("mobilenet_v2", WeightsFiles.MOBILENET),
                                DataChoice.of("coco"),
                                new BlockFusion(BlockFusion.Outputs.IMAGENET_FOR_COCO, PICTURES)),
                        new RunSpec(
                                "person-coco",
                                new NetworkChoice.Stored(WeightsFiles.PERSON),
                                DataChoice.of("coco"),
                                new BlockFusion(BlockFusion.Outputs.PERSON, PICTURES)));
            case MEDIUM ->
                MediumAnimals.BACKBONES.stream()
                        .map(backbone -> MediumAnimals.blocks(backbone, MediumAnimals.Place.VAL))
                        .toList();
            case FULL -> List.of(fullBlocks("voc", Split.TEST), fullBlocks("coco", Split.TEST));
        };
    }

    /** CAM, Grad-CAM and fusion of all blocks on ResNet-101, on PASCAL VOC or COCO. */
    static RunSpec fullBlocks(String data, Split split) {
        return new RunSpec(
                "resnet101" + (data.equals("voc") ? "" : "-" + data) + "-blocks" + suffix(split),
                fineTuned("resnet101"),
                data.equals("voc") ? voc() : coco(),
                blocks(split));
    }

    private static String suffix(Split split) {
        return split == Split.TEST ? "" : "-" + split.id();
    }

    private static BlockFusion blocks(Split split) {
        return new BlockFusion(BlockFusion.Outputs.OWN, PICTURES, split, Extent.WHOLE);
    }

    /** A WSOL method of table 5 on drawn images, measured as {@link #blocks(Scale)}. */
    static RunSpec smokeMethod(WsolMethod method) {
        return new RunSpec(
                method.id() + "-smoke",
                SharedRuns.wsolNetwork(Scale.SMOKE, "mini", Optional.of(method)),
                drawn(),
                new BlockFusion(BlockFusion.Outputs.OWN, 0));
    }

    /** A WSOL method of table 5, trained on the classes of PASCAL VOC or COCO and measured as {@link #fullBlocks}. */
    static RunSpec fullMethod(String backbone, String data, Split split, WsolMethod method) {
        NetworkChoice network = new NetworkChoice.Trained(
                backbone,
                method.head("gap"),
                0,
                Optional.of(WeightsFiles.imagenet(backbone)),
                ALL_CLASSES.wsol(WsolConfig.of(method)));
        return new RunSpec(
                method.id() + "-full" + (data.equals("voc") ? "" : "-" + data) + suffix(split),
                network,
                data.equals("voc") ? voc() : coco(),
                blocks(split));
    }

    /** Binary heads trained on, far beyond where the paper stops. */
    public static RunSpec trainedOn(Scale scale) {
        BinaryHead.Recipe longer = new BinaryHead.Recipe(1e-2, 24, 30, 1, 1);
        return scale == Scale.SMOKE
                ? new RunSpec(
                        "mini-heads-trained-on",
                        drawnNetwork(),
                        drawn(),
                        new RepresentativeClasses(
                                new HeadPairs("mini", Optional.empty(), PARTS_SIZE, longer),
                                Split.TEST,
                                PARTS_LIMIT,
                                true,
                                0))
                : new RunSpec(
                        "squeezenet1_0-heads-trained-on",
                        new NetworkChoice.None(),
                        SharedRuns.smallData(),
                        new RepresentativeClasses(squeezeNetHeads(longer), Split.TEST, SMALL_LIMIT, true, 0));
    }

    /** A value of the selections. */
    public static MetricRef measure(RunSpec run, Selection selection, boolean allBlocks, String key) {
        return new MetricRef(run.name(), RepresentativeClasses.method(selection, allBlocks), key);
    }
}
