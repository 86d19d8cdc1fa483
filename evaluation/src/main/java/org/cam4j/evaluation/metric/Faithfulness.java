package org.cam4j.evaluation.metric;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.PerturbationScores;

/**
 * Whether a map shows what the network itself relies on: a mean over images of what happens to the probability of the map's class when the map selects what the
 * network gets. Y is the probability on the whole image, O on the image multiplied by the map.
 *
 * <pre>{@code
 * average drop           = 100 * mean max(0, Y - O) / Y       lower is better
 * increase in confidence = 100 * mean [Y < O]                 higher is better
 * insertion AUC          = 100 * mean area under the curve    higher is better
 * deletion AUC           = 100 * mean area under the curve    lower is better
 * }</pre>
 *
 * <p>The first two: Chattopadhyay et al., "Grad-CAM++", WACV 2018, section 4.1; where Y is 0 nothing can drop, and the drop is 0. The curves, the probability
 * over the share of pixels inserted or deleted: Petsiuk et al., "RISE", BMVC 2018, section 4.1. Both papers take the class that the network predicts; here it is
 * the class whose map it is, in an evaluation the ground-truth class.
 *
 * <p>Average drop and increase in confidence reward maps that hide little: a map that is 1 everywhere drops nothing, and noise that halves every region drops
 * less than a map that hides the background altogether. Compare them with the values of the random map. The curves depend only on the order of the map's values.
 */
final class Faithfulness extends PerImageMetric<Double> {
    private final String id;
    private final String description;
    private final ToDoubleFunction<PerturbationScores> share;

    private Faithfulness(String id, String description, ToDoubleFunction<PerturbationScores> share) {
        this.id = id;
        this.description = description;
        this.share = share;
    }

    /** How much of the probability is lost where the map is 0. */
    public static Faithfulness averageDrop() {
        return new Faithfulness(
                "average_drop",
                "Mean relative drop of the class probability when the image is multiplied by the map"
                        + " (--faithfulness).",
                found -> found.whole() > 0 ? Math.max(0, found.whole() - found.explanation()) / found.whole() : 0);
    }

    /** How often the class becomes likelier without what the map hides. */
    public static Faithfulness increaseInConfidence() {
        return new Faithfulness(
                "increase_in_confidence",
                "Percentage of images whose class probability rises when the image is multiplied by the map (--faithfulness).",
                found -> found.whole() < found.explanation() ? 1 : 0);
    }

    /** How early the class is recognized when pixels come back in the order of the map. */
    public static Faithfulness insertion() {
        return new Faithfulness(
                "insertion_auc",
                "Area under the class probability while pixels are inserted into a blurred image in the order of the map"
                        + " (--faithfulness).",
                found -> PerturbationScores.area(found.insertion()));
    }

    /** How long the class is still recognized when pixels are taken away in the order of the map. */
    public static Faithfulness deletion() {
        return new Faithfulness(
                "deletion_auc",
                "Area under the class probability while pixels are deleted in the order of the map (--faithfulness).",
                found -> PerturbationScores.area(found.deletion()));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<String> keys() {
        return List.of(id);
    }

    /**
     * 0 to 1.
     *
     * @throws IllegalArgumentException when the network gave anything but probabilities
     */
    @Override
    Optional<Double> measure(EvaluatedImage observation) {
        return observation.confidences().map(found -> {
            OptionalDouble impossible = found.impossible();
            if (impossible.isPresent()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "the network's output on a perturbed image is %s, expected a probability from 0 to 1",
                        impossible.getAsDouble()));
            }
            return share.applyAsDouble(found);
        });
    }

    @Override
    double[] values(List<Double> records, int[] weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * records.get(i);
        }
        return new double[] {100 * sum / sum(weights)};
    }

    @Override
    Map<String, double[]> contributions(List<Double> records) {
        return Map.of(id, records.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
