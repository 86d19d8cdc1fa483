package org.cam4j.benchmarks.networks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.experiments.speed.SpeedCase;
import org.cam4j.experiments.speed.SpeedTask;
import org.cam4j.experiments.speed.Timing;

/** The driver's end of a {@link Worker}. */
final class WorkerProcess implements AutoCloseable {
    private final int threads;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;
    private final long parameters;
    private final String engine;

    /** A measurement in which other programs take less of the processors than this, and what the threads leave, is not repeated. */
    private static final double CALM = 0.15;

    private static final int MOST_ATTEMPTS = 3;

    /**
     * A measurement.
     *
     * @param peakMegabytes the most memory that the process had taken by then
     * @param others the part of all processors that other programs took meanwhile, 0 to 1
     */
    record Answer(Timing timing, long peakMegabytes, double others) {}

    /** Starts it and waits until its network is there. */
    WorkerProcess(EngineKind kind, SpeedCase setting, int threads) throws IOException {
        this(
                threads,
                Worker.class,
                kind.id(),
                setting.network(),
                String.valueOf(setting.batch()),
                String.valueOf(setting.size()),
                String.valueOf(setting.classes()));
    }

    /** Starts another class that {@link Worker#serve serves}. */
    WorkerProcess(int threads, Class<?> main, String... arguments) throws IOException {
        this.threads = threads;
        process = java(threads, main, arguments).start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        commands = process.outputWriter(StandardCharsets.UTF_8);
        List<String> words = List.of(answer().split(" ", 3));
        parameters = Long.parseLong(words.get(1));
        engine = words.get(2);
    }

    /** A Java process with this one's class path and the settings of every measurement; its messages are shown. */
    static ProcessBuilder java(int threads, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx3g",
                "-Dorg.bytedeco.javacpp.maxbytes=14g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        environment.put("OMP_NUM_THREADS", String.valueOf(threads));
        environment.put("MALLOC_MMAP_THRESHOLD_", "33554432");
        environment.put("MALLOC_TRIM_THRESHOLD_", "4294967296");
        environment.put("DJL_OFFLINE", "true");
        environment.put("OPT_OUT_TRACKING", "true");
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        return builder;
    }

    long parameters() {
        return parameters;
    }

    String engine() {
        return engine;
    }

    /** Empty where the engine does not have the task. */
    Optional<Answer> run(SpeedTask task, int repeats) throws IOException {
        double busy = busyMilliseconds();
        long begin = System.nanoTime();
        commands.write(String.format(Locale.ROOT, "%s %d\n", task.id(), repeats));
        commands.flush();
        String answer = answer();
        if (answer.equals("none")) {
            return Optional.empty();
        }
        String[] words = answer.split(" ");
        Timing timing = new Timing(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
        double all = Runtime.getRuntime().availableProcessors() * (System.nanoTime() - begin) / 1e6;
        double others = (busyMilliseconds() - busy - timing.processor() * repeats) / all;
        return Optional.of(new Answer(timing, Long.parseLong(words[2]), Math.max(0, others)));
    }

    /** The measurement that other programs disturbed least, out of up to {@value #MOST_ATTEMPTS}; the first where they did next to nothing. */
    Answer runCalmly(SpeedTask task, int repeats) throws IOException {
        int cores = Runtime.getRuntime().availableProcessors();
        double calm = CALM + Math.max(0, cores - threads) / (double) cores;
        Answer best = run(task, repeats).orElseThrow();
        for (int attempt = 2; attempt <= MOST_ATTEMPTS && best.others() > calm; attempt++) {
            Answer again = run(task, repeats).orElseThrow();
            best = again.others() < best.others() ? again : best;
        }
        return best;
    }

    /** What all programs have taken of all processors since the machine started; 0 where the system does not tell. */
    private static double busyMilliseconds() throws IOException {
        Path file = Path.of("/proc/stat");
        if (!Files.exists(file)) {
            return 0;
        }
        String[] ticks = Files.readAllLines(file).get(0).split(" +"); // cpu user nice system idle ...
        return 10.0 * (Long.parseLong(ticks[1]) + Long.parseLong(ticks[2]) + Long.parseLong(ticks[3]));
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
