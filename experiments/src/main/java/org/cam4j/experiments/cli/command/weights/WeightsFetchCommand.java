package org.cam4j.experiments.cli.command.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.option.QuietOption;
import org.cam4j.experiments.cli.terminal.FetchProgress;
import org.cam4j.experiments.cli.terminal.Interruption;
import org.cam4j.training.weights.PublishedWeights;
import org.cam4j.training.weights.WeightsCache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cam4j weights fetch}: downloads published weights into the cache. */
@Command(
        name = "fetch",
        description = {
            "Download weights from torchvision's address into the cache, once.",
            "The SHA-256 is compared with the digits in the file's name. The same command resumes an interrupted",
            "download. Prints where the file is."
        },
        footer = {"", "Example: cam4j weights fetch resnet50"})
final class WeightsFetchCommand implements Callable<Integer> {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final QuietOption quiet = new QuietOption();

    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            completionCandidates = Candidates.Weights.class,
            description = "Weights; one or several of: ${COMPLETION-CANDIDATES}.")
    private List<String> ids;

    @Option(names = "--offline", description = "Download nothing; fail if the file is not in the cache.")
    private boolean offline;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<PublishedWeights> wanted = WeightsCommand.named(ids);
        json.check();
        WeightsCache cache = WeightsCache.standard().offline(offline);
        List<String> files = new ArrayList<>();
        try (Interruption interruption = Interruption.announcing(spec, "The same command continues the download.")) {
            for (PublishedWeights weights : wanted) {
                try (FetchProgress progress = new FetchProgress(spec, quiet.quiet)) {
                    Path file = cache.fetch(weights, progress);
                    files.add(file.toString());
                    progress.close(); // the bar ends in front of the result
                    spec.commandLine().getOut().println(file);
                }
            }
        }
        json.write(() -> Map.of("schemaVersion", 1, "files", files));
        return ExitCode.DONE;
    }
}
