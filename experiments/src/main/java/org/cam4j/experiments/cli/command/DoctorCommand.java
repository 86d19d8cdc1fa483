package org.cam4j.experiments.cli.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cam4j.experiments.backend.BackendNumbers;
import org.cam4j.experiments.backend.BackendProcess;
import org.cam4j.experiments.backend.GpuCheck;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.option.ThreadsOption;
import org.cam4j.layers.convolution.ConvolutionBlock;
import org.cam4j.layers.kernels.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j doctor}: backend, kernels, threads and Java version. */
@Command(
        name = "doctor",
        description = "Show backend, kernels, threads and Java version.",
        footer = {"", "Example: cam4j doctor", "Example: cam4j doctor --gpu-check"})
public final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    @SuppressWarnings("UnusedVariable") // the launcher reads it
    private final ThreadsOption threads = new ThreadsOption();

    @Option(
            names = "--gpu-check",
            description = "Compare CUDA with the CPU: every kind of layer, a training step and an explanation; or name"
                    + " what is missing for CUDA.")
    private boolean gpuCheck;

    @Option(names = "--backend-numbers", description = "Print the numbers that --gpu-check compares.")
    private boolean backendNumbers;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (gpuCheck) {
            return checkGpu();
        }
        Kernels.Report report = Kernels.switchOn();
        if (backendNumbers) {
            BackendNumbers numbers = BackendNumbers.compute(BackendNumbers.networks());
            BackendProcess.lines(report.backend(), numbers)
                    .forEach(spec.commandLine().getOut()::println);
            return ExitCode.DONE;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("backend", report.backend());
        facts.put("binary", report.binary());
        facts.put("oneDNN layers", (report.oneDnnLayers() ? "on" : "off") + ": " + report.reason());
        facts.put(
                "our blocks",
                ConvolutionBlock.runsOnOneDnn()
                        ? "oneDNN: convolution, batch norm and activation in one layer, channels last"
                        : "ND4J operations: oneDNN is off, or org.bytedeco:dnnl is missing for this platform");
        facts.put("threads", report.threads());
        facts.put("Java", report.java());
        facts.put("heap", Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB");
        facts.put("native memory", System.getProperty("org.bytedeco.javacpp.maxbytes", "unlimited"));
        facts.forEach((name, value) -> spec.commandLine().getOut().printf(Locale.ROOT, "%-14s %s%n", name, value));
        report.warnings().forEach(warning -> spec.commandLine().getErr().println("Warning: " + warning));
        json.write(() -> {
            Map<String, Object> content = new LinkedHashMap<>(Map.of("schemaVersion", 1));
            content.putAll(facts);
            content.put("warnings", report.warnings());
            return content;
        });
        return ExitCode.of(report.warnings().isEmpty());
    }

    private int checkGpu() throws IOException {
        String program = spec.root().userObject().getClass().getName();
        GpuCheck check = GpuCheck.run(List.of(program, "doctor", "--backend-numbers"));
        check.lines().forEach(spec.commandLine().getOut()::println);
        check.failures().forEach(failure -> spec.commandLine().getErr().println("GPU check: " + failure));
        json.write(() -> Map.of("schemaVersion", 1, "lines", check.lines(), "failures", check.failures()));
        return ExitCode.of(check.failures().isEmpty());
    }
}
