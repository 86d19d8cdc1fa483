package org.cam4j.experiments.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares CUDA with the CPU, or says what is missing for it.
 *
 * @param lines the report
 * @param failures what is missing or differs; empty if CUDA computes what the CPU does
 */
public record GpuCheck(List<String> lines, List<String> failures) {
    private static final String CUDA_BACKEND = "org/nd4j/linalg/jcublas/JCublasBackend.class";
    private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

    public GpuCheck {
        lines = List.copyOf(lines);
        failures = List.copyOf(failures);
    }

    /**
     * Runs the program twice, once on each backend; takes a minute or two.
     *
     * @param program the program's class and the arguments with which it prints {@link BackendProcess#lines}
     * @throws IOException if no process can be started
     */
    public static GpuCheck run(List<String> program) throws IOException {
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            return new GpuCheck(List.of(), missing);
        }
        BackendProcess gpu = BackendProcess.run(true, program);
        if (!gpu.backend().equals("CUDA")) {
            return new GpuCheck(
                    gpu.output(),
                    List.of(
                            "ND4J started on " + gpu.backend()
                                    + " although CUDA is on the class path; expected CUDA 11.6 with cuDNN 8.3 and a driver for it."));
        }
        BackendProcess cpu = BackendProcess.run(false, program);
        if (!cpu.backend().equals("CPU")) {
            return new GpuCheck(cpu.output(), List.of("ND4J did not start on the CPU but on " + cpu.backend() + "."));
        }
        BackendComparison comparison = BackendComparison.of(cpu.values(), gpu.values());
        List<String> lines = new ArrayList<>(comparison.lines());
        lines.add(String.format(
                Locale.ROOT,
                "%d quantities compared, %d differ by more than %s of their largest value.",
                comparison.lines().size(),
                comparison.failures().size(),
                BackendComparison.TOLERANCE));
        List<String> failures = new ArrayList<>(comparison.failures());
        if (cpu.values().isEmpty()) {
            failures.add("nothing was computed on the CPU.");
        }
        return new GpuCheck(lines, failures);
    }

    private static List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (GpuCheck.class.getClassLoader().getResource(CUDA_BACKEND) == null) {
            missing.add(
                    "the program was built without CUDA; start it once with CAM4J_BACKEND=cuda in the environment.");
        }
        boolean linux = System.getProperty("os.name").startsWith("Linux");
        if (linux && !Files.exists(DRIVER)) {
            missing.add("there is no " + DRIVER + "; expected the driver of an NVIDIA GPU.");
        }
        return missing;
    }
}
