package org.cam4j.evaluation.metric;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.evaluation.protocol.EvaluatedImage;

/** The share of images whose label is among the first k class scores. */
final class TopClassification extends PerImageMetric<Boolean> {
    private final int k;

    public TopClassification(int k) {
        this.k = k;
    }

    @Override
    public String id() {
        return "top" + k + "_cls";
    }

    @Override
    public String description() {
        return k == 1
                ? "Top-1 accuracy: percentage of images whose label has the highest class score."
                : String.format(
                        Locale.ROOT,
                        "Top-%1$d accuracy: percentage of images whose label is among the %1$d highest class scores.",
                        k);
    }

    @Override
    public List<String> keys() {
        return List.of(id());
    }

    @Override
    Optional<Boolean> measure(EvaluatedImage observation) {
        return observation.isAmongTop(k);
    }

    @Override
    double[] values(List<Boolean> records, int[] weights) {
        long correct = 0;
        for (int i = 0; i < weights.length; i++) {
            correct += records.get(i) ? weights[i] : 0;
        }
        return new double[] {100.0 * correct / sum(weights)};
    }

    @Override
    Map<String, double[]> contributions(List<Boolean> records) {
        return Map.of(
                id(), records.stream().mapToDouble(correct -> correct ? 1 : 0).toArray());
    }
}
