package org.cam4j.experiments.reproduce.claim;

/** What the measured values say of a claim. */
public enum Verdict {
    HOLDS("holds"),
    DOES_NOT_HOLD("does not hold"),
    NOT_DECIDED("not decided");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    /** As files show it. */
    public String text() {
        return text;
    }
}
