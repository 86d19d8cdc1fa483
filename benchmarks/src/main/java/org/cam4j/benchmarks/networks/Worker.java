package org.cam4j.benchmarks.networks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.cam4j.experiments.speed.SpeedCase;
import org.cam4j.experiments.speed.SpeedTask;
import org.cam4j.experiments.speed.Timing;
import org.cam4j.experiments.speed.Workload;

/**
 * One engine with one network in a process of its own. Arguments: ENGINE NETWORK BATCH SIZE CLASSES. It answers {@code @ready PARAMETERS NAME}, then for every
 * line {@code TASK REPEATS} {@code @WALL PROCESSOR PEAK}: milliseconds, and megabytes of memory at the highest so far; it ends with its input.
 */
public final class Worker {
    private static final String UNKNOWN = "-1";

    private Worker() {}

    /** Runs until there are no more lines. */
    public static void main(String[] arguments) throws IOException {
        serve(EngineKind.byId(arguments[0])
                .prepare(new SpeedCase(
                        arguments[1],
                        Integer.parseInt(arguments[2]),
                        Integer.parseInt(arguments[3]),
                        Integer.parseInt(arguments[4]))));
    }

    /** Does what it is told until there are no more lines, then ends the process. */
    static void serve(Workload workload) throws IOException {
        answer(String.format(Locale.ROOT, "ready %d %s", workload.parameters(), workload.engine()));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            SpeedTask task = SpeedTask.byId(words[0]);
            if (!workload.knows(task)) {
                answer("none");
                continue;
            }
            Timing timing = Timing.of(workload, task, Integer.parseInt(words[1]));
            answer(String.format(Locale.ROOT, "%s %s %s", timing.wall(), timing.processor(), peakMegabytes()));
        }
        System.exit(0); // an engine may have threads that go on
    }

    private static void answer(String line) {
        System.out.println("@" + line);
        System.out.flush();
    }

    private static String peakMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return UNKNOWN;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> String.valueOf(Long.parseLong(line.replaceAll("\\D", "")) / 1024))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
