package org.cam4j.experiments.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.cam4j.datasets.Dataset;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which data set, named without an option. */
public final class PositionalDataset {
    @Parameters(
            paramLabel = "NAME",
            completionCandidates = Candidates.Datasets.class,
            description = "Data set; one of: ${COMPLETION-CANDIDATES}.")
    String id;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the data set. Not needed for the synthetic data set 'parts'.")
    Optional<Path> folder = Optional.empty();

    public Dataset open(long seed) throws IOException {
        return DatasetOptions.open(id, folder, seed);
    }
}
