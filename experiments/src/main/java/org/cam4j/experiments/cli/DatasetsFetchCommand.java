package org.cam4j.experiments.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cam4j.datasets.fetch.Archive;
import org.cam4j.datasets.fetch.Fetch;
import org.cam4j.datasets.fetch.Fetchable;
import org.cam4j.datasets.fetch.Fetchables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cam4j datasets fetch}: downloads a data set from its official address. */
@Command(
        name = "fetch",
        description = {
            "Download a data set from its official address, compare its checksum, and unpack it into DIR/NAME.",
            "After an interruption, the same command continues the download. For data sets behind a login, it prints how to get them."
        },
        footer = {"", "Example: cam4j datasets fetch cub --out data"})
final class DatasetsFetchCommand implements Callable<Integer> {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = Candidates.Fetchables.class,
            description = "Data set; one of: ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String id;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "The folder that takes the data set's own. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Fetchable source = Fetchables.byId(id);
        common.checkJson();
        Path folder;
        try (Interruption interruption =
                        Interruption.announcing(spec, "The same command goes on with what is downloaded.");
                FetchProgress progress = new FetchProgress(spec, common.quiet)) {
            progress.note(source.description());
            folder = new Fetch(progress).run(source, out);
        }
        spec.commandLine().getOut().println(folder);
        if (common.json.isPresent()) {
            List<String> addresses = source.archives().stream()
                    .map(Archive::address)
                    .map(String::valueOf)
                    .toList();
            JsonOutput.write(
                    common.json.get(),
                    Map.of("schemaVersion", 1, "dataset", id, "folder", folder.toString(), "addresses", addresses));
        }
        return ExitCode.DONE;
    }
}
