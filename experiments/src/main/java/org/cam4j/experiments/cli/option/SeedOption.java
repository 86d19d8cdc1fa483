package org.cam4j.experiments.cli.option;

import picocli.CommandLine.Option;

/** The seed of all random choices. */
public final class SeedOption {
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of all random choices. Default: ${DEFAULT-VALUE}.")
    public long value;
}
