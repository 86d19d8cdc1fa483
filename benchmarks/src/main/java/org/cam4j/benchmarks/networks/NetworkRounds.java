package org.cam4j.benchmarks.networks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cam4j.experiments.speed.SpeedCase;
import org.cam4j.experiments.speed.SpeedTask;
import org.cam4j.training.run.RunFolder;

/**
 * Runs the engines in turn, round after round, so that whatever else the machine does meets all alike. Every measurement goes to {@code networks.csv}, where
 * those of an earlier call stay unless this one repeats them; medians and ratios go to {@code networks.md}.
 */
public final class NetworkRounds {
    /** A measurement lasts about so long, in milliseconds: short tasks are repeated. */
    private static final double LONG_ENOUGH = 500;

    private static final double WARM_UP = 2000;
    private static final int MOST_REPEATS = 50;

    /** An engine that needs longer than this for one task, in milliseconds, takes part in the first rounds only. */
    private static final double TOO_SLOW = 5000;

    private static final int ROUNDS_OF_THE_SLOW = 2;

    private final int threads =
            Integer.getInteger("threads", Runtime.getRuntime().availableProcessors());
    private final RunFolder out;
    private final int rounds;
    private final List<SpeedTask> tasks;
    private final List<Measured> measured = new ArrayList<>();

    private NetworkRounds(RunFolder out, int rounds, List<SpeedTask> tasks) {
        this.out = out;
        this.rounds = rounds;
        this.tasks = tasks;
    }

    /** Arguments: OUT ROUNDS [NETWORKS [BATCHES [ENGINES [TASKS]]]], each of the last four names with commas between them, or {@code all}. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2 || arguments.length > 6) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d arguments; expected OUT ROUNDS [NETWORKS [BATCHES [ENGINES [TASKS]]]], for example results/benchmarks 7 resnet50 8 cam4j,torch training-step.",
                    arguments.length));
        }
        List<String> networks = list(arguments, 2, SpeedCase.NETWORKS, name -> name);
        List<Integer> batches = list(arguments, 3, List.of(1, 8), Integer::valueOf);
        List<EngineKind> kinds = list(arguments, 4, List.of(EngineKind.values()), EngineKind::byId);
        List<SpeedTask> tasks = list(arguments, 5, List.of(SpeedTask.values()), SpeedTask::byId);
        NetworkRounds driver =
                new NetworkRounds(RunFolder.open(Path.of(arguments[0])), Integer.parseInt(arguments[1]), tasks);
        for (String network : networks) {
            for (int batch : batches) {
                driver.measure(SpeedCase.of(network, batch), kinds);
            }
        }
    }

    private static <T> List<T> list(String[] arguments, int index, List<T> all, Function<String, T> parse) {
        return arguments.length <= index || arguments[index].equals("all")
                ? all
                : Arrays.stream(arguments[index].split(",")).map(parse).toList();
    }

    private void measure(SpeedCase setting, List<EngineKind> kinds) throws IOException {
        Map<EngineKind, WorkerProcess> workers = new LinkedHashMap<>();
        try {
            for (EngineKind kind : kinds) {
                WorkerProcess worker = new WorkerProcess(kind, setting, threads);
                workers.put(kind, worker);
                System.err.println(worker.engine());
            }
            requireSameNetwork(setting, workers.values());
            for (SpeedTask task : tasksInOrder()) {
                measure(setting, task, workers);
                save();
            }
        } finally {
            for (WorkerProcess worker : workers.values()) {
                worker.close();
            }
        }
    }

    /** Inference first: the peak of memory is of all tasks so far. */
    private List<SpeedTask> tasksInOrder() {
        List<SpeedTask> order = new ArrayList<>(tasks);
        if (order.remove(SpeedTask.TRAINING_STEP)) {
            order.add(SpeedTask.TRAINING_STEP);
        }
        return order;
    }

    private static void requireSameNetwork(SpeedCase setting, Collection<WorkerProcess> workers) {
        if (workers.stream().map(WorkerProcess::parameters).distinct().count() > 1) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "%s is not the same network everywhere: %s.",
                    setting,
                    workers.stream()
                            .map(worker -> worker.engine() + ": " + worker.parameters() + " parameters")
                            .collect(Collectors.joining(", "))));
        }
    }

    private void measure(SpeedCase setting, SpeedTask task, Map<EngineKind, WorkerProcess> workers) throws IOException {
        Map<EngineKind, Double> once = new LinkedHashMap<>();
        for (Map.Entry<EngineKind, WorkerProcess> worker : workers.entrySet()) {
            warmUp(worker.getValue(), task).ifPresent(wall -> once.put(worker.getKey(), wall));
        }
        List<EngineKind> order = new ArrayList<>(once.keySet());
        for (int round = 1; round <= rounds; round++) {
            for (EngineKind kind : order) {
                double expected = once.getOrDefault(kind, LONG_ENOUGH);
                if (round > ROUNDS_OF_THE_SLOW && expected > TOO_SLOW) {
                    continue;
                }
                int repeats = (int) Math.max(1, Math.min(MOST_REPEATS, Math.round(LONG_ENOUGH / expected)));
                WorkerProcess.Answer answer =
                        Objects.requireNonNull(workers.get(kind)).runCalmly(task, repeats);
                measured.add(new Measured(
                        round,
                        setting.network(),
                        setting.batch(),
                        threads,
                        task.id(),
                        kind.id(),
                        answer.timing().wall(),
                        answer.timing().processor(),
                        answer.peakMegabytes()));
                System.err.printf(
                        Locale.ROOT,
                        "%s, batch %d, %s, round %d of %d, %s: %.1f ms, %.1f of the processor; other programs took %.0f %% of the machine%n",
                        setting.network(),
                        setting.batch(),
                        task.id(),
                        round,
                        rounds,
                        kind.id(),
                        answer.timing().wall(),
                        answer.timing().processor(),
                        100 * answer.others());
            }
            Collections.rotate(order, 1); // nobody is always first
        }
    }

    /** Until Java has compiled what runs often, at least twice unless that takes long; milliseconds of the last time. */
    private static Optional<Double> warmUp(WorkerProcess worker, SpeedTask task) throws IOException {
        Optional<Double> wall =
                worker.run(task, 1).map(answer -> answer.timing().wall());
        double spent = 0;
        while (wall.isPresent() && spent < WARM_UP && wall.get() < TOO_SLOW) {
            wall = worker.run(task, 1).map(answer -> answer.timing().wall());
            spent += wall.orElse(0.0);
        }
        return wall;
    }

    private void save() throws IOException {
        List<Measured> all = new ArrayList<>();
        for (Measured old : Measured.read(out.file("networks.csv"))) {
            if (measured.stream().noneMatch(old::repeats)) {
                all.add(old);
            }
        }
        all.addAll(measured);
        Measured.write(out, "networks.csv", all);
        out.writeText("networks.md", NetworkTable.of(all));
    }
}
