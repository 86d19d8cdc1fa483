package org.cam4j.evaluation.statistics;

/** On which data the threshold of a number was selected. */
public enum ThresholdSource {
    /** There is no threshold. */
    NOTHING("no threshold"),
    /** Fixed in advance by a paper or by the user. */
    STATED("stated"),
    /** On images that are not measured. */
    VALIDATION("validation"),
    /** For each image on its map alone, without labels. */
    EACH_IMAGE("each image alone"),
    /** On the labels of the measured images: an upper bound, not a result. */
    MEASURED_LABELS("the measured labels");

    private final String text;

    ThresholdSource(String text) {
        this.text = text;
    }

    /** As files show it. */
    public String text() {
        return text;
    }
}
