package org.cam4j.experiments.cli.command.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.ModelOptions;
import org.cam4j.training.model.CamModel;
import org.cam4j.training.network.WeightExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j weights export}: the parameters of a network for other programs. */
@Command(
        name = "export",
        description = {
            "Write a trained network for other programs.",
            "F.safetensors holds the parameters of a network of the catalog under torchvision's tensor names;",
            "F.onnx holds any network, with logits and class maps as outputs."
        },
        footer = {"", "Example: cam4j weights export --model run1 --out net.onnx"})
final class WeightsExportCommand implements Callable<Integer> {
    private static final String SAFETENSORS = ".safetensors";
    private static final String ONNX = ".onnx";

    @Mixin
    private final ModelOptions network = new ModelOptions();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "F",
            description = "File to write; its name ends in .safetensors or .onnx.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        boolean onnx = ends(out, ONNX);
        if (!onnx) {
            requireSafetensors(out);
        }
        CamModel model = network.load(List.of(), spec.commandLine().getErr());
        if (onnx) {
            Optional<String> withoutMaps = model.exportOnnx(out);
            withoutMaps.ifPresent(reason -> spec.commandLine().getErr().println("Note: " + reason));
        } else {
            WeightExport.write(model, out);
        }
        spec.commandLine().getOut().println(out);
        return ExitCode.DONE;
    }

    static void requireSafetensors(Path file) {
        if (!ends(file, SAFETENSORS)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--out %s: expected a name that ends in %s or, for export, %s.",
                    file,
                    SAFETENSORS,
                    ONNX));
        }
    }

    private static boolean ends(Path file, String suffix) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(suffix);
    }
}
