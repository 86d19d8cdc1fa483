package org.cam4j.experiments.papers.meng2019;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.metric.SegmentationScores;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.papers.meng2019.selection.Clustering;
import org.cam4j.experiments.papers.meng2019.selection.Selection;
import org.cam4j.experiments.papers.meng2019.selection.SimilarityMatrix;
import org.cam4j.experiments.report.picture.ContactSheet;
import org.cam4j.experiments.report.picture.OverlayRow;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.experiments.reproduce.run.TaskTraining;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.ColorMap;
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
 */
public record RepresentativeClasses(PairSource source, Split split, int limit, boolean perClass, int pictures)
        implements RunTask {
    /** Grad-CAM of the class's own output. */
    public static final String BASELINE = "grad-cam";

    /** The same at all blocks. */
    public static final String FUSION = "multi-layer-fusion";

    /** The method's name for the values of the networks. */
    public static final String NETWORKS = "networks";

    /** The method of the plain mean. */
    public static final String RAW = "s-1+F raw";

    /** In front of the keys on images with small objects. */
    public static final String SMALL = "small.";

    private static final int SIDE = 128;
    private static final List<Selection> SELECTIONS = List.of(
            Selection.RANDOM,
            Selection.RANK_A,
            Selection.RANK_B,
            Selection.S_1,
            Selection.S_2,
            Selection.S_3,
            Selection.S_4);

    /** The name of a selection's maps: {@code s-1+F} or, at all blocks, {@code s-1+A+F}. */
    public static String method(Selection selection, boolean allBlocks) {
        return selection.id() + (allBlocks ? "+A+F" : "+F");
    }

    @Override
    public RunIdentity identity() {
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

    /** What images of a label are compared with, by selection. */
    private record Chosen(Map<Selection, Map<Integer, int[]>> others) {
        static Chosen of(SimilarityMatrix matrix, int[] clusters, long seed) {
            Map<Selection, Map<Integer, int[]>> others = new LinkedHashMap<>();
            for (Selection selection : SELECTIONS) {
                Map<Integer, int[]> ofLabel = new LinkedHashMap<>();
                for (int i = 0; i < matrix.size(); i++) {
                    ofLabel.put(
                            matrix.labels().get(i),
                            Arrays.stream(selection.choose(matrix, clusters, i, seed))
                                    .map(j -> matrix.labels().get(j))
                                    .toArray());
                }
                others.put(selection, ofLabel);
            }
            return new Chosen(others);
        }

        int[] of(Selection selection, int label) {
            return Objects.requireNonNull(
                    others.getOrDefault(selection, Map.of()).get(label));
        }

        /** Those of any selection. */
        int[] all(int label) {
            Set<Integer> all = new LinkedHashSet<>();
            for (Selection selection : SELECTIONS) {
                Arrays.stream(of(selection, label)).forEach(all::add);
            }
            return all.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    @Override
    public List<String> weightsFiles() {
        return source.weightsFiles();
    }

    /** At most: every selection may take other classes. */
    @Override
    public List<TaskTraining> trainings(int classes) {
        return source.trainings(Math.min(classes * (classes - 1) / 2, classes * SELECTIONS.size() * ClusterQuality.CLUSTERS), classes);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        List<Sample> all = context.data().samples(split).stream()
                .map(ObjectMask::of)
                .filter(sample -> sample.mask().isPresent())
                .toList();
        List<Sample> measured = limit == 0 ? all : Sample.spread(all, limit);
        PairSource.Prepared prepared = source.prepare(context, measured);
        SimilarityMatrix matrix = prepared.matrix();
        Clustering clusters = ClusterQuality.clusters(matrix, context.seed());
        Chosen chosen = Chosen.of(matrix, clusters.clusters(), context.seed());
        List<Skipped> skipped = new ArrayList<>(prepared.skipped());
        List<Sample> samples = new ArrayList<>();
        for (Sample sample : measured) {
            if (matrix.labels().contains(sample.label())) {
                samples.add(sample);
            } else {
                skipped.add(new Skipped(sample.id(), "its class has no images of one label to learn from"));
            }
        }
        List<Sample> drawn = Sample.spread(samples, pictures);
        SegmentationScores scores = new SegmentationScores();
        SegmentationScores small = new SegmentationScores();
        ContactSheet sheet = new ContactSheet(
                List.of("image", "truth", "against 1", "against 2", "against 3", "against 4", "Grad-CAM", "F", "A+F"),
                SIDE);
        try (Progress.Task progress = context.progress().task("maps", "images", samples.size())) {
            long[] done = new long[1];
            skipped.addAll(prepared.maps()
                    .run(
                            samples,
                            List.of(CamMethods.byId(BASELINE), CamMethods.byId(FUSION)),
                            chosen::all,
                            (sample, own, pairs) -> {
                                Map<String, ScoreMap> maps = maps(sample, own, pairs, chosen);
                                progress.to(++done[0]);
                                Optional<Sample> read = ObjectMask.read(sample, skipped);
                                if (read.isEmpty()) {
                                    return;
                                }
                                maps.forEach((method, map) -> count(method, read.get(), map, scores, small));
                                if (drawn.contains(sample)) {
                                    draw(sheet, context, sample, maps, pairs, chosen);
                                }
                            }));
        }
        RunOutput result = new RunOutput(results(scores, small, context), skipped, Map.of());
        result = ClusterQuality.addTo(result, matrix, clusters, context.progress());
        if (!prepared.values().isEmpty()) {
            result = result.with(NETWORKS, prepared.values());
        }
        return drawn.isEmpty() ? result : result.with("maps.png", sheet.draw(1));
    }

    private static Map<String, ScoreMap> maps(
            Sample sample, Map<String, ScoreMap> own, Map<Integer, Map<String, ScoreMap>> pairs, Chosen chosen) {
        Map<String, ScoreMap> maps = new LinkedHashMap<>(own);
        for (Selection selection : SELECTIONS) {
            int[] others = chosen.of(selection, sample.label());
            maps.put(method(selection, false), PairFusion.mean(pairs, others, BASELINE));
            maps.put(method(selection, true), PairFusion.mean(pairs, others, FUSION));
        }
        maps.put(RAW, PairFusion.plainMean(pairs, chosen.of(Selection.S_1, sample.label()), BASELINE));
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
            SegmentationScores scores, SegmentationScores small, RunContext context) {
        Map<String, Comparison.Run> results = new LinkedHashMap<>();
        for (String method : scores.methods()) {
            Optional<String> baseline = method.equals(BASELINE) ? Optional.empty() : Optional.of(BASELINE);
            Comparison.Run all = scores.result(method, baseline, ThresholdSource.STATED);
            Map<String, MetricValue> values = new LinkedHashMap<>(all.metrics());
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

    private static void draw(
            ContactSheet sheet,
            RunContext context,
            Sample sample,
            Map<String, ScoreMap> maps,
            Map<Integer, Map<String, ScoreMap>> pairs,
            Chosen chosen)
            throws IOException {
        OverlayRow row = OverlayRow.of(Pictures.drawable(sample.image().read(), 2 * SIDE), ColorMap.JET)
                .image()
                .part(ObjectMask.drawn(sample), 0);
        List<String> lines = new ArrayList<>(List.of(context.data().classNames().get(sample.label())));
        int[] others = chosen.of(Selection.S_1, sample.label());
        for (int k = 0; k < ClusterQuality.CLUSTERS; k++) {
            int other = others[Math.min(k, others.length - 1)];
            row.overlay(
                    Objects.requireNonNull(pairs.getOrDefault(other, Map.of()).get(BASELINE)));
            lines.add(String.format(
                    Locale.ROOT, "%d: %s", k + 1, context.data().classNames().get(other)));
        }
        for (String method : List.of(BASELINE, method(Selection.S_1, false), method(Selection.S_1, true))) {
            row.overlay(Objects.requireNonNull(maps.get(method)));
        }
        sheet.add(lines, row.tiles());
    }
}
