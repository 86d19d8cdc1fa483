package org.cam4j.experiments.cli.option;

import picocli.CommandLine.Option;

/** Whether progress is hidden. */
public final class QuietOption {
    @Option(names = "--quiet", description = "Do not show progress.")
    public boolean quiet;
}
