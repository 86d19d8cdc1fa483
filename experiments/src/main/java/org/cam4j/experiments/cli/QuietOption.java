package org.cam4j.experiments.cli;

import picocli.CommandLine.Option;

/** Whether progress is hidden. */
final class QuietOption {
    @Option(names = "--quiet", description = "Do not show progress.")
    boolean quiet;
}
