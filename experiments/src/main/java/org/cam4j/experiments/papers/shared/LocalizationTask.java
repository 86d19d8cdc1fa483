package org.cam4j.experiments.papers.shared;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.baseline.TrivialBaseline;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.training.protocol.ChosenThresholds;
import org.cam4j.training.protocol.EvaluationRules;
import org.cam4j.training.protocol.EvaluationTask;
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
        List<Sample> test = first(context.data().samples(Split.TEST), limit);
        EvaluationRules rules = EvaluationRules.of(context.data(), Protocols.byId(protocol));
        EvaluationTask task = EvaluationTask.of(context.model(), cams, rules, context.threads())
                .withTrivial(baselines);
        ChosenThresholds chosen = ChosenThresholds.NONE;
        if (!validation.isEmpty()) {
            try (Progress.Task progress = context.progress().task("choose thresholds", "images", validation.size())) {
                chosen = task.choose(validation, progress::to);
            }
        }
        try (Progress.Task progress = context.progress().task("evaluate", "images", test.size())) {
            return RunOutput.of(
                    validation.isEmpty()
                            ? task.measureTwoFold(test, progress::to)
                            : task.measure(test, chosen, EvaluationTask.UNOBSERVED, progress::to)
                                    .results());
        }
    }

    private static List<Sample> first(List<Sample> samples, int limit) {
        return limit == 0 ? samples : new ArrayList<>(samples.subList(0, Math.min(limit, samples.size())));
    }
}
