package org.cam4j.experiments.papers.zhou2016;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.maps.Normalizer;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.Protocols;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.Comparison;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.experiments.reproduce.claim.Claim;
import org.cam4j.experiments.reproduce.claim.MetricRef;
import org.cam4j.experiments.reproduce.run.Progress;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunSpec;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.layers.cam.CamMethod;
import org.cam4j.layers.cam.method.CamMethods;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.localize.ImagePass;
import org.cam4j.training.protocol.ChosenThresholds;
import org.cam4j.training.protocol.EvaluationRules;
import org.cam4j.training.protocol.EvaluationTask;
import org.cam4j.training.run.RunIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Error rates of classification and localization on the test split, as the CAM paper counts them: 100 minus each accuracy, under {@code error.KEY}, by the protocol
 * {@code zhou2016} (Zhou et al., CVPR 2016, section 3.2).
 *
 * @param methods ids of CAM methods
 * @param saliency whether {@value #SALIENCY} is measured too: the largest absolute gradient of the class's logit over the colors of each pixel (Simonyan et al.,
 *     "Deep Inside Convolutional Networks", 2014, section 3.1), cut at the same threshold
 */
public record ErrorRates(List<String> methods, boolean saliency) implements RunTask {
    /** The method's name in the results. */
    public static final String SALIENCY = "backpropagation";

    private static final double NOT_LEARNED = 50;
    private static final String PROTOCOL = "zhou2016";

    public ErrorRates {
        methods = List.copyOf(methods);
    }

    /** Plain class activation maps and saliency by backpropagation. */
    public static ErrorRates standard() {
        return new ErrorRates(List.of("cam"), true);
    }

    /** A value of {@link #standard}. */
    public static MetricRef measure(RunSpec run, String method, String key) {
        return new MetricRef(run.name(), method, key(key));
    }

    /** The key of the error that belongs to an accuracy. */
    static String key(String accuracy) {
        return "error." + accuracy;
    }

    /** The claim, void where one of these networks classifies more than half of the images wrongly: it has not learned. */
    static Claim providedLearned(Claim claim, MetricRef... classificationErrors) {
        Claim provided = claim;
        for (MetricRef error : classificationErrors) {
            provided = provided.providedAtMost(error, NOT_LEARNED);
        }
        return provided;
    }

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "error-rates")
                .with("methods", methods)
                .with("saliency", saliency)
                .with("dialect", PROTOCOL);
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        EvaluationRules rules = EvaluationRules.of(context.data(), Protocols.byId(PROTOCOL));
        List<Sample> samples = context.data().samples(Split.TEST);
        Map<String, Evaluation.Result> results;
        try (Progress.Task progress = context.progress().task("evaluate", "images", samples.size())) {
            List<CamMethod> cams = methods.stream().map(CamMethods::byId).toList();
            results = new LinkedHashMap<>(EvaluationTask.of(context.model(), cams, rules, context.threads())
                    .measure(samples, ChosenThresholds.NONE, EvaluationTask.UNOBSERVED, progress::to)
                    .results());
        }
        if (saliency) {
            results.put(SALIENCY, saliency(context, samples, rules));
        }
        RunOutput measured = RunOutput.of(results);
        Map<String, Comparison.Run> errors = new LinkedHashMap<>();
        measured.methods().forEach((id, run) -> errors.put(id, errors(run)));
        return new RunOutput(errors, measured.skipped(), measured.pictures());
    }

    private static Evaluation.Result saliency(RunContext context, List<Sample> samples, EvaluationRules rules)
            throws IOException {
        Evaluation evaluation = new Evaluation(rules.metrics(Optional.empty()), Bootstrap.STANDARD);
        Explainer explainer = Explainer.of(context.model().graph());
        context.forEach(
                        SALIENCY,
                        samples,
                        batch -> addSaliency(context, batch, explainer, rules.normalizer(), evaluation))
                .forEach(evaluation::skip);
        return evaluation.finish();
    }

    private static void addSaliency(
            RunContext context,
            ImagePass.Images batch,
            Explainer explainer,
            Normalizer normalizer,
            Evaluation evaluation) {
        int[] classes = batch.samples().stream().mapToInt(Sample::label).toArray();
        INDArray gradients = explainer.imageGradients(batch.images(), classes); // [N, 3, H, W]
        INDArray maps = Transforms.abs(gradients, false).max(1); // [N, H, W]
        INDArray probabilities = context.model().graph().outputSingle(batch.images()); // [N, K]
        int height = (int) maps.size(1);
        int width = (int) maps.size(2);
        for (int i = 0; i < classes.length; i++) {
            double[] values =
                    maps.slice(i).dup('c').reshape(height * (long) width).toDoubleVector();
            evaluation.add(EvaluatedImage.ofMap(batch.samples().get(i), new ScoreMap(values, height, width))
                    .withNormalizer(normalizer)
                    .withScores(probabilities.getRow(i).toFloatVector()));
        }
    }

    private static Comparison.Run errors(Comparison.Run run) {
        Map<String, MetricValue> metrics = new LinkedHashMap<>();
        Map<String, ImageValues> perImage = new LinkedHashMap<>();
        run.metrics().forEach((key, value) -> {
            if (key.matches("(top[15]_cls|(top[15]|gt_known)_loc\\..*)")) {
                metrics.put(
                        key(key),
                        new MetricValue(100 - value.value(), 100 - value.high(), 100 - value.low(), value.chosenOn()));
                ImageValues correct = run.perImage().get(key);
                if (correct != null) {
                    double[] wrong =
                            Arrays.stream(correct.values()).map(one -> 1 - one).toArray();
                    perImage.put(key(key), new ImageValues(correct.images(), wrong));
                }
            }
        });
        return new Comparison.Run(metrics, perImage, run.images());
    }
}
