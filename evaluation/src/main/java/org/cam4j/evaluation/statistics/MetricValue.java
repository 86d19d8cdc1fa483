package org.cam4j.evaluation.statistics;

/**
 * A measured number with its 95 % confidence interval over images.
 *
 * @param value the number over all images; a percentage from 0 to 100
 * @param low lower end of the interval
 * @param high upper end
 * @param chosenOn on which data the threshold of this number was selected
 */
public record MetricValue(double value, double low, double high, ThresholdSource chosenOn) {
    /** Whether a threshold was selected with the labels of the measured images. */
    public boolean usesTestLabels() {
        return chosenOn == ThresholdSource.MEASURED_LABELS;
    }
}
