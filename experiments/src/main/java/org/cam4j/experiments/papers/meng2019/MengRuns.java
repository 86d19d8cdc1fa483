package org.cam4j.experiments.papers.meng2019;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.synthetic.Parts;
import org.cam4j.experiments.papers.frozen.BinaryHead;
import org.cam4j.experiments.papers.meng2019.selection.Selection;
import org.cam4j.experiments.papers.shared.SharedRuns;
import org.cam4j.experiments.papers.shared.WeightsFiles;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.run.DataChoice;
import org.cam4j.experiments.reproduce.run.NetworkChoice;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.Scale;
import org.cam4j.training.optimizer.Optimizer;
import org.cam4j.training.optimizer.Schedule;
import org.cam4j.training.recipe.TrainRecipe;
import org.cam4j.training.wsol.WsolConfig;
import org.cam4j.training.wsol.WsolMethod;

/**
 * The runs that the experiments of Meng et al., 2019, share.
 *
 * <p>Smoke: the drawn set in the layout of PASCAL VOC, {@code mini} and binary heads on its maps. Small: MobileNetV2 with its published weights on the ILSVRC images at
 * hand, pairs distinguished by the difference of two logits; binary heads on SqueezeNet's maps on Tiny ImageNet, cross-validated; both with boxes as masks; Grad-CAM and
 * fusion on the COCO images at hand. Full: the paper's networks on all of PASCAL VOC 2012 or COCO 2017, every pair a network of its own.
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
    /**
     * Section 4.2: rate 0.0001, batches of 24, 200 epochs. Nesterov momentum, mirroring and cropping are ours; the rate stays as it is instead of being halved where
     * the loss stalls.
     */
    private static final TrainRecipe ALL_CLASSES = TrainRecipe.fromScratch()
            .epochs(200)
            .batchSize(24)
            .optimizer(Optimizer.NESTEROV)
            .learningRate(1e-4)
            .schedule(Schedule.CONSTANT)
            .warmUp(0)
            .weightDecay(0)
            .cropPadding(16)
            .labelSmoothing(0);

    private static final double ENOUGH = 95;

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
        return DataChoice.of("voc").complete(Map.of(Split.TRAIN, VOC_TRAINING, Split.TEST, VOC_TEST));
    }

    private static DataChoice coco() {
        return DataChoice.of("coco").complete(Map.of(Split.TRAIN, COCO_TRAINING, Split.TEST, COCO_TEST));
    }

    private static NetworkChoice fineTuned(String backbone) {
        return new NetworkChoice.Trained(backbone, "gap", 0, Optional.of(WeightsFiles.imagenet(backbone)), ALL_CLASSES);
    }

    private static PairSource fineTunedPairs(String backbone) {
        return new FineTunedPairs(
                backbone,
                "gap",
                0,
                Optional.of(WeightsFiles.imagenet(backbone)),
                ALL_CLASSES.epochs(BinaryHead.Recipe.PAPER.epochs()),
                ENOUGH);
    }

    /**
     * The selections on networks that stand for the paper's, at smoke and small scale.
     *
     * @param split whose images are measured; where it has none, as the ILSVRC images at hand, the run is left out
     */
    public static List<RunSpec> selections(Scale scale, Split split) {
        List<RunSpec> runs = new ArrayList<>();
        String suffix = split == Split.TEST ? "" : "-" + split.id();
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

    /** The selections on one of the paper's networks, on PASCAL VOC or COCO. */
    public static RunSpec full(String backbone, String data, Split split) {
        return new RunSpec(
                backbone + (data.equals("voc") ? "" : "-" + data) + (split == Split.TEST ? "" : "-" + split.id()),
                fineTuned(backbone),
                data.equals("voc") ? voc() : coco(),
                new RepresentativeClasses(fineTunedPairs(backbone), split, 0, true, PICTURES));
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
            case MEDIUM, FULL ->
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
            case MEDIUM, FULL ->
                List.of(
                        new RunSpec(
                                "resnet101-blocks",
                                fineTuned("resnet101"),
                                voc(),
                                new BlockFusion(BlockFusion.Outputs.OWN, PICTURES)),
                        new RunSpec(
                                "resnet101-coco-blocks",
                                fineTuned("resnet101"),
                                coco(),
                                new BlockFusion(BlockFusion.Outputs.OWN, PICTURES)));
        };
    }

    /**
     * A rival of table 5, trained on the classes of PASCAL VOC or COCO and measured as {@link #blocks}.
     *
     * @param scale {@code SMOKE} or {@code FULL}: there are no segmented training images at hand between them
     * @param backbone at full scale
     */
    public static RunSpec rival(Scale scale, String backbone, String data, WsolMethod rival) {
        String name =
                String.format(Locale.ROOT, "%s-%s%s", rival.id(), scale.id(), data.equals("voc") ? "" : "-" + data);
        BlockFusion measurement = new BlockFusion(BlockFusion.Outputs.OWN, scale == Scale.SMOKE ? 0 : PICTURES);
        if (scale == Scale.SMOKE) {
            NetworkChoice.Trained drawnRival = SharedRuns.rivalNetwork(scale, backbone, Optional.of(rival));
            return new RunSpec(name, drawnRival, drawn(), measurement);
        }
        NetworkChoice network = new NetworkChoice.Trained(
                backbone,
                rival.head("gap"),
                0,
                Optional.of(WeightsFiles.imagenet(backbone)),
                ALL_CLASSES.wsol(WsolConfig.of(rival)));
        return new RunSpec(name, network, data.equals("voc") ? voc() : coco(), measurement);
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
