package org.cam4j.evaluation.metric;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.statistics.Bootstrap;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.evaluation.statistics.MetricValue;
import org.cam4j.evaluation.statistics.ThresholdSource;

/** A measure of localization or classification, listed in {@link Metrics}. Immutable; what is counted is in its {@link State}. */
public interface Metric {
    /** The name on the command line. */
    String id();

    /** One sentence for {@code cam4j list metrics --verbose}. */
    String description();

    /** The keys of its results in the order in which they are shown. */
    List<String> keys();

    /** On which data the threshold of its results is selected. */
    default ThresholdSource chosenOn() {
        return ThresholdSource.NOTHING;
    }

    /** Whether it selects a threshold with the labels of the images that it measures. */
    default boolean usesTestLabels() {
        return chosenOn() == ThresholdSource.MEASURED_LABELS;
    }

    /** An empty state. */
    State start();

    /**
     * What was counted so far. For use by one thread at a time. One that was serialized, on another machine, can be merged into another state; nothing else
     * can be asked of it.
     */
    interface State extends Serializable {
        /** Counts an image; one that lacks what the metric needs (a mask, boxes, scores, a map) is ignored. */
        void add(EvaluatedImage observation);

        /** Adds what another state of the same metric has counted. */
        void merge(State other);

        /** Every key's value; a key is missing where no image had what it needs. Independent of the order of the images. */
        Map<String, MetricValue> results(Bootstrap bootstrap);

        /** The selected threshold of each key that selects one over these images, to be used on other images. */
        default Map<String, Double> thresholds() {
            return Map.of();
        }

        /**
         * What each image contributes to the keys whose value is 100 times the mean of the contributions; keys that are no such mean are missing. A threshold
         * that is chosen over the images is the chosen one.
         */
        default Map<String, ImageValues> perImage() {
            return Map.of();
        }
    }
}
