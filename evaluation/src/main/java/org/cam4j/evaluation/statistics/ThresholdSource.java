package org.cam4j.evaluation.statistics;

/** On what a threshold was chosen that a number depends on. */
public enum ThresholdSource {
    /** There is no threshold. */
    NOTHING("no threshold"),
    /** Beforehand: by a paper, or by the user. */
    STATED("stated"),
    /** On images that are not measured. */
    VALIDATION("validation"),
    /** For each image on its map alone, without labels. */
    EACH_IMAGE("each image alone"),
    /** On the labels of the very images that are measured: an upper bound, not a result. */
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
