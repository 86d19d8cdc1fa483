package org.cam4j.experiments.cli.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.write.Layout;
import org.cam4j.datasets.write.Layouts;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.option.QuietOption;
import org.cam4j.experiments.cli.option.SeedOption;
import org.cam4j.experiments.cli.terminal.TaskProgress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j datasets write}: the synthetic data set {@code parts} in the layout of another data set. */
@Command(
        name = "write",
        description = {
            "Write the synthetic data set 'parts' in the layout of another data set.",
            "The tree is complete, with boxes, splits and, for cub, masks. Use it to test programs that read",
            "that layout. It does not replace the data set itself."
        },
        footer = {"", "Example: cam4j datasets write --layout cub --out cub-drawn --images 400"})
final class DatasetsWriteCommand implements Callable<Integer> {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final SeedOption seed = new SeedOption();

    @Mixin
    private final QuietOption quiet = new QuietOption();

    @Option(
            names = "--layout",
            required = true,
            paramLabel = "L",
            completionCandidates = Candidates.Layouts.class,
            description = "Layout; one of: ${COMPLETION-CANDIDATES}.")
    private String layout;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to create.")
    private Path out;

    @Option(
            names = "--images",
            paramLabel = "N",
            defaultValue = "400",
            description = "Number of images; a quarter of them is the test split. Default: ${DEFAULT-VALUE}.")
    private int images;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Layout chosen = Layouts.byId(layout);
        json.check();
        Dataset drawn = Layouts.draw(chosen, images, seed.value);
        try (TaskProgress progress = new TaskProgress("write " + layout, "images", images, quiet.quiet)) {
            Layouts.write(chosen, drawn, out, done -> progress.to(done, ""));
        }
        spec.commandLine().getOut().println(out);
        json.write(() -> Map.of("schemaVersion", 1, "layout", layout, "folder", out.toString(), "seed", seed.value));
        return ExitCode.DONE;
    }
}
