package org.cam4j.experiments.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cam4j.datasets.fetch.Fetch;
import org.cam4j.datasets.fetch.Fetchable;
import org.cam4j.datasets.fetch.Fetchables;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.option.QuietOption;
import org.cam4j.experiments.cli.terminal.FetchProgress;
import org.cam4j.experiments.cli.terminal.Interruption;
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
            "Download a data set from its official address.",
            "The checksum is verified and the files are unpacked into DIR/NAME. The same command resumes an",
            "interrupted download. For a data set that needs a login, the steps are printed."
        },
        footer = {"", "Example: cam4j datasets fetch cub --out data"})
final class DatasetsFetchCommand implements Callable<Integer> {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final QuietOption quiet = new QuietOption();

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = Candidates.Fetchables.class,
            description = "Data set; one of: ${COMPLETION-CANDIDATES}.")
    private String id;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Folder in which the data set's own folder is created. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Fetchable source = Fetchables.byId(id);
        json.check();
        Path folder;
        try (Interruption interruption = Interruption.announcing(spec, "The same command continues the download.");
                FetchProgress progress = new FetchProgress(spec, quiet.quiet)) {
            progress.note(source.description());
            folder = new Fetch(progress).run(source, out);
        }
        spec.commandLine().getOut().println(folder);
        json.write(() -> {
            List<String> addresses = source.archives().stream()
                    .map(Fetchable.Archive::address)
                    .map(String::valueOf)
                    .toList();
            return Map.of("schemaVersion", 1, "dataset", id, "folder", folder.toString(), "addresses", addresses);
        });
        return ExitCode.DONE;
    }
}
