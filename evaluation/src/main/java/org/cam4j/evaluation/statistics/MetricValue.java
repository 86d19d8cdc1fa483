package org.cam4j.evaluation.statistics;

/**
 * A measured number with its 95 % confidence interval over images.
 *
 * @param value the number over all images; a percentage from 0 to 100
 * @param low lower end of the interval
 * @param high upper end
 * @param chosenOn on what the threshold was chosen behind it
 */
public record MetricValue(double value, double low, double high, ThresholdSource chosenOn) {
    /** Whether a threshold was chosen with the labels of the very images that were measured. */
    public boolean usesTestLabels() {
        return chosenOn == ThresholdSource.MEASURED_LABELS;
    }
}
