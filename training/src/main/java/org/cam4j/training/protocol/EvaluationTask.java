package org.cam4j.training.protocol;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.evaluation.baseline.TrivialBaseline;
import org.cam4j.evaluation.metric.Metric;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.scoring.EvaluationGrid;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.run.RunFolder;

/**
 * Evaluation of a network's maps: {@link #choose} selects a threshold for each method on some images, {@link #measure} applies it to others and attaches
 * intervals. Where there are no other images, {@link #measureTwoFold} selects on one half what it applies to the other.
 *
 * @param methods whose maps of the ground-truth class are measured
 * @param trivial predictions without a network that are measured on the same images
 * @param inGrid those of the methods that are measured by every protocol, normalizer and policy too
 * @param threads that decode images ahead of the network
 * @param remote who measures, if not this process; then there is no grid, no map is kept, and no image is observed
 */
public record EvaluationTask(
        CamModel model,
        List<CamMethod> methods,
        List<TrivialBaseline> trivial,
        EvaluationRules rules,
        List<CamMethod> inGrid,
        int threads,
        Optional<Remote> remote) {
    /** Ignores every image. */
    public static final BiConsumer<String, EvaluatedImage> UNOBSERVED = (method, image) -> {};

    public EvaluationTask {
        methods = List.copyOf(methods);
        trivial = List.copyOf(trivial);
        inGrid = List.copyOf(inGrid);
    }

    /**
     * Other machines and the data as they read it.
     *
     * @param seed of the random trivial map
     */
    public record Remote(Engine engine, Datasets.Location location, Dataset data, long seed) {}

    /**
     * What was measured.
     *
     * @param results by the id of the method or trivial prediction
     * @param cells of the grid, by the method's id; of those in the grid
     */
    public record Outcome(
            Map<String, Evaluation.Result> results, Map<String, Map<EvaluationGrid.Cell, Evaluation.Result>> cells) {}

    /** These methods alone, in this process. */
    public static EvaluationTask of(CamModel model, List<CamMethod> methods, EvaluationRules rules, int threads) {
        return new EvaluationTask(model, methods, List.of(), rules, List.of(), threads, Optional.empty());
    }

    /** The same with trivial predictions. */
    public EvaluationTask withTrivial(List<TrivialBaseline> others) {
        return new EvaluationTask(model, methods, others, rules, inGrid, threads, remote);
    }

    /** The same with a grid for some of the methods. */
    public EvaluationTask withGrid(List<CamMethod> some) {
        return new EvaluationTask(model, methods, trivial, rules, some, threads, remote);
    }

    /** The same on other machines. */
    public EvaluationTask on(Optional<Remote> others) {
        return new EvaluationTask(model, methods, trivial, rules, inGrid, threads, others);
    }

    /**
     * Selects the thresholds that are best for these images.
     *
     * @param progress receives the number of finished images
     */
    public ChosenThresholds choose(List<Sample> samples, LongConsumer progress) throws IOException {
        Map<String, EvaluationGrid> grids = grids(ChosenThresholds.NONE, Bootstrap.NO_INTERVALS);
        if (remote.isPresent()) {
            return ChosenThresholds.of(
                    measure(remote.get(), true, ChosenThresholds.NONE, false, samples, progress), grids);
        }
        Map<String, Evaluation.Result> best = evaluation(Bootstrap.NO_INTERVALS, Optional.empty(), false)
                .run(
                        model,
                        samples,
                        methods,
                        trivial,
                        id -> rules.choosing(),
                        (id, image) -> addTo(grids, id, image),
                        progress);
        return ChosenThresholds.of(best, grids);
    }

    /**
     * Measures these images under every metric, with intervals.
     *
     * @param chosen thresholds that other images gave
     * @param observer gets every image of a method with the method's id; those of several methods at the same time
     * @param progress receives the number of finished images
     */
    public Outcome measure(
            List<Sample> samples,
            ChosenThresholds chosen,
            BiConsumer<String, EvaluatedImage> observer,
            LongConsumer progress)
            throws IOException {
        return measure(samples, chosen, Optional.empty(), false, observer, progress);
    }

    /**
     * Measures these images under every metric, with intervals.
     *
     * @param chosen thresholds that other images gave
     * @param maps where the maps are kept, if at all
     * @param faithfulness whether the network is asked about changed images too, see {@link ModelEvaluation}
     * @param observer gets every image of a method with the method's id; those of several methods at the same time
     * @param progress receives the number of finished images
     */
    public Outcome measure(
            List<Sample> samples,
            ChosenThresholds chosen,
            Optional<RunFolder> maps,
            boolean faithfulness,
            BiConsumer<String, EvaluatedImage> observer,
            LongConsumer progress)
            throws IOException {
        Map<String, EvaluationGrid> grids = grids(chosen, Bootstrap.STANDARD);
        Map<String, Evaluation.Result> results = remote.isPresent()
                ? measure(remote.get(), false, chosen, faithfulness, samples, progress)
                : evaluation(Bootstrap.STANDARD, maps, faithfulness)
                        .run(
                                model,
                                samples,
                                methods,
                                trivial,
                                id -> rules.metrics(chosen.of(id)),
                                (id, image) -> {
                                    addTo(grids, id, image);
                                    observer.accept(id, image);
                                },
                                progress);
        Map<String, Map<EvaluationGrid.Cell, Evaluation.Result>> cells = new LinkedHashMap<>();
        grids.forEach((id, grid) -> cells.put(id, grid.finish()));
        return new Outcome(results, cells);
    }

    /** As {@link #measure}, where each half of the images takes the threshold that is best for the other half, see {@link TwoFoldThreshold}. */
    public Map<String, Evaluation.Result> measureTwoFold(List<Sample> samples, LongConsumer progress)
            throws IOException {
        Map<String, TwoFoldThreshold> halves = new ConcurrentHashMap<>(); // methods are measured in parallel
        Map<String, Evaluation.Result> results = new LinkedHashMap<>(measure(
                        samples,
                        ChosenThresholds.NONE,
                        (id, image) -> halves.computeIfAbsent(id, key -> new TwoFoldThreshold())
                                .add(image, rules.protocol()),
                        progress)
                .results());
        halves.forEach((id, half) -> results.computeIfPresent(id, (key, result) -> half.addTo(result)));
        return results;
    }

    /** Measures these images under other metrics than those of the rules; in this process. */
    public Map<String, Evaluation.Result> measure(
            List<Sample> samples, List<Metric> metrics, Bootstrap bootstrap, LongConsumer progress) throws IOException {
        return evaluation(bootstrap, Optional.empty(), false)
                .run(model, samples, methods, trivial, id -> metrics, UNOBSERVED, progress);
    }

    private ModelEvaluation evaluation(Bootstrap bootstrap, Optional<RunFolder> maps, boolean faithfulness) {
        return new ModelEvaluation(rules.normalizer(), bootstrap, maps, threads, faithfulness);
    }

    private Map<String, Evaluation.Result> measure(
            Remote others,
            boolean choosing,
            ChosenThresholds chosen,
            boolean faithfulness,
            List<Sample> samples,
            LongConsumer progress)
            throws IOException {
        DistributedEvaluation measurement = new DistributedEvaluation(
                rules.dataset(),
                methods.stream().map(CamMethod::id).toList(),
                rules.protocol().id(),
                rules.normalizer(),
                choosing,
                chosen.thresholds(),
                faithfulness,
                threads,
                others.seed());
        return others.engine().measure(measurement, model, others.location(), others.data(), samples, progress);
    }

    /** A grid for every method that has one. */
    private Map<String, EvaluationGrid> grids(ChosenThresholds chosen, Bootstrap bootstrap) {
        Map<String, EvaluationGrid> grids = new LinkedHashMap<>();
        inGrid.forEach(method ->
                grids.put(method.id(), new EvaluationGrid(rules.dataset(), chosen.grid(method.id()), bootstrap)));
        return grids;
    }

    private static void addTo(Map<String, EvaluationGrid> grids, String id, EvaluatedImage image) {
        EvaluationGrid grid = grids.get(id);
        if (grid != null) {
            grid.add(image);
        }
    }
}
