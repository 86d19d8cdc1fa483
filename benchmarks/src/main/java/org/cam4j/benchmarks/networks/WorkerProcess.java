package org.cam4j.benchmarks.networks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cam4j.training.speed.SpeedCase;
import org.cam4j.training.speed.SpeedTask;
import org.cam4j.training.speed.Timing;

/** The driver's end of a {@link Worker}. */
final class WorkerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;
    private final long parameters;
    private final String engine;

    /** A measurement and the most memory that the process had taken by then, in megabytes. */
    record Answer(Timing timing, long peakMegabytes) {}

    /** Starts it and waits until its network is there. */
    WorkerProcess(EngineKind kind, SpeedCase setting, int threads) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx3g",
                        "-Dorg.bytedeco.javacpp.maxbytes=14g",
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName(),
                        kind.id(),
                        setting.network(),
                        String.valueOf(setting.batch()),
                        String.valueOf(setting.size()),
                        String.valueOf(setting.classes()))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        environment.put("OMP_NUM_THREADS", String.valueOf(threads));
        environment.put("MALLOC_MMAP_THRESHOLD_", "33554432");
        environment.put("MALLOC_TRIM_THRESHOLD_", "4294967296");
        environment.put("DJL_OFFLINE", "true");
        environment.put("OPT_OUT_TRACKING", "true");
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        process = builder.start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        commands = process.outputWriter(StandardCharsets.UTF_8);
        List<String> words = List.of(answer().split(" ", 3));
        parameters = Long.parseLong(words.get(1));
        engine = words.get(2);
    }

    long parameters() {
        return parameters;
    }

    String engine() {
        return engine;
    }

    /** Empty where the engine does not have the task. */
    Optional<Answer> run(SpeedTask task, int repeats) throws IOException {
        commands.write("%s %d\n".formatted(task.id(), repeats));
        commands.flush();
        String answer = answer();
        if (answer.equals("none")) {
            return Optional.empty();
        }
        String[] words = answer.split(" ");
        return Optional.of(new Answer(
                new Timing(Double.parseDouble(words[0]), Double.parseDouble(words[1])), Long.parseLong(words[2])));
    }

    private String answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith("@")) {
                return line.substring(1);
            }
        }
        throw new IOException("A worker ended without an answer; its messages are above.");
    }

    @Override
    public void close() throws IOException {
        commands.close();
        process.onExit().join();
    }
}
