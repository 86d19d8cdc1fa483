package org.cam4j.training.evaluate.metric;

import java.util.Locale;
import org.cam4j.training.evaluate.AutomaticThreshold;
import org.cam4j.training.evaluate.Contours;
import org.cam4j.training.evaluate.Observation;
import org.cam4j.training.evaluate.Thresholds;

/** How the threshold of a map is chosen. Published tables seldom say; here every localisation accuracy names its policy. */
public interface ThresholdPolicy {
    /** The part of a key behind the point, such as {@code fixed-0.20}. */
    String id();

    /** Completes a sentence that begins with "at ...". */
    String description();

    /** Whether the policy looks at the labels of the images that are measured. */
    default boolean usesTestLabels() {
        return false;
    }

    /** Whether one threshold is chosen for all images together: the best of {@link #hits}, which else is the same at all of them. */
    default boolean isChosenOverSet() {
        return false;
    }

    /** At which thresholds the largest component's box has an IoU of at least {@code delta}. */
    ThresholdHits hits(Observation observation, double delta, Thresholds thresholds);

    /** The share of each map's maximum that a paper states: {@code fixed-0.20}. */
    static ThresholdPolicy fixed(double threshold) {
        return new Given("fixed-" + String.format(Locale.ROOT, "%.2f", threshold), "a fixed threshold", threshold);
    }

    /** A threshold that was chosen on the validation split: {@code validation}. */
    static ThresholdPolicy validation(double threshold) {
        return new Given("validation", "the threshold chosen on the validation split", threshold);
    }

    /** The one threshold that is best for the measured images: {@code best}, what MaxBoxAcc reports. */
    static ThresholdPolicy best() {
        return new Best();
    }

    /** For every image the threshold that is best for it: {@code oracle}, an upper bound. */
    static ThresholdPolicy oracle() {
        return new Oracle();
    }

    /** The paper's reading and default: {@code automatic}. See {@link AutomaticThreshold}. */
    static ThresholdPolicy automatic() {
        return automatic(AutomaticThreshold.Choice.FIRST, true);
    }

    /**
     * For every image a threshold chosen from its map alone: {@code automatic}, {@code automatic-largest}, and with {@code -inner} where pixels at the edge of
     * the image do not count.
     */
    static ThresholdPolicy automatic(AutomaticThreshold.Choice choice, boolean edgePixelsCount) {
        return new Automatic(new AutomaticThreshold(choice, edgePixelsCount));
    }

    /** One threshold, given beforehand, for every image. */
    record Given(String id, String description, double threshold) implements ThresholdPolicy {
        public Given {
            if (!(threshold >= 0 && threshold < 1)) {
                throw new IllegalArgumentException(
                        "Threshold %s: expected a share of the maximum, from 0 to below 1.".formatted(threshold));
            }
        }

        @Override
        public ThresholdHits hits(Observation observation, double delta, Thresholds thresholds) {
            return ThresholdHits.everywhere(isCorrect(observation, threshold, delta), thresholds);
        }
    }

    private static boolean isCorrect(Observation observation, double threshold, double delta) {
        int level = Thresholds.level(threshold, observation.maximum());
        return observation.bestIou(Contours.LARGEST)[level] >= delta;
    }

    /** See {@link #automatic(AutomaticThreshold.Choice, boolean)}. */
    record Automatic(AutomaticThreshold method) implements ThresholdPolicy {
        @Override
        public String id() {
            return "automatic" + (method.choice() == AutomaticThreshold.Choice.LARGEST ? "-largest" : "")
                    + (method.edgePixelsCount() ? "" : "-inner");
        }

        @Override
        public String description() {
            return "the threshold that the map itself suggests (Zhang 2022)"
                    + (method.choice() == AutomaticThreshold.Choice.LARGEST ? ", by its single stage" : "")
                    + (method.edgePixelsCount() ? "" : ", edge pixels left out");
        }

        @Override
        public ThresholdHits hits(Observation observation, double delta, Thresholds thresholds) {
            return ThresholdHits.everywhere(
                    isCorrect(observation, observation.automaticThreshold(method), delta), thresholds);
        }
    }

    /** See {@link #best()}. */
    record Best() implements ThresholdPolicy {
        @Override
        public String id() {
            return "best";
        }

        @Override
        public String description() {
            return "the threshold that is best for these images";
        }

        @Override
        public boolean usesTestLabels() {
            return true;
        }

        @Override
        public boolean isChosenOverSet() {
            return true;
        }

        @Override
        public ThresholdHits hits(Observation observation, double delta, Thresholds thresholds) {
            return ThresholdHits.of(observation.bestIou(Contours.LARGEST), delta, observation.maximum(), thresholds);
        }
    }

    /** See {@link #oracle()}. */
    record Oracle() implements ThresholdPolicy {
        @Override
        public String id() {
            return "oracle";
        }

        @Override
        public String description() {
            return "each image's own best threshold, an upper bound";
        }

        @Override
        public boolean usesTestLabels() {
            return true;
        }

        @Override
        public ThresholdHits hits(Observation observation, double delta, Thresholds thresholds) {
            return ThresholdHits.everywhere(
                    best().hits(observation, delta, thresholds).any(), thresholds);
        }
    }
}
