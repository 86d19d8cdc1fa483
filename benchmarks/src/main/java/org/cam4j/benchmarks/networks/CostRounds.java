package org.cam4j.benchmarks.networks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cam4j.experiments.speed.SpeedTask;
import org.cam4j.training.run.RunFolder;

/**
 * How cost grows, one {@link CostAxis} after the other; the values of an axis take turns, round after round. Every measurement goes to {@code cost.csv}, where those of
 * other axes stay; medians go to {@code cost.md} and to a chart an axis, {@code cost-AXIS.svg}.
 */
public final class CostRounds {
    /** A measurement lasts about so long, in milliseconds: short tasks are repeated. */
    private static final double LONG_ENOUGH = 300;

    private static final double WARM_UP = 1000;

    private final int rounds;
    private final List<CostMeasured> measured = new ArrayList<>();

    private CostRounds(int rounds) {
        this.rounds = rounds;
    }

    /** Arguments: OUT ROUNDS DATA [AXES], DATA the folder of Tiny ImageNet, AXES names with commas between them. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 3 || arguments.length > 4) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d arguments; expected OUT ROUNDS DATA [AXES], for example results/benchmarks 5 tiny-imagenet-200 side,batch.",
                    arguments.length));
        }
        RunFolder out = RunFolder.open(Path.of(arguments[0]));
        CostRounds driver = new CostRounds(Integer.parseInt(arguments[1]));
        List<CostAxis> axes = CostAxis.all(arguments[2]);
        List<String> asked = arguments.length == 4
                ? List.of(arguments[3].split(","))
                : axes.stream().map(CostAxis::name).toList();
        for (CostAxis axis : axes) {
            if (asked.contains(axis.name())) {
                driver.measure(axis);
                List<CostMeasured> all = new ArrayList<>(CostMeasured.read(out));
                all.removeIf(one -> one.axis().equals(axis.name()));
                driver.measured.stream()
                        .filter(one -> one.axis().equals(axis.name()))
                        .forEach(all::add);
                CostMeasured.write(out, all);
                CostReport.write(out, axes, all);
            }
        }
    }

    private void measure(CostAxis axis) throws IOException {
        Map<Integer, WorkerProcess> workers = new LinkedHashMap<>();
        try {
            for (int value : axis.values()) {
                workers.put(value, axis.worker().start(value));
            }
            for (SpeedTask task : axis.tasksInOrder()) {
                measure(axis, task, workers);
            }
        } finally {
            for (WorkerProcess worker : workers.values()) {
                worker.close();
            }
        }
    }

    private void measure(CostAxis axis, SpeedTask task, Map<Integer, WorkerProcess> workers) throws IOException {
        Map<Integer, Integer> repeats = new LinkedHashMap<>();
        for (Map.Entry<Integer, WorkerProcess> worker : workers.entrySet()) {
            double last = 0;
            for (double spent = 0; spent < WARM_UP; spent += last) {
                last = worker.getValue().run(task, 1).orElseThrow().timing().wall();
            }
            repeats.put(worker.getKey(), (int) Math.max(1, Math.round(LONG_ENOUGH / last)));
        }
        for (int round = 1; round <= rounds; round++) {
            for (Map.Entry<Integer, WorkerProcess> worker : workers.entrySet()) {
                int value = worker.getKey();
                WorkerProcess.Answer answer = worker.getValue().runCalmly(task, repeats.getOrDefault(value, 1));
                CostMeasured one = new CostMeasured(
                        axis.name(),
                        value,
                        axis.nameOf(task),
                        round,
                        answer.timing().wall(),
                        answer.timing().processor(),
                        answer.others(),
                        answer.peakMegabytes());
                measured.add(one);
                System.err.println(one);
            }
        }
    }
}
