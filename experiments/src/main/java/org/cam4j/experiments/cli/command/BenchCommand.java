package org.cam4j.experiments.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.cam4j.experiments.cli.option.Candidates;
import org.cam4j.experiments.cli.option.ExitCode;
import org.cam4j.experiments.cli.option.JsonOption;
import org.cam4j.experiments.cli.option.QuietOption;
import org.cam4j.experiments.cli.option.ThreadsOption;
import org.cam4j.experiments.cli.terminal.TaskProgress;
import org.cam4j.experiments.report.Table;
import org.cam4j.experiments.speed.GraphWorkload;
import org.cam4j.experiments.speed.SpeedCase;
import org.cam4j.experiments.speed.SpeedTask;
import org.cam4j.experiments.speed.Timing;
import org.cam4j.experiments.speed.Workload;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.run.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cam4j bench}: the speed of networks on this machine. */
@Command(
        name = "bench",
        description = {
            "Measure the speed of inference, training, CAM and Grad-CAM on this machine.",
            "The times are medians over rounds in milliseconds per batch, with random weights and images.",
            "benchmarks/README.md compares them with Deeplearning4j and PyTorch."
        },
        footer = {"", "Example: cam4j bench --network resnet50 --batch 8 --task training-step"})
public final class BenchCommand implements Callable<Integer> {
    /** Until Java has compiled what runs often, milliseconds. */
    private static final double WARM_UP = 2000;

    /** The processor's time comes in steps of ten milliseconds: short tasks are repeated for so many. */
    private static final double LONG_ENOUGH = 300;

    private static final int MOST_REPEATS = 50;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final QuietOption quiet = new QuietOption();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--network",
            paramLabel = "N",
            split = ",",
            completionCandidates = Candidates.Backbones.class,
            description = "Backbones, separated by commas. Default: mini, vgg16, resnet18, resnet50, mobilenet_v2.")
    private List<String> networks = SpeedCase.NETWORKS;

    @Option(
            names = "--batch",
            paramLabel = "B",
            split = ",",
            description = "Batch sizes, separated by commas. Default: 1,8.")
    private List<Integer> batches = List.of(1, 8);

    @Option(
            names = "--task",
            paramLabel = "T",
            split = ",",
            completionCandidates = Candidates.SpeedTasks.class,
            description = "Tasks, separated by commas; of: ${COMPLETION-CANDIDATES}. Default: all.")
    private List<String> tasks = SpeedTask.ids();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Number of measurements per task. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Override
    public Integer call() throws Exception {
        json.check();
        if (rounds < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "--rounds %d: expected 1 or more.", rounds));
        }
        List<SpeedTask> asked = tasks.stream().map(SpeedTask::byId).toList();
        List<SpeedCase> cases = new ArrayList<>();
        for (String network : networks) {
            batches.forEach(batch -> cases.add(SpeedCase.of(network, batch)));
        }
        cases.forEach(SpeedCase::side); // an unknown network is named before the work
        Kernels.switchOn();
        List<Map<String, Object>> results = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        long steps = (long) cases.size() * asked.size() * rounds;
        try (TaskProgress progress = new TaskProgress("bench", "runs", steps, quiet.quiet)) {
            for (SpeedCase one : cases) {
                Workload workload = new GraphWorkload(one, one.model().graph(), "cam4j", true);
                for (SpeedTask task : asked) {
                    Timing median = measure(workload, task, progress);
                    rows.add(List.of(
                            one.network(),
                            String.valueOf(one.batch()),
                            task.id(),
                            number(median.wall()),
                            number(median.processor()),
                            number(1000 * one.batch() / median.wall())));
                    results.add(json(one, task, median));
                }
            }
        }
        Table table = new Table(List.of("network", "batch", "task", "ms", "CPU ms", "images/s"), rows);
        spec.commandLine().getOut().print(table.markdown());
        json.write(() -> {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("schemaVersion", 1);
            content.put("rounds", rounds);
            content.put("threads", threads.count());
            content.put("device", Environment.Device.here());
            content.put("results", results);
            return content;
        });
        return ExitCode.DONE;
    }

    private Timing measure(Workload workload, SpeedTask task, TaskProgress progress) {
        List<Double> wall = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        double once = Timing.of(workload, task, 1).wall();
        for (double spent = once; spent < WARM_UP; spent += once) {
            once = Timing.of(workload, task, 1).wall();
        }
        int repeats = (int) Math.max(1, Math.min(MOST_REPEATS, Math.round(LONG_ENOUGH / once)));
        for (int round = 0; round < rounds; round++) {
            Timing timing = Timing.of(workload, task, repeats);
            wall.add(timing.wall());
            processor.add(timing.processor());
            progress.step();
        }
        return new Timing(Timing.median(wall), Timing.median(processor));
    }

    private static Map<String, Object> json(SpeedCase one, SpeedTask task, Timing median) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("network", one.network());
        result.put("batch", one.batch());
        result.put("task", task.id());
        result.put("milliseconds", median.wall());
        result.put("processorMilliseconds", median.processor());
        return result;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
