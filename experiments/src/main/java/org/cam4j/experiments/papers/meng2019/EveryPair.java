package org.cam4j.experiments.papers.meng2019;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.metric.SegmentationScores;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;
import org.cam4j.experiments.papers.meng2019.pairs.BlockTaps;
import org.cam4j.experiments.papers.meng2019.pairs.FineTunedPairs;
import org.cam4j.experiments.papers.meng2019.pairs.PairFusion;
import org.cam4j.experiments.papers.meng2019.pairs.PairSource;
import org.cam4j.experiments.papers.meng2019.selection.SimilarityMatrix;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.experiments.reproduce.run.TaskTraining;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.run.RunIdentity;

/**
 * Table 1 of Meng et al., 2019: Grad-CAM of every class against every other one, and the mean of the maps against the best k. Which are best the paper ranks by the masks
 * of the measured images: methods {@code top-1} to {@code top-4} do so, and every value of theirs says it. Methods {@code top-1 honest} to {@code top-4 honest} rank
 * on the validation images, {@value #HONEST} takes the k that is best there too. {@value #ALL} is the mean over all other classes, {@value #SINGLE} the mean of the
 * mIoU of single pairs, {@code against CLASS} a row of the table with the IoU of every class.
 *
 * @param source what tells two classes apart
 * @param limit so many images of a split at equal distances; 0 for all
 */
public record EveryPair(PairSource source, int limit) implements RunTask {
    /** Names of methods. */
    public static final String BASELINE = "grad-cam";

    public static final String ALL = "all";
    public static final String SINGLE = "single pairs";
    public static final String HONEST = "top-k honest";

    private static final int MOST = 4;
    private static final String AGAINST = "against ";

    /** An image with its maps: of its own output, and against every other class by label. */
    private record Mapped(Sample sample, ScoreMap own, Map<Integer, ScoreMap> pairs) {
        ScoreMap mean(List<Integer> others) {
            return PairFusion.mean(others.stream()
                    .map(other -> PairFusion.unit(Objects.requireNonNull(pairs.get(other))))
                    .toList());
        }
    }

    /** The method of the best k classes. */
    public static String top(int k) {
        return "top-" + k;
    }

    /** The method of the best k classes of the validation images. */
    public static String honest(int k) {
        return top(k) + " honest";
    }

    /** The method of a row of the table. */
    public static String against(String className) {
        return AGAINST + className;
    }

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "every-pair")
                .with("source", source.identity())
                .with("most", MOST)
                .with("limit", limit);
    }

    @Override
    public boolean varies() {
        return true;
    }

    @Override
    public List<String> weightsFiles() {
        return source.weightsFiles();
    }

    @Override
    public List<TaskTraining> trainings(int classes) {
        return source.trainings(classes * (classes - 1) / 2, classes);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        List<Sample> test = masked(context, Split.TEST);
        List<Sample> validation = masked(context, Split.VALIDATION);
        PairSource.Prepared prepared = source.prepare(context, test, BlockTaps.BEFORE_DOWNSAMPLING);
        List<Skipped> skipped = new ArrayList<>(prepared.skipped());
        List<Mapped> measured = maps(context, "maps", prepared, test, skipped);
        Map<String, MetricValue> ofNetworks = prepared.values().get(); // before the validation images are counted too
        List<Mapped> chosenOn = maps(context, "maps of validation", prepared, validation, skipped);
        SimilarityMatrix matrix = prepared.matrix();
        SegmentationScores singles = singles(measured, context);
        Map<Integer, List<Integer>> best = ranked(singles, matrix, context);
        Map<Integer, List<Integer>> honest = ranked(singles(chosenOn, context), matrix, context);
        int count = bestCount(chosenOn, honest);
        SegmentationScores scores = new SegmentationScores();
        for (Mapped image : measured) {
            int label = image.sample().label();
            count(scores, BASELINE, image, image.own());
            count(scores, ALL, image, image.mean(List.copyOf(image.pairs().keySet())));
            for (int k = 1; k <= MOST; k++) {
                count(scores, top(k), image, image.mean(first(best, label, k)));
                count(scores, honest(k), image, image.mean(first(honest, label, k)));
            }
            count(scores, HONEST, image, image.mean(first(honest, label, count)));
        }
        MetricValue accuracy = ofNetworks.get(FineTunedPairs.ACCURACY);
        Map<String, Comparison.Run> results = new LinkedHashMap<>();
        for (String method : scores.methods()) {
            boolean labels = method.matches("top-[0-9]");
            ThresholdSource on = labels
                    ? ThresholdSource.MEASURED_LABELS
                    : method.startsWith("top") ? ThresholdSource.VALIDATION : ThresholdSource.STATED;
            Optional<String> baseline = method.equals(BASELINE) ? Optional.empty() : Optional.of(BASELINE);
            Comparison.Run run = scores.result(method, baseline, on);
            Map<String, MetricValue> values = new LinkedHashMap<>(run.metrics());
            if (accuracy != null) {
                values.put(FineTunedPairs.ACCURACY, accuracy);
            }
            scores.classes(method, context.data().classNames())
                    .forEach((key, value) ->
                            values.put(key, new MetricValue(value.value(), value.low(), value.high(), on)));
            results.put(method, new Comparison.Run(values, run.perImage(), run.images()));
        }
        for (String method : singles.methods()) {
            results.put(
                    method,
                    new Comparison.Run(singles.classes(method, context.data().classNames()), Map.of(), Set.of()));
        }
        RunOutput result = new RunOutput(results, skipped, Map.of())
                .with(SINGLE, Map.of("miou", meanOfPairs(singles, matrix, context)))
                .withText("pairs.csv", table(singles, matrix, context));
        return ofNetworks.isEmpty() ? result : result.with(RepresentativeClasses.NETWORKS, ofNetworks);
    }

    private List<Sample> masked(RunContext context, Split split) {
        List<Sample> samples = context.data().samples(split).stream()
                .map(ObjectMask::of)
                .filter(sample -> sample.mask().isPresent())
                .toList();
        return limit == 0 ? samples : Sample.spread(samples, limit);
    }

    private static List<Mapped> maps(
            RunContext context, String task, PairSource.Prepared prepared, List<Sample> samples, List<Skipped> skipped)
            throws IOException {
        List<Integer> labels = prepared.matrix().labels();
        List<Sample> known = samples.stream()
                .filter(sample -> labels.contains(sample.label()))
                .toList();
        List<Mapped> mapped = new ArrayList<>();
        try (Progress.Task progress = context.progress().task(task, "images", known.size())) {
            skipped.addAll(prepared.maps()
                    .run(
                            known,
                            List.of(CamMethods.byId(BASELINE)),
                            label -> labels.stream()
                                    .filter(other -> other != label)
                                    .mapToInt(Integer::intValue)
                                    .toArray(),
                            (sample, own, pairs) -> {
                                Map<Integer, ScoreMap> last = new LinkedHashMap<>();
                                pairs.forEach((other, maps) -> last.put(other, map(maps)));
                                ObjectMask.read(sample, skipped)
                                        .ifPresent(read -> mapped.add(new Mapped(read, map(own), last)));
                                progress.to(mapped.size());
                            }));
        }
        return mapped;
    }

    private static ScoreMap map(Map<String, ScoreMap> maps) {
        return Objects.requireNonNull(maps.get(BASELINE));
    }

    private static void count(SegmentationScores scores, String method, Mapped image, ScoreMap map) {
        scores.add(method, EvaluatedImage.ofMap(image.sample(), map));
    }

    /** Every image against every other class, by {@link #against}. */
    private static SegmentationScores singles(List<Mapped> images, RunContext context) {
        SegmentationScores scores = new SegmentationScores(false);
        try (Progress.Task progress = context.progress().task("single pairs", "images", images.size())) {
            long done = 0;
            for (Mapped image : images) {
                image.pairs()
                        .forEach((other, map) -> count(
                                scores, against(context.data().classNames().get(other)), image, map));
                progress.to(++done);
            }
        }
        return scores;
    }

    /** The other classes of every class, those first against which its maps are best. */
    private static Map<Integer, List<Integer>> ranked(
            SegmentationScores singles, SimilarityMatrix matrix, RunContext context) {
        Map<Integer, List<Integer>> ranked = new LinkedHashMap<>();
        for (int label : matrix.labels()) {
            ranked.put(
                    label,
                    matrix.labels().stream()
                            .filter(other -> other != label)
                            .sorted(Comparator.comparingDouble((Integer other) -> -singles.ofClass(
                                    against(context.data().classNames().get(other)), label)))
                            .toList());
        }
        return ranked;
    }

    private static List<Integer> first(Map<Integer, List<Integer>> ranked, int label, int k) {
        List<Integer> others = ranked.getOrDefault(label, List.of());
        return others.subList(0, Math.min(k, others.size()));
    }

    private static int bestCount(List<Mapped> images, Map<Integer, List<Integer>> ranked) {
        SegmentationScores scores = new SegmentationScores(false);
        for (Mapped image : images) {
            for (int k = 1; k <= MOST; k++) {
                count(
                        scores,
                        top(k),
                        image,
                        image.mean(first(ranked, image.sample().label(), k)));
            }
        }
        return IntStream.rangeClosed(1, MOST)
                .boxed()
                .max(Comparator.comparingDouble(k -> scores.mean(top(k))))
                .orElse(1);
    }

    private static MetricValue meanOfPairs(SegmentationScores singles, SimilarityMatrix matrix, RunContext context) {
        List<Double> values = new ArrayList<>();
        for (int label : matrix.labels()) {
            for (int other : matrix.labels()) {
                if (other != label) {
                    values.add(
                            singles.ofClass(against(context.data().classNames().get(other)), label));
                }
            }
        }
        Bootstrap.Interval found = Bootstrap.STANDARD.mean(
                values.stream().mapToDouble(Double::doubleValue).toArray());
        return new MetricValue(found.value(), found.low(), found.high(), ThresholdSource.STATED);
    }

    /** As the paper prints it: a row a comparison class, a column a class. */
    private static String table(SegmentationScores singles, SimilarityMatrix matrix, RunContext context) {
        List<String> names =
                matrix.names().stream().map(name -> name.split(",", 2)[0]).toList();
        StringBuilder text = new StringBuilder("against," + String.join(",", names) + "\n");
        for (int i = 0; i < matrix.size(); i++) {
            int other = matrix.labels().get(i);
            String row = against(context.data().classNames().get(other));
            String[] cells = matrix.labels().stream()
                    .map(label ->
                            label == other ? "-" : String.format(Locale.ROOT, "%.2f", singles.ofClass(row, label)))
                    .toArray(String[]::new);
            text.append(names.get(i))
                    .append(',')
                    .append(String.join(",", Arrays.asList(cells)))
                    .append('\n');
        }
        return text.toString();
    }
}
