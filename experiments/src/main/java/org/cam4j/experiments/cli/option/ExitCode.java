package org.cam4j.experiments.cli.option;

/** What the process returns to the shell. */
public final class ExitCode {
    /** Everything was done. */
    public static final int DONE = 0;

    /** Done as far as possible; what failed was named. */
    public static final int FAILURES = 1;

    /** The call was wrong: nothing was done. */
    public static final int USAGE = 2;

    private ExitCode() {}

    /** {@link #DONE} if nothing was left out and nothing failed, else {@link #FAILURES}. */
    public static int of(boolean complete) {
        return complete ? DONE : FAILURES;
    }
}
