package org.cam4j.training.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.metric.MetricKey;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.IouCurve;
import org.cam4j.evaluation.protocol.Protocol;
import org.cam4j.evaluation.scoring.Evaluation;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;

/**
 * GT-known and top-1 localization where each half of the images takes the threshold that is best on the other half: for data sets without validation images.
 * Of every image its IoU at every threshold stays.
 */
final class TwoFoldThreshold {
    private static final double CORRECT = 0.5;
    private static final String GT_KNOWN = MetricKey.GT_KNOWN_VALIDATION.id();
    private static final String TOP_1 = MetricKey.TOP1_LOC_VALIDATION.id();

    private record Image(ImageValues.Key key, boolean firstClass, IouCurve curve) {}

    private final List<Image> images = new ArrayList<>();

    public void add(EvaluatedImage observation, Protocol protocol) {
        if (observation.hasLocation() && !observation.truth().isEmpty()) {
            images.add(new Image(
                    new ImageValues.Key(observation.id(), observation.label()),
                    observation.isAmongTop(1).orElse(false),
                    observation.curve(protocol)));
        }
    }

    /** The result with the two values added. */
    public Evaluation.Result addTo(Evaluation.Result result) {
        if (images.size() < 2) {
            return result;
        }
        double[] thresholds = {best(1), best(0)}; // of the even places, of the odd places: chosen on the other ones
        double[] located = new double[images.size()];
        double[] both = new double[images.size()];
        for (int i = 0; i < located.length; i++) {
            located[i] = isCorrect(images.get(i), thresholds[i % 2]) ? 1 : 0;
            both[i] = images.get(i).firstClass() ? located[i] : 0;
        }
        Map<String, MetricValue> metrics = new LinkedHashMap<>(result.metrics());
        metrics.put(GT_KNOWN, value(located));
        metrics.put(TOP_1, value(both));
        List<ImageValues.Key> keys = images.stream().map(Image::key).toList();
        Map<String, ImageValues> perImage = new LinkedHashMap<>(result.perImage());
        perImage.put(GT_KNOWN, new ImageValues(keys, located));
        perImage.put(TOP_1, new ImageValues(keys, both));
        return new Evaluation.Result(
                result.images(), result.skipped(), metrics, result.thresholds(), result.warnings(), perImage);
    }

    /** The lowest of the thresholds that are right for most images at the places of one parity. */
    private double best(int parity) {
        int most = -1;
        double best = 0;
        for (int step = 0; step < ThresholdGrid.REFERENCE.count(); step++) {
            double threshold = ThresholdGrid.REFERENCE.value(step);
            int correct = 0;
            for (int i = parity; i < images.size(); i += 2) {
                correct += isCorrect(images.get(i), threshold) ? 1 : 0;
            }
            if (correct > most) {
                most = correct;
                best = threshold;
            }
        }
        return best;
    }

    private static boolean isCorrect(Image image, double threshold) {
        return image.curve().at(threshold) >= CORRECT;
    }

    private static MetricValue value(double[] contributions) {
        Bootstrap.Interval interval = Bootstrap.STANDARD.mean(
                Arrays.stream(contributions).map(part -> 100 * part).toArray());
        return new MetricValue(interval.value(), interval.low(), interval.high(), ThresholdSource.VALIDATION);
    }
}
