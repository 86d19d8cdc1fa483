package org.cam4j.experiments.reproduce;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.CamMethods;
import org.cam4j.training.evaluate.Bootstrap;
import org.cam4j.training.evaluate.Dialect;
import org.cam4j.training.evaluate.Dialects;
import org.cam4j.training.evaluate.Evaluation;
import org.cam4j.training.evaluate.Metrics;
import org.cam4j.training.evaluate.Thresholds;
import org.cam4j.training.evaluate.TrivialBaseline;
import org.cam4j.training.evaluate.TrivialBaselines;
import org.cam4j.training.localise.ModelEvaluation;
import org.cam4j.training.run.RunIdentity;

/**
 * Classification and localisation on the test split: every metric of {@link Metrics}, at every threshold policy, for every method. The policy {@code validation}
 * takes the threshold that is best on the validation split; where there is none, each half of the test images (even and odd places) takes the one that is best on
 * the other half, and the two halves are put together again.
 *
 * @param methods ids of CAM methods
 * @param dialect id of the evaluator
 * @param trivial whether whole image, centre box, Gaussian and random map are measured too
 * @param limit the first so many images of the test split alone; 0 for all
 */
public record Localisation(List<String> methods, String dialect, boolean trivial, int limit) implements Measurement {
    private static final Bootstrap NO_INTERVALS = new Bootstrap(0, 0);
    private static final long BASELINE_SEED = 1;

    public Localisation {
        methods = List.copyOf(methods);
    }

    /** These methods on all test images, with the trivial predictions. */
    public static Localisation of(String... methods) {
        return new Localisation(List.of(methods), Dialects.DEFAULT.id(), true, 0);
    }

    /** The same on the first images only. */
    public Localisation first(int images) {
        return new Localisation(methods, dialect, trivial, images);
    }

    /** The same without the trivial predictions. */
    public Localisation withoutTrivial() {
        return new Localisation(methods, dialect, false, limit);
    }

    /** The same by the rules of another evaluator. */
    public Localisation by(String otherDialect) {
        return new Localisation(methods, otherDialect, trivial, limit);
    }

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "localization")
                .with("methods", methods)
                .with("trivial", trivial)
                .with("limit", limit)
                .with("dialect", dialect)
                .with("normaliser", Dialects.byId(dialect).normaliser().id())
                .with(
                        "policies",
                        Metrics.policies().stream().map(policy -> policy.id()).toList());
    }

    @Override
    public Measured run(RunContext context) throws IOException {
        List<CamMethod> cams = methods.stream().map(CamMethods::byId).toList();
        List<TrivialBaseline> baselines =
                trivial ? TrivialBaselines.all(context.data().samples(Split.TRAIN), BASELINE_SEED) : List.of();
        List<Sample> validation = first(context.data().samples(Split.VALIDATION), limit);
        Map<String, Double> chosen = new LinkedHashMap<>();
        if (!validation.isEmpty()) {
            evaluate(context, "choose thresholds", validation, NO_INTERVALS, cams, baselines, Optional.empty(), chosen)
                    .forEach((id, result) -> {
                        Double best = result.thresholds().get("gt_known_loc.best");
                        if (best != null) {
                            chosen.put(id, best);
                        }
                    });
        }
        Map<String, OtherHalf> halves = new ConcurrentHashMap<>(); // methods are measured side by side
        Map<String, Evaluation.Result> results = evaluate(
                context,
                "evaluate",
                first(context.data().samples(Split.TEST), limit),
                Bootstrap.STANDARD,
                cams,
                baselines,
                validation.isEmpty() ? Optional.of(halves) : Optional.empty(),
                chosen);
        Map<String, Evaluation.Result> whole = new LinkedHashMap<>();
        results.forEach((id, result) -> {
            OtherHalf half = halves.get(id);
            whole.put(id, half == null ? result : half.addTo(result));
        });
        return Measured.of(whole);
    }

    private Map<String, Evaluation.Result> evaluate(
            RunContext context,
            String task,
            List<Sample> samples,
            Bootstrap bootstrap,
            List<CamMethod> cams,
            List<TrivialBaseline> baselines,
            Optional<Map<String, OtherHalf>> halves,
            Map<String, Double> chosen)
            throws IOException {
        boolean choosing = bootstrap.equals(NO_INTERVALS);
        Dialect rules = Dialects.byId(dialect);
        ModelEvaluation evaluation =
                new ModelEvaluation(rules.normaliser(), bootstrap, Optional.empty(), context.threads(), false);
        try (Progress.Task progress = context.progress().task(task, "images", samples.size())) {
            return evaluation.run(
                    context.model(),
                    samples,
                    cams,
                    baselines,
                    id -> choosing
                            ? Metrics.choosing(rules)
                            : Metrics.all(
                                    Thresholds.REFERENCE,
                                    rules,
                                    Metrics.policies(rules, context.data().id(), Optional.ofNullable(chosen.get(id)))),
                    (id, observation) -> halves.ifPresent(map ->
                            map.computeIfAbsent(id, key -> new OtherHalf()).add(observation, rules)),
                    progress::to);
        }
    }

    private static List<Sample> first(List<Sample> samples, int limit) {
        return limit == 0 ? samples : new ArrayList<>(samples.subList(0, Math.min(limit, samples.size())));
    }
}
