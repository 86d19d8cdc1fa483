package org.cam4j.experiments.backend;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nd4j.common.config.ND4JEnvironmentVars;

/**
 * The numbers of a backend, computed by another process of this program, since ND4J has one backend per process.
 *
 * @param backend the one that ND4J chose: {@code CPU} or {@code CUDA}
 * @param values as {@link BackendNumbers#values}
 * @param output what the process printed besides them
 */
public record BackendProcess(String backend, Map<String, float[]> values, List<String> output) {
    private static final String BACKEND = "backend\t";
    private static final String VALUES = "values\t";
    private static final String PREFERRED = "100";
    private static final String OTHER = "0";

    public BackendProcess {
        values = Map.copyOf(values);
        output = List.copyOf(output);
    }

    /**
     * Runs this program with the backend preferred to the other one and waits for its end.
     *
     * @param cuda whether CUDA is preferred, else the CPU
     * @param program the program's class and the arguments with which it prints {@link #lines}
     * @throws IOException if no process can be started
     */
    public static BackendProcess run(boolean cuda, List<String> program) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(ND4JEnvironmentVars.BACKEND_PRIORITY_GPU, cuda ? PREFERRED : OTHER);
        builder.environment().put(ND4JEnvironmentVars.BACKEND_PRIORITY_CPU, cuda ? OTHER : PREFERRED);
        Process process = builder.start();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            return parse(reader.lines().toList());
        } finally {
            process.destroy();
        }
    }

    /** What a process prints for {@link #run}. */
    public static List<String> lines(String backend, BackendNumbers numbers) {
        List<String> lines = new ArrayList<>(List.of(BACKEND + backend));
        numbers.values()
                .forEach((name, values) -> lines.add(VALUES + name + "\t"
                        + IntStream.range(0, values.length)
                                .mapToObj(i -> Float.toString(values[i]))
                                .collect(Collectors.joining(" "))));
        return lines;
    }

    static BackendProcess parse(List<String> lines) {
        String backend = "none";
        Map<String, float[]> values = new LinkedHashMap<>();
        List<String> output = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(BACKEND)) {
                backend = line.substring(BACKEND.length());
            } else if (line.startsWith(VALUES)) {
                String[] fields = line.split("\t", -1);
                String[] numbers = fields[2].split(" ");
                float[] parsed = new float[numbers.length];
                for (int i = 0; i < parsed.length; i++) {
                    parsed[i] = Float.parseFloat(numbers[i]);
                }
                values.put(fields[1], parsed);
            } else {
                output.add(line);
            }
        }
        return new BackendProcess(backend, values, output);
    }
}
