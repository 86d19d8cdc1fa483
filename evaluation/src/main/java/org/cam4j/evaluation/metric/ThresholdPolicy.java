package org.cam4j.evaluation.metric;

import java.util.Locale;
import java.util.function.DoublePredicate;
import org.cam4j.evaluation.boxes.AutomaticThreshold;
import org.cam4j.evaluation.boxes.ThresholdGrid;
import org.cam4j.evaluation.protocol.EvaluatedImage;
import org.cam4j.evaluation.protocol.IouCurve;
import org.cam4j.evaluation.statistics.ThresholdSource;

/** How the threshold of a map is selected. Published tables seldom state it; here every localization accuracy names its policy. */
public interface ThresholdPolicy {
    /** The part of a key after the point, such as {@code fixed-0.20}. */
    String id();

    /** Completes a sentence that begins with "at ...". */
    String description();

    /** On which data the threshold is selected. */
    ThresholdSource chosenOn();

    /** Whether one threshold is chosen for all images together: the best of {@link #hits}, which else is the same at all of them. */
    default boolean isChosenOverSet() {
        return false;
    }

    /**
     * At which thresholds the predicted box is right.
     *
     * @param curve how well the box fits, by some protocol
     * @param isCorrect whether an IoU is enough
     */
    ThresholdHits hits(EvaluatedImage observation, IouCurve curve, DoublePredicate isCorrect, ThresholdGrid thresholds);

    /** The share of each map's maximum that a paper states: {@code fixed-0.20}. */
    static ThresholdPolicy fixed(double threshold) {
        return new Given(
                "fixed-" + String.format(Locale.ROOT, "%.2f", threshold),
                String.format(Locale.ROOT, "the fixed threshold %.2f", threshold),
                threshold,
                ThresholdSource.STATED);
    }

    /** A threshold that was chosen on other images, of the validation split where there is one: {@code validation}. */
    static ThresholdPolicy validation(double threshold) {
        return new Given(
                "validation", "the threshold selected on the validation images", threshold, ThresholdSource.VALIDATION);
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
    record Given(String id, String description, double threshold, ThresholdSource chosenOn) implements ThresholdPolicy {
        public Given {
            if (!(threshold >= 0 && threshold < 1)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "Threshold %s: expected a share of the maximum, from 0 to below 1.", threshold));
            }
        }

        @Override
        public ThresholdHits hits(
                EvaluatedImage observation, IouCurve curve, DoublePredicate isCorrect, ThresholdGrid thresholds) {
            return ThresholdHits.everywhere(isCorrect.test(curve.at(threshold)), thresholds);
        }
    }

    /** See {@link #automatic(AutomaticThreshold.Choice, boolean)}. */
    record Automatic(AutomaticThreshold method) implements ThresholdPolicy {
        @Override
        public ThresholdSource chosenOn() {
            return ThresholdSource.EACH_IMAGE;
        }

        @Override
        public String id() {
            return "automatic" + (method.choice() == AutomaticThreshold.Choice.LARGEST ? "-largest" : "")
                    + (method.edgePixelsCount() ? "" : "-inner");
        }

        @Override
        public String description() {
            return "the threshold estimated from each map (Zhang 2022)"
                    + (method.choice() == AutomaticThreshold.Choice.LARGEST ? ", single-stage variant" : "")
                    + (method.edgePixelsCount() ? "" : ", without edge pixels");
        }

        @Override
        public ThresholdHits hits(
                EvaluatedImage observation, IouCurve curve, DoublePredicate isCorrect, ThresholdGrid thresholds) {
            return ThresholdHits.everywhere(
                    isCorrect.test(curve.at(observation.automaticThreshold(method))), thresholds);
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
            return "the threshold that is best for these images (uses their labels)";
        }

        @Override
        public ThresholdSource chosenOn() {
            return ThresholdSource.MEASURED_LABELS;
        }

        @Override
        public boolean isChosenOverSet() {
            return true;
        }

        @Override
        public ThresholdHits hits(
                EvaluatedImage observation, IouCurve curve, DoublePredicate isCorrect, ThresholdGrid thresholds) {
            return ThresholdHits.of(curve, isCorrect, thresholds);
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
            return "the best threshold of each image, an upper bound";
        }

        @Override
        public ThresholdSource chosenOn() {
            return ThresholdSource.MEASURED_LABELS;
        }

        @Override
        public ThresholdHits hits(
                EvaluatedImage observation, IouCurve curve, DoublePredicate isCorrect, ThresholdGrid thresholds) {
            return ThresholdHits.everywhere(
                    ThresholdHits.of(curve, isCorrect, thresholds).any(), thresholds);
        }
    }
}
