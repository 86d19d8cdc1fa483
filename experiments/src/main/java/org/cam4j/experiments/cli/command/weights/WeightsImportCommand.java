package org.cam4j.experiments.cli.command.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.InputOptions;
import org.cam4j.experiments.cli.option.ModelOptions;
import org.cam4j.training.head.Heads;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.NetworkSpec;
import org.cam4j.training.network.Networks;
import org.cam4j.training.network.WeightExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cam4j weights import}: a file of PyTorch as safetensors with cam4j's metadata. */
@Command(
        name = "import",
        description = {
            "Convert a PyTorch state dict (.pth, .pt) to a .safetensors file.",
            "The tensors are compared with those of the backbone by name and shape. The preprocessing is written",
            "into the file, so that it is no longer assumed."
        },
        footer = {"", "Example: cam4j weights import my.pth --backbone resnet50 --out my.safetensors"})
final class WeightsImportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A .pth, .pt or .safetensors file.")
    private Path file;

    @Option(
            names = "--backbone",
            required = true,
            paramLabel = "B",
            completionCandidates = Candidates.Backbones.class,
            description = "Backbone that the tensors belong to; one of: ${COMPLETION-CANDIDATES}.")
    private String backbone;

    @Option(names = "--out", required = true, paramLabel = "F", description = "File to write, .safetensors.")
    private Path out;

    @Mixin
    private final InputOptions input = new InputOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        WeightsExportCommand.requireSafetensors(out);
        NetworkSpec network =
                NetworkSpec.of(backbone, Heads.ORIGINAL, List.of()).weights(file);
        CamModel model = Networks.create(input.apply(network));
        ModelOptions.printNote(model, spec.commandLine().getErr());
        WeightExport.write(model, out);
        spec.commandLine().getOut().println(out);
        return ExitCode.DONE;
    }
}
