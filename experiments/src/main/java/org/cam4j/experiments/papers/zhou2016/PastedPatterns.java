package org.cam4j.experiments.papers.zhou2016;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.cam4j.datasets.PixelImage;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.evaluation.ScoreMap;
import org.cam4j.evaluation.Seeds;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.baseline.TrivialBaseline;
import org.cam4j.evaluation.baseline.TrivialBaselines;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.metric.Metrics;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.experiments.papers.frozen.LinearClassifier;
import org.cam4j.experiments.papers.frozen.PooledFeatures;
import org.cam4j.experiments.report.picture.Pictures;
import org.cam4j.experiments.reproduce.run.RunContext;
import org.cam4j.experiments.reproduce.run.RunOutput;
import org.cam4j.experiments.reproduce.run.RunTask;
import org.cam4j.layers.cam.Signal;
import org.cam4j.layers.cam.TapReading;
import org.cam4j.layers.explain.ClassSelection;
import org.cam4j.layers.explain.ColorMap;
import org.cam4j.layers.explain.Explainer;
import org.cam4j.layers.explain.Explanation;
import org.cam4j.layers.explain.Overlay;
import org.cam4j.training.run.RunIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A concept without a box: photographs are taken with and without it, a linear SVM on the network's pooled maps learns from half of them to tell whether it is there,
 * and its weights make the map that should show where, on the other half (Zhou et al., CVPR 2016, section 4.3).
 * Every fourth photograph that is learned from chooses the SVM's strength instead.
 */
public record PastedPatterns(PastedConcept concept) implements RunTask {
    /** The map made of the SVM's weights, and the SVM itself. */
    public static final String CAM = "svm-cam";

    public static final String CLASSIFIER = "svm";

    private static final int CLASSES = 2;
    private static final int DRAWN = 4;
    private static final int SIDE = 200;

    /** Takes a sample and what the network's last maps are on it. */
    @FunctionalInterface
    private interface Sink {
        void accept(Sample sample, TapReading reading) throws IOException;
    }

    @Override
    public RunIdentity identity() {
        return RunIdentity.of("kind", "pasted-patterns")
                .with("concept", concept.name().toLowerCase(Locale.ROOT))
                .with("order", "random")
                .with("pairs", true)
                .with("sides", List.of(PastedConcept.LEAST_SIDE, PastedConcept.MOST_SIDE));
    }

    @Override
    public boolean varies() {
        return true; // the places
    }

    @Override
    public List<String> datasets() {
        return concept == PastedConcept.DIGIT ? List.of(PastedConcept.DIGITS) : List.of();
    }

    @Override
    public RunOutput run(RunContext context) throws IOException {
        List<Sample> learned = new ArrayList<>();
        List<Sample> tested = new ArrayList<>();
        List<Skipped> skipped = new ArrayList<>();
        List<PixelImage> stencils = concept.stencils(context);
        List<Sample> photographs = new ArrayList<>(context.data().samples(Split.TEST));
        Collections.shuffle(photographs, new Random(context.seed())); // their order may follow the classes
        for (int place = 0; place < photographs.size(); place++) {
            Sample photograph = photographs.get(place);
            List<Sample> part = place % 2 == 0 ? learned : tested;
            try {
                part.add(PastedConcept.paste(photograph, stencils, Seeds.derive(context.seed(), place)));
            } catch (IOException unreadable) {
                skipped.add(new Skipped(photograph.id(), String.valueOf(unreadable.getMessage())));
                continue;
            }
            part.add(new Sample(photograph.id(), 0, 0, 0, List.of(), Optional.empty(), photograph.image()));
        }
        Explainer explainer = Explainer.of(context.model().graph());
        List<float[]> features = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        read(context, explainer, "learn", learned, (sample, reading) -> {
            features.add(pooled(reading));
            samples.add(sample);
        });
        double[][] svm = LinearClassifier.SVM.fit(
                part(samples, features, true), part(samples, features, false), CLASSES); // [C, 2]
        Map<String, Evaluation> evaluations = new LinkedHashMap<>();
        evaluations.put(CAM, new Evaluation(Metrics.all(), Bootstrap.STANDARD));
        List<TrivialBaseline> trivial = TrivialBaselines.all(learned, context.seed());
        trivial.forEach(one -> evaluations.put(one.id(), new Evaluation(Metrics.all(), Bootstrap.STANDARD)));
        Evaluation classifier = new Evaluation(List.of(Metrics.byId(MetricKey.TOP1_CLS.id())), Bootstrap.STANDARD);
        List<List<BufferedImage>> drawn = new ArrayList<>();
        INDArray weights = Nd4j.create(
                        Arrays.stream(svm).mapToDouble(row -> row[1]).toArray())
                .castTo(context.model().graph().params().dataType());
        read(context, explainer, "test", tested, (sample, reading) -> {
            float[] scores = scores(svm, pooled(reading));
            classifier.add(EvaluatedImage.of(sample).withScores(scores));
            if (sample.label() == 1) {
                INDArray sum = reading.weightedSum(weights); // [h, w]
                ScoreMap map =
                        new ScoreMap(sum.ravel().toDoubleVector(), (int) reading.height(), (int) reading.width());
                evaluations.forEach((id, evaluation) -> {
                    EvaluatedImage observation = trivial.stream()
                            .filter(one -> one.id().equals(id))
                            .findFirst()
                            .map(one -> one.observe(sample))
                            .orElseGet(() -> EvaluatedImage.ofMap(sample, map));
                    evaluation.add(observation.withScores(scores));
                });
                if (drawn.size() < DRAWN) {
                    PixelImage image = sample.image().read();
                    BufferedImage original = Pictures.of(image);
                    Overlay.drawBox(original, sample.boxes().get(0), Pictures.TRUTH);
                    drawn.add(List.of(original, Pictures.overlay(image, map, ColorMap.JET)));
                }
            }
        });
        Map<String, Evaluation.Result> results = new LinkedHashMap<>();
        evaluations.forEach((id, evaluation) -> results.put(id, evaluation.finish()));
        results.put(CLASSIFIER, classifier.finish());
        return new RunOutput(
                RunOutput.of(results).methods(), skipped, Map.of("found.png", Pictures.sheet(drawn, SIDE)));
    }

    /** Three of four images, or the fourth. */
    private static PooledFeatures part(List<Sample> samples, List<float[]> features, boolean training) {
        List<Sample> kept = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            if (i / 2 % 4 == 3 != training) { // a photograph with and without the concept stays together
                kept.add(samples.get(i));
                rows.add(features.get(i));
            }
        }
        return new PooledFeatures(kept, rows.toArray(float[][]::new));
    }

    private static float[] pooled(TapReading reading) {
        return reading.activations().mean(1, 2).toFloatVector();
    }

    private static float[] scores(double[][] weights, float[] features) {
        float[] scores = new float[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            double sum = 0;
            for (int k = 0; k < features.length; k++) {
                sum += weights[k][c] * features[k];
            }
            scores[c] = (float) sum;
        }
        return scores;
    }

    private static void read(RunContext context, Explainer explainer, String task, List<Sample> samples, Sink sink)
            throws IOException {
        context.forEach(task, samples, batch -> {
            Explanation explanation =
                    explainer.explain(batch.images(), ClassSelection.same(0), EnumSet.of(Signal.ACTIVATIONS));
            for (int i = 0; i < batch.samples().size(); i++) {
                sink.accept(batch.samples().get(i), explanation.reading(i, 0, explainer.defaultTap()));
            }
        });
    }
}
