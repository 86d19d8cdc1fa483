package org.cam4j.experiments.cli;

/** What the process returns to the shell. */
final class ExitCode {
    /** Everything was done. */
    static final int DONE = 0;

    /** Done as far as possible; what failed was named. */
    static final int FAILURES = 1;

    /** The call was wrong: nothing was done. */
    static final int USAGE = 2;

    private ExitCode() {}
}
