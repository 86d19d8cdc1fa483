package org.cam4j.experiments.papers.shared;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.baseline.TrivialBaseline;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.Protocol;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.protocol.ModelEvaluation;
import org.cam4j.training.protocol.TwoFoldThreshold;
import org.cam4j.training.run.RunIdentity;

/**
 * Classification and localization on the test split: every metric of {@link Metrics}, at every threshold policy, for every method. The policy {@code validation}
 * takes the threshold that is best on the validation split; where there is none, each half of the test images (even and odd places) takes the one that is best on
 * the other half, and the two halves are put together again.
 *
 * @param methods ids of CAM methods
 * @param protocol id of the evaluator
 * @param trivial whether whole image, center box, Gaussian and random map are measured too
 * @param limit the first so many images of the test split alone; 0 for all
 */
public record LocalizationTask(List<String> methods, String protocol, boolean trivial, int limit) implements RunTask {
    private static final Bootstrap NO_INTERVALS = new Bootstrap(0, 0);
    private static final long BASELINE_SEED = 1;

    public LocalizationTask {
        methods = List.copyOf(methods);
    }

    /** These methods on all test images, with the trivial predictions. */
    public static LocalizationTask of(String... methods) {
        return new LocalizationTask(List.of(methods), Protocols.DEFAULT.id(), true, 0);
    }

    /** The same on the first images only. */
    public LocalizationTask first(int images) {
        return new LocalizationTask(methods, protocol, trivial, images);
    }

    /** The same without the trivial predictions. */
    public LocalizationTask withoutTrivial() {
        return new LocalizationTask(methods, protocol, false, limit);
    }

    /** The same by the rules of another evaluator. */
    public LocalizationTask by(String otherProtocol) {
        return new LocalizationTask(methods, otherProtocol, trivial, limit);
    }

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "localization")
                .with("methods", methods)
                .with("trivial", trivial)
                .with("limit", limit)
                .with("dialect", protocol)
                .with("normaliser", Protocols.byId(protocol).normalizer().id())
                .with(
                        "policies",
                        Metrics.policies().stream().map(policy -> policy.id()).toList());
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
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
        Map<String, TwoFoldThreshold> halves = new ConcurrentHashMap<>(); // methods are measured side by side
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
            TwoFoldThreshold half = halves.get(id);
            whole.put(id, half == null ? result : half.addTo(result));
        });
        return RunOutput.of(whole);
    }

    private Map<String, Evaluation.Result> evaluate(
            RunContext context,
            String task,
            List<Sample> samples,
            Bootstrap bootstrap,
            List<CamMethod> cams,
            List<TrivialBaseline> baselines,
            Optional<Map<String, TwoFoldThreshold>> halves,
            Map<String, Double> chosen)
            throws IOException {
        boolean choosing = bootstrap.equals(NO_INTERVALS);
        Protocol rules = Protocols.byId(protocol);
        ModelEvaluation evaluation =
                new ModelEvaluation(rules.normalizer(), bootstrap, Optional.empty(), context.threads(), false);
        try (Progress.Task progress = context.progress().task(task, "images", samples.size())) {
            return evaluation.run(
                    context.model(),
                    samples,
                    cams,
                    baselines,
                    id -> choosing
                            ? Metrics.choosing(rules)
                            : Metrics.all(
                                    ThresholdGrid.REFERENCE,
                                    rules,
                                    Metrics.policies(rules, context.data().id(), Optional.ofNullable(chosen.get(id)))),
                    (id, observation) -> halves.ifPresent(map -> map.computeIfAbsent(id, key -> new TwoFoldThreshold())
                            .add(observation, rules)),
                    progress::to);
        }
    }

    private static List<Sample> first(List<Sample> samples, int limit) {
        return limit == 0 ? samples : new ArrayList<>(samples.subList(0, Math.min(limit, samples.size())));
    }
}
