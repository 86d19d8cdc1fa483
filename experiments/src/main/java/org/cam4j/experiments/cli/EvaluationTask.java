package org.cam4j.experiments.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.DatasetLocation;
import org.cam4j.datasets.Sample;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.training.backbone.CamModel;
import org.cam4j.training.evaluate.Bootstrap;
import org.cam4j.training.evaluate.Dialect;
import org.cam4j.training.evaluate.Evaluation;
import org.cam4j.training.evaluate.EvaluationGrid;
import org.cam4j.training.evaluate.Metrics;
import org.cam4j.training.evaluate.Normaliser;
import org.cam4j.training.evaluate.Observation;
import org.cam4j.training.evaluate.Thresholds;
import org.cam4j.training.evaluate.TrivialBaseline;
import org.cam4j.training.localise.Measurement;
import org.cam4j.training.localise.ModelEvaluation;
import org.cam4j.training.run.RunFolder;

/**
 * A network's maps on the images of a data set, measured with progress on the terminal: first, where it is chosen, the threshold on some images, then the metrics on
 * others.
 *
 * @param dataset its id, by which some dialects state their threshold
 * @param trivial predictions without a network that stand beside
 * @param inGrid those of the methods that are measured by every dialect, normaliser and policy too
 * @param quiet whether no progress is shown
 * @param elsewhere who measures, if not this process; then there is no grid, no map is kept, and no observation is seen
 */
record EvaluationTask(
        String dataset,
        CamModel model,
        List<CamMethod> methods,
        List<TrivialBaseline> trivial,
        Dialect dialect,
        Normaliser normaliser,
        List<CamMethod> inGrid,
        int threads,
        boolean quiet,
        long seed,
        Optional<Elsewhere> elsewhere) {
    private static final Bootstrap NO_INTERVALS = new Bootstrap(0, 0);

    /** Other machines and the data as they see them. */
    record Elsewhere(Engine engine, DatasetLocation location, Dataset data) {
        Map<String, Evaluation.Result> measure(
                Measurement measurement, CamModel model, List<Sample> samples, LongConsumer progress)
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
        ModelEvaluation evaluation =
                new ModelEvaluation(normaliser, NO_INTERVALS, Optional.empty(), threads, false);
        try (TaskProgress progress = new TaskProgress(title, "images", samples.size(), quiet)) {
            if (elsewhere.isPresent()) {
                Measurement measurement = measurement(true, ChosenThresholds.NONE, false);
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
            BiConsumer<String, Observation> observer)
            throws IOException {
        Map<String, EvaluationGrid> grids = grids(chosen, Bootstrap.STANDARD);
        ModelEvaluation evaluation =
                new ModelEvaluation(normaliser, Bootstrap.STANDARD, maps, threads, faithfulness);
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
                                    Thresholds.REFERENCE, dialect, Metrics.policies(dialect, dataset, chosen.of(id))),
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

    private Measurement measurement(boolean choosing, ChosenThresholds chosen, boolean faithfulness) {
        return new Measurement(
                dataset,
                methods.stream().map(CamMethod::id).toList(),
                dialect.id(),
                normaliser,
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

    private static void addTo(Map<String, EvaluationGrid> grids, String id, Observation observation) {
        EvaluationGrid grid = grids.get(id);
        if (grid != null) {
            grid.add(observation);
        }
    }
}
