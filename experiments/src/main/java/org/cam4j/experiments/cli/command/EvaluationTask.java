package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.format.DatasetLocation;
import org.cam4j.evaluation.baseline.TrivialBaseline;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.Protocol;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.scoring.EvaluationGrid;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.experiments.cli.terminal.TaskProgress;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.protocol.ChosenThresholds;
import org.cam4j.training.protocol.DistributedEvaluation;
import org.cam4j.training.protocol.Engine;
import org.cam4j.training.protocol.ModelEvaluation;
import org.cam4j.training.run.RunFolder;

/**
 * A network's maps on the images of a data set, measured with progress on the terminal: first, where it is chosen, the threshold on some images, then the metrics on
 * others.
 *
 * @param dataset its id, by which some dialects state their threshold
 * @param trivial predictions without a network that stand beside
 * @param inGrid those of the methods that are measured by every dialect, normalizer and policy too
 * @param quiet whether no progress is shown
 * @param elsewhere who measures, if not this process; then there is no grid, no map is kept, and no observation is seen
 */
record EvaluationTask(
        String dataset,
        CamModel model,
        List<CamMethod> methods,
        List<TrivialBaseline> trivial,
        Protocol dialect,
        Normalizer normalizer,
        List<CamMethod> inGrid,
        int threads,
        boolean quiet,
        long seed,
        Optional<Elsewhere> elsewhere) {
    private static final Bootstrap NO_INTERVALS = new Bootstrap(0, 0);

    /** Other machines and the data as they see them. */
    record Elsewhere(Engine engine, DatasetLocation location, Dataset data) {
        Map<String, Evaluation.Result> measure(
                DistributedEvaluation measurement, CamModel model, List<Sample> samples, LongConsumer progress)
                throws IOException {
            return engine.measure(measurement, model, location, data, samples, progress);
        }
    }

    /**
     * What came out.
     *
     * @param results by the id of the method or trivial prediction
     * @param cells of the grid, by the method's id; of those in the grid
     */
    record Outcome(
            Map<String, Evaluation.Result> results, Map<String, Map<EvaluationGrid.Cell, Evaluation.Result>> cells) {}

    /** The thresholds that are best for these images. */
    ChosenThresholds choose(List<Sample> samples, String title) throws IOException {
        Map<String, EvaluationGrid> grids = grids(ChosenThresholds.NONE, NO_INTERVALS);
        ModelEvaluation evaluation = new ModelEvaluation(normalizer, NO_INTERVALS, Optional.empty(), threads, false);
        try (TaskProgress progress = new TaskProgress(title, "images", samples.size(), quiet)) {
            if (elsewhere.isPresent()) {
                DistributedEvaluation measurement = measurement(true, ChosenThresholds.NONE, false);
                return ChosenThresholds.of(
                        elsewhere.get().measure(measurement, model, samples, done -> progress.to(done, "")), grids);
            }
            Map<String, Evaluation.Result> best = evaluation.run(
                    model,
                    samples,
                    methods,
                    trivial,
                    id -> Metrics.choosing(dialect),
                    (id, observation) -> addTo(grids, id, observation),
                    done -> progress.to(done, ""));
            return ChosenThresholds.of(best, grids);
        }
    }

    /**
     * All metrics.
     *
     * @param maps where the maps are kept, if at all
     * @param faithfulness whether the network is asked about changed images too
     * @param observer gets every observation of a method with the method's id
     */
    Outcome measure(
            List<Sample> samples,
            ChosenThresholds chosen,
            Optional<RunFolder> maps,
            boolean faithfulness,
            BiConsumer<String, EvaluatedImage> observer)
            throws IOException {
        Map<String, EvaluationGrid> grids = grids(chosen, Bootstrap.STANDARD);
        ModelEvaluation evaluation = new ModelEvaluation(normalizer, Bootstrap.STANDARD, maps, threads, faithfulness);
        String remark = faithfulness ? ModelEvaluation.FAITHFULNESS_PASSES + " forward passes more a map" : "";
        Map<String, Evaluation.Result> results;
        try (TaskProgress progress = new TaskProgress("evaluate", "images", samples.size(), quiet)) {
            results = elsewhere.isPresent()
                    ? elsewhere
                            .get()
                            .measure(
                                    measurement(false, chosen, faithfulness),
                                    model,
                                    samples,
                                    done -> progress.to(done, remark))
                    : evaluation.run(
                            model,
                            samples,
                            methods,
                            trivial,
                            id -> Metrics.all(
                                    ThresholdGrid.REFERENCE,
                                    dialect,
                                    Metrics.policies(dialect, dataset, chosen.of(id))),
                            (id, observation) -> {
                                addTo(grids, id, observation);
                                observer.accept(id, observation);
                            },
                            done -> progress.to(done, remark));
        }
        Map<String, Map<EvaluationGrid.Cell, Evaluation.Result>> cells = new LinkedHashMap<>();
        grids.forEach((id, grid) -> cells.put(id, grid.finish()));
        return new Outcome(results, cells);
    }

    private DistributedEvaluation measurement(boolean choosing, ChosenThresholds chosen, boolean faithfulness) {
        return new DistributedEvaluation(
                dataset,
                methods.stream().map(CamMethod::id).toList(),
                dialect.id(),
                normalizer,
                choosing,
                chosen.thresholds(),
                faithfulness,
                threads,
                seed);
    }

    /** A grid for every method that has one. */
    private Map<String, EvaluationGrid> grids(ChosenThresholds chosen, Bootstrap bootstrap) {
        Map<String, EvaluationGrid> grids = new LinkedHashMap<>();
        inGrid.forEach(
                method -> grids.put(method.id(), new EvaluationGrid(dataset, chosen.grid(method.id()), bootstrap)));
        return grids;
    }

    private static void addTo(Map<String, EvaluationGrid> grids, String id, EvaluatedImage observation) {
        EvaluationGrid grid = grids.get(id);
        if (grid != null) {
            grid.add(observation);
        }
    }
}
