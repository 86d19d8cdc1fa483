package org.cam4j.experiments.papers.meng2019;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.metric.SegmentationScores;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.papers.meng2019.pairs.FineTunedPairs;
import org.cam4j.experiments.papers.meng2019.pairs.PairFusion;
import org.cam4j.experiments.papers.meng2019.pairs.PairSource;
import org.cam4j.experiments.papers.meng2019.selection.Clustering;
import org.cam4j.experiments.papers.meng2019.selection.Selection;
import org.cam4j.experiments.papers.meng2019.selection.SimilarityMatrix;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.claim.Plan;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.experiments.reproduce.run.TaskTraining;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.run.RunIdentity;

/**
 * The whole of Meng et al., 2019, on the images of a split: classes to compare with by every {@link Selection} (S), maps against them (A: at all blocks, fused; without A
 * by Grad-CAM), and their mean (F). Methods: {@value #BASELINE} (all classes at once), {@value #FUSION} (A alone), {@code SELECTION+F} and {@code SELECTION+A+F}, and
 * {@code s-1+F raw}, the mean of maps as they are. Values are those of {@link SegmentationScores}; boxes stand for masks where there are none. Under {@code
 * small.KEY}: on the images whose object covers less than half. {@link ClusterQuality} and the networks' own values ({@value #NETWORKS}) are beside them.
 *
 * @param source what tells two classes apart
 * @param split whose images are measured
 * @param limit so many of them at equal distances; 0 for all
 * @param perClass whether the IoU of every class is kept
 * @param pictures how many images are drawn
 * @param extent the selections, the layers of step A, and whose images
 */
public record RepresentativeClasses(
        PairSource source, Split split, int limit, boolean perClass, int pictures, Extent extent) implements RunTask {
    /** Grad-CAM of the class's own output. */
    public static final String BASELINE = "grad-cam";

    /** The same at all blocks. */
    public static final String FUSION = "multi-layer-fusion";

    /** The method's name for the values of the networks. */
    public static final String NETWORKS = "networks";

    private static final double LEARNED_PAIRS = 75;

    /** The method of the plain mean. */
    public static final String RAW = "s-1+F raw";

    /** In front of the keys on images with small objects. */
    public static final String SMALL = "small.";

    private static final String SUM = FUSION + "@sum";

    /** All of tables 2 to 4, on the run's own images. */
    public RepresentativeClasses(PairSource source, Split split, int limit, boolean perClass, int pictures) {
        this(source, split, limit, perClass, pictures, Extent.WHOLE);
    }

    /** The name of a selection's maps: {@code s-1+F} or, at all blocks, {@code s-1+A+F}. */
    public static String method(Selection selection, boolean allBlocks) {
        return selection.id() + (allBlocks ? "+A+F" : "+F");
    }

    /** The mean of S-1's maps of one block, from 1; of the sum of all blocks for 0. */
    public static String blockMethod(int block) {
        return Selection.S_1.id() + (block == 0 ? "+sum" : "+layer" + block) + "+F";
    }

    /** Voids the claims of a plan about runs whose network of all classes is below 50 %, or whose pairs are below {@value #LEARNED_PAIRS} %, half of the way from chance. */
    static Plan onlyLearned(Plan plan) {
        for (RunSpec run : plan.runs()) {
            plan.requireLearned(new MetricRef(run.name(), NETWORKS, FineTunedPairs.ACCURACY), Claim.LEARNED);
            plan.requireLearned(new MetricRef(run.name(), NETWORKS, FineTunedPairs.BINARY_ACCURACY), LEARNED_PAIRS);
        }
        return plan;
    }

    @Override
    public RunIdentity identity() {
        return extent.addTo(plain());
    }

    private RunIdentity plain() {
        return RunIdentity.of("kind", "representative-classes")
                .with("source", source.identity())
                .with("split", split.id())
                .with("limit", limit)
                .with("per class", perClass)
                .with("pictures", pictures)
                .with("clusters", ClusterQuality.CLUSTERS);
    }

    @Override
    public boolean varies() {
        return true; // random classes, the start of the clusters
    }

    @Override
    public List<String> datasets() {
        return extent.datasets();
    }

    @Override
    public List<String> weightsFiles() {
        return source.weightsFiles();
    }

    /** At most: every selection may take other classes. */
    @Override
    public List<TaskTraining> trainings(int classes) {
        int chosen = classes * extent.selections().size() * ClusterQuality.CLUSTERS;
        return source.trainings(Math.min(classes * (classes - 1) / 2, chosen), classes);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        List<Sample> all = extent.samples(context, split).stream()
                .map(ObjectMask::of)
                .filter(sample -> sample.mask().isPresent())
                .toList();
        List<Sample> measured = limit == 0 ? all : Sample.spread(all, limit);
        PairSource.Prepared prepared = source.prepare(context, measured, extent.taps());
        SimilarityMatrix matrix = prepared.matrix();
        Clustering clusters = ClusterQuality.clusters(matrix, context.seed());
        ChosenClasses chosen = ChosenClasses.of(matrix, clusters.clusters(), extent.selections(), context.seed());
        List<Skipped> skipped = new ArrayList<>(prepared.skipped());
        List<Sample> samples = new ArrayList<>();
        for (Sample sample : measured) {
            if (matrix.labels().contains(sample.label())) {
                samples.add(sample);
            } else {
                skipped.add(new Skipped(sample.id(), "its class has no images of one label to learn from"));
            }
        }
        Map<String, String> blocks = blocks(context);
        List<CamMethod> methods = new ArrayList<>(List.of(CamMethods.byId(BASELINE), CamMethods.byId(FUSION)));
        blocks.values().stream()
                .filter(method -> !method.equals(FUSION))
                .map(CamMethods::byId)
                .forEach(methods::add);
        List<Sample> drawn = Sample.spread(samples, pictures);
        SegmentationScores scores = new SegmentationScores();
        SegmentationScores small = new SegmentationScores();
        int others = samples.stream()
                .mapToInt(sample -> chosen.of(Selection.S_1, sample.label()).length)
                .max()
                .orElse(0);
        PairSheet sheet = new PairSheet(context.data().classNames(), others, List.copyOf(blocks.keySet()));
        try (Progress.Task progress = context.progress().task("maps", "images", samples.size())) {
            long[] done = new long[1];
            skipped.addAll(prepared.maps().run(samples, methods, chosen::all, (sample, own, pairs) -> {
                Map<String, ScoreMap> maps = maps(sample, own, pairs, chosen, blocks);
                progress.to(++done[0]);
                Optional<Sample> read = ObjectMask.read(sample, skipped);
                if (read.isEmpty()) {
                    return;
                }
                maps.forEach((method, map) -> count(method, read.get(), map, scores, small));
                if (drawn.contains(sample)) {
                    sheet.add(sample, maps, pairs, chosen.of(Selection.S_1, sample.label()));
                }
            }));
        }
        Map<String, MetricValue> ofNetworks = prepared.values().get();
        RunOutput result = new RunOutput(results(scores, small, ofNetworks, context), skipped, Map.of());
        result = ClusterQuality.addTo(result, matrix, clusters, context.progress());
        if (!ofNetworks.isEmpty()) {
            result = result.with(NETWORKS, ofNetworks);
        }
        if (drawn.isEmpty()) {
            return result;
        }
        result = result.with("maps.png", sheet.maps());
        return extent.blocks()
                ? result.with("blocks.png", sheet.blocks()).with("classes.png", chart(result, context))
                : result;
    }

    private static BufferedImage chart(RunOutput result, RunContext context) {
        List<String> methods = List.of(BASELINE, method(Selection.S_1, false), method(Selection.S_1, true));
        return BlockFusion.chart(result.methods(), methods, context.data().classNames());
    }

    /** The method of every block's map in the network, by the name of its mean over S-1. */
    private Map<String, String> blocks(RunContext context) {
        Map<String, String> blocks = new LinkedHashMap<>();
        if (extent.blocks()) {
            int count = extent.taps().of(context.model()).size();
            for (int block = 1; block <= count; block++) {
                blocks.put(blockMethod(block), BlockFusion.layer(block));
            }
            blocks.put(blockMethod(0), SUM);
            blocks.put(method(Selection.S_1, true), FUSION);
        }
        return blocks;
    }

    private Map<String, ScoreMap> maps(
            Sample sample,
            Map<String, ScoreMap> own,
            Map<Integer, Map<String, ScoreMap>> pairs,
            ChosenClasses chosen,
            Map<String, String> blocks) {
        Map<String, ScoreMap> maps = new LinkedHashMap<>();
        for (String method : List.of(BASELINE, FUSION)) {
            maps.put(method, Objects.requireNonNull(own.get(method)));
        }
        for (Selection selection : extent.selections()) {
            int[] others = chosen.of(selection, sample.label());
            maps.put(method(selection, false), PairFusion.mean(pairs, others, BASELINE));
            maps.put(method(selection, true), PairFusion.mean(pairs, others, FUSION));
        }
        int[] nearest = chosen.of(Selection.S_1, sample.label());
        blocks.forEach((name, method) -> maps.put(name, PairFusion.mean(pairs, nearest, method)));
        maps.put(RAW, PairFusion.plainMean(pairs, nearest, BASELINE));
        return maps;
    }

    private static void count(
            String method, Sample sample, ScoreMap map, SegmentationScores scores, SegmentationScores small) {
        EvaluatedImage observation = EvaluatedImage.ofMap(sample, map);
        scores.add(method, observation);
        if (ObjectMask.isSmall(observation)) {
            small.add(method, observation);
        }
    }

    private Map<String, Comparison.Run> results(
            SegmentationScores scores,
            SegmentationScores small,
            Map<String, MetricValue> ofNetworks,
            RunContext context) {
        Map<String, Comparison.Run> results = new LinkedHashMap<>();
        MetricValue accuracy = ofNetworks.get(FineTunedPairs.ACCURACY);
        for (String method : scores.methods()) {
            Optional<String> baseline = method.equals(BASELINE) ? Optional.empty() : Optional.of(BASELINE);
            Comparison.Run all = scores.result(method, baseline, ThresholdSource.STATED);
            Map<String, MetricValue> values = new LinkedHashMap<>(all.metrics());
            if (accuracy != null) { // claims are void where the network has not learned
                values.put(FineTunedPairs.ACCURACY, accuracy);
            }
            if (small.methods().contains(method)) {
                Map<String, MetricValue> ofSmall =
                        small.result(method, baseline, ThresholdSource.STATED).metrics();
                for (String key : List.of("miou", "miou.difference")) {
                    MetricValue value = ofSmall.get(key);
                    if (value != null) {
                        values.put(SMALL + key, value);
                    }
                }
            }
            if (perClass) {
                values.putAll(scores.classes(method, context.data().classNames()));
            }
            results.put(method, new Comparison.Run(values, all.perImage(), all.images()));
        }
        return results;
    }
}
