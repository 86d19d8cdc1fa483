package org.cam4j.evaluation.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.evaluation.boxes.Boxes;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.ThresholdSource;

/**
 * MaxBoxAcc and MaxBoxAccV2: the share of images in which a box of the thresholded map has an IoU of at least delta with a ground-truth box, at the threshold
 * that is best for the whole set; for delta 0.3, 0.5 and 0.7, each with its own threshold, and the mean of the three. MaxBoxAcc takes the box of the largest
 * contour, MaxBoxAccV2 the best of the boxes of all contours.
 *
 * <p>Choe et al., "Evaluating Weakly Supervised Object Localization Methods Right", CVPR 2020, section 4.1; V2: its journal version.
 */
final class MaxBoxAcc extends PerImageMetric<List<ThresholdHits>> {
    private static final int[] DELTAS = {30, 50, 70};

    private final Boxes.Contours contours;
    private final ThresholdGrid thresholds;

    public MaxBoxAcc(Boxes.Contours contours, ThresholdGrid thresholds) {
        this.contours = contours;
        this.thresholds = thresholds;
    }

    @Override
    public String id() {
        return contours == Boxes.Contours.LARGEST ? "max_box_acc" : "max_box_acc_v2";
    }

    @Override
    public String description() {
        return "Percentage of images whose box has IoU >= 0.3, 0.5 or 0.7, and their mean, at the threshold that is best for the set; "
                + (contours == Boxes.Contours.LARGEST
                        ? "one box, around the largest contour."
                        : "the best of the boxes around all contours.");
    }

    @Override
    public List<String> keys() {
        return List.of(
                id() + "_30", id() + "_50", id() + "_70", contours == Boxes.Contours.LARGEST ? id() + "_mean" : id());
    }

    @Override
    public ThresholdSource chosenOn() {
        return ThresholdSource.MEASURED_LABELS;
    }

    @Override
    Optional<List<ThresholdHits>> measure(EvaluatedImage observation) {
        if (!observation.hasLocation() || observation.truth().isEmpty()) {
            return Optional.empty();
        }
        List<ThresholdHits> hits = new ArrayList<>();
        for (int delta : DELTAS) {
            hits.add(ThresholdHits.of(observation.bestIou(contours), delta / 100.0, observation.maximum(), thresholds));
        }
        return Optional.of(hits);
    }

    @Override
    double[] values(List<List<ThresholdHits>> records, int[] weights) {
        double[] values = new double[DELTAS.length + 1];
        for (int i = 0; i < DELTAS.length; i++) {
            int[] counts = counts(records, i, weights);
            values[i] = 100.0 * counts[ThresholdHits.best(counts)] / sum(weights);
            values[DELTAS.length] += values[i] / DELTAS.length;
        }
        return values;
    }

    @Override
    Map<String, Double> thresholds(List<List<ThresholdHits>> records) {
        Map<String, Double> chosen = new LinkedHashMap<>();
        for (int i = 0; i < DELTAS.length; i++) {
            int[] counts = counts(records, i, once(records));
            chosen.put(keys().get(i), thresholds.value(ThresholdHits.best(counts)));
        }
        return chosen;
    }

    @Override
    Map<String, double[]> contributions(List<List<ThresholdHits>> records) {
        Map<String, double[]> result = new LinkedHashMap<>();
        double[] mean = new double[records.size()];
        for (int i = 0; i < DELTAS.length; i++) {
            double[] hits = ThresholdHits.atBest(ofDelta(records, i), thresholds);
            result.put(keys().get(i), hits);
            for (int image = 0; image < mean.length; image++) {
                mean[image] += hits[image] / DELTAS.length;
            }
        }
        result.put(keys().get(DELTAS.length), mean);
        return result;
    }

    private int[] counts(List<List<ThresholdHits>> records, int delta, int[] weights) {
        return ThresholdHits.count(ofDelta(records, delta), weights, thresholds);
    }

    private static List<ThresholdHits> ofDelta(List<List<ThresholdHits>> records, int delta) {
        return records.stream().map(hits -> hits.get(delta)).toList();
    }
}
