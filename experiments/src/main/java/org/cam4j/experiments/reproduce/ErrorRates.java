package org.cam4j.experiments.reproduce;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Skipped;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.pixels.Batch;
import org.cam4j.datasets.pixels.BatchReader;
import org.cam4j.layers.cam.CamMethods;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.training.evaluate.Bootstrap;
import org.cam4j.training.evaluate.Comparison;
import org.cam4j.training.evaluate.Dialect;
import org.cam4j.training.evaluate.Dialects;
import org.cam4j.training.evaluate.Evaluation;
import org.cam4j.training.evaluate.ImageValues;
import org.cam4j.training.evaluate.Metric;
import org.cam4j.training.evaluate.MetricValue;
import org.cam4j.training.evaluate.Metrics;
import org.cam4j.training.evaluate.Observation;
import org.cam4j.training.evaluate.ScoreMap;
import org.cam4j.training.evaluate.Thresholds;
import org.cam4j.training.localise.ModelEvaluation;
import org.cam4j.training.run.RunIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Error rates of classification and localisation on the test split, as the CAM paper counts them: 100 minus each accuracy, under {@code error.KEY}, by the dialect
 * {@code zhou2016} (Zhou et al., CVPR 2016, section 3.2).
 *
 * @param methods ids of CAM methods
 * @param saliency whether {@value #SALIENCY} is measured too: the largest absolute gradient of the class's logit over the colours of each pixel (Simonyan et al.,
 *     "Deep Inside Convolutional Networks", 2014, section 3.1), cut at the same threshold
 */
public record ErrorRates(List<String> methods, boolean saliency) implements Measurement {
    /** The method's name in the results. */
    public static final String SALIENCY = "backpropagation";

    private static final String DIALECT = "zhou2016";
    private static final int BATCH_SIZE = 8;

    public ErrorRates {
        methods = List.copyOf(methods);
    }

    /** Plain class activation maps and saliency by backpropagation. */
    public static ErrorRates standard() {
        return new ErrorRates(List.of("cam"), true);
    }

    /** A value of {@link #standard}. */
    public static Measure measure(RunSpec run, String method, String key) {
        return new Measure(run.name(), method, "error." + key);
    }

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "error-rates")
                .with("methods", methods)
                .with("saliency", saliency)
                .with("dialect", DIALECT);
    }

    @Override
    public Measured run(RunContext context) throws IOException {
        Dialect dialect = Dialects.byId(DIALECT);
        List<Metric> metrics = Metrics.all(
                Thresholds.REFERENCE,
                dialect,
                Metrics.policies(dialect, context.data().id(), Optional.empty()));
        List<Sample> samples = context.data().samples(Split.TEST);
        ModelEvaluation evaluation = new ModelEvaluation(
                dialect.normaliser(), Bootstrap.STANDARD, Optional.empty(), context.threads(), false);
        Map<String, Evaluation.Result> results;
        try (Progress.Task progress = context.progress().task("evaluate", "images", samples.size())) {
            results = new LinkedHashMap<>(evaluation.run(
                    context.model(),
                    samples,
                    methods.stream().map(CamMethods::byId).toList(),
                    List.of(),
                    id -> metrics,
                    (id, observation) -> {},
                    progress::to));
        }
        if (saliency) {
            results.put(SALIENCY, saliency(context, samples, dialect, metrics));
        }
        Measured measured = Measured.of(results);
        Map<String, Comparison.Run> errors = new LinkedHashMap<>();
        measured.methods().forEach((id, run) -> errors.put(id, errors(run)));
        return new Measured(errors, measured.skipped(), measured.pictures());
    }

    private static Evaluation.Result saliency(
            RunContext context, List<Sample> samples, Dialect dialect, List<Metric> metrics) throws IOException {
        Evaluation evaluation = new Evaluation(metrics, Bootstrap.STANDARD);
        Explainer explainer = Explainer.of(context.model().graph());
        long done = 0;
        try (Progress.Task progress = context.progress().task(SALIENCY, "images", samples.size());
                BatchReader reader = context.images(samples, BATCH_SIZE)) {
            while (reader.hasNext()) {
                Batch batch = reader.next();
                for (Skipped skipped : batch.skipped()) {
                    evaluation.skip(skipped);
                }
                if (!batch.samples().isEmpty()) {
                    addSaliency(context, batch, explainer, dialect, evaluation);
                    batch.images().close();
                }
                done += batch.samples().size() + batch.skipped().size();
                progress.to(done);
            }
        }
        return evaluation.finish();
    }

    private static void addSaliency(
            RunContext context, Batch batch, Explainer explainer, Dialect dialect, Evaluation evaluation) {
        int[] classes = batch.samples().stream().mapToInt(Sample::label).toArray();
        INDArray gradients = explainer.imageGradients(batch.images(), classes); // [N, 3, H, W]
        INDArray maps = Transforms.abs(gradients, false).max(1); // [N, H, W]
        INDArray probabilities = context.model().graph().outputSingle(batch.images()); // [N, K]
        int height = (int) maps.size(1);
        int width = (int) maps.size(2);
        for (int i = 0; i < classes.length; i++) {
            double[] values =
                    maps.slice(i).dup('c').reshape(height * (long) width).toDoubleVector();
            evaluation.add(Observation.ofMap(batch.samples().get(i), new ScoreMap(values, height, width))
                    .withNormaliser(dialect.normaliser())
                    .withScores(probabilities.getRow(i).toFloatVector()));
        }
    }

    private static Comparison.Run errors(Comparison.Run run) {
        Map<String, MetricValue> metrics = new LinkedHashMap<>();
        Map<String, ImageValues> perImage = new LinkedHashMap<>();
        run.metrics().forEach((key, value) -> {
            if (key.matches("(top[15]_cls|(top[15]|gt_known)_loc\\..*)")) {
                metrics.put(
                        "error." + key,
                        new MetricValue(100 - value.value(), 100 - value.high(), 100 - value.low(), value.chosenOn()));
                ImageValues correct = run.perImage().get(key);
                if (correct != null) {
                    double[] wrong =
                            Arrays.stream(correct.values()).map(one -> 1 - one).toArray();
                    perImage.put("error." + key, new ImageValues(correct.images(), wrong));
                }
            }
        });
        return new Comparison.Run(metrics, perImage, run.images());
    }
}
