package org.cam4j.benchmarks.networks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.cam4j.experiments.speed.SpeedCase;
import org.cam4j.experiments.speed.SpeedTask;

/**
 * One thing that grows, all others as usual.
 *
 * @param name in files
 * @param title above table and chart
 * @param note what the others are
 * @param values that it takes
 * @param logarithmic whether the chart's axis is
 * @param tasks what is measured, with the names in the table
 * @param worker starts the process of a value
 */
record CostAxis(
        String name,
        String title,
        String note,
        List<Integer> values,
        boolean logarithmic,
        Map<SpeedTask, String> tasks,
        Starter worker) {
    private static final String NETWORK = "resnet18";
    private static final int SIDE = 224;
    private static final int CLASSES = 1000;
    private static final int THREADS = 2;
    private static final Map<SpeedTask, String> ALL = Map.of(
            SpeedTask.INFERENCE, "inference",
            SpeedTask.TRAINING_STEP, "training step",
            SpeedTask.CAM, "CAM",
            SpeedTask.GRAD_CAM, "Grad-CAM");

    /** Starts a process. */
    @FunctionalInterface
    interface Starter {
        WorkerProcess start(int value) throws IOException;
    }

    /**
     * Everything that is measured.
     *
     * @param data the folder of Tiny ImageNet
     */
    static List<CostAxis> all(String data) {
        return List.of(
                new CostAxis(
                        "threads",
                        "threads",
                        "ResNet-18, batch 4, 224 pixels, 1000 classes.",
                        List.of(1, 2),
                        false,
                        ALL,
                        threads -> worker(new SpeedCase(NETWORK, 4, SIDE, CLASSES), threads)),
                new CostAxis(
                        "side",
                        "rows and columns of an image",
                        "ResNet-18, batch 1, 1000 classes, two threads. Pixels are the square of it.",
                        List.of(64, 128, 224, 320),
                        false,
                        ALL,
                        side -> worker(new SpeedCase(NETWORK, 1, side, CLASSES), THREADS)),
                new CostAxis(
                        "classes",
                        "classes",
                        "ResNet-18, batch 1, 224 pixels, two threads. The axis is logarithmic.",
                        List.of(10, 100, 1000, 10000),
                        true,
                        ALL,
                        classes -> worker(new SpeedCase(NETWORK, 1, SIDE, classes), THREADS)),
                new CostAxis(
                        "batch",
                        "images at once",
                        "ResNet-18, 224 pixels, 1000 classes, two threads.",
                        List.of(1, 2, 4, 8),
                        false,
                        ALL,
                        batch -> worker(new SpeedCase(NETWORK, batch, SIDE, CLASSES), THREADS)),
                new CostAxis(
                        "taps",
                        "taps read from one backward pass",
                        "ResNet-18, batch 1, 224 pixels, two threads: the last layer of the 1 to 5 coarsest resolutions. Every tap more lies nearer to the image, where the backward pass has the largest maps.",
                        List.of(1, 2, 3, 4, 5),
                        false,
                        Map.of(SpeedTask.GRAD_CAM, "Grad-CAM"),
                        taps -> new WorkerProcess(THREADS, TapsWorkload.class, NETWORK, String.valueOf(taps))),
                new CostAxis(
                        "images",
                        "images of the data set",
                        "`mini` on Tiny ImageNet at 64 pixels, from the files on, two threads: a training of one epoch with all its files, and an evaluation of CAM under every metric.",
                        List.of(250, 500, 1000, 2000),
                        false,
                        Map.of(SpeedTask.TRAINING_STEP, "training epoch", SpeedTask.CAM, "evaluation"),
                        images -> new WorkerProcess(THREADS, ImagesWorkload.class, data, String.valueOf(images))));
    }

    /** The tasks, in the order of {@link SpeedTask}. */
    List<SpeedTask> tasksInOrder() {
        return Arrays.stream(SpeedTask.values()).filter(tasks::containsKey).toList();
    }

    /** The name of a task in the table. */
    String nameOf(SpeedTask task) {
        return tasks.getOrDefault(task, task.id());
    }

    private static WorkerProcess worker(SpeedCase setting, int threads) throws IOException {
        return new WorkerProcess(EngineKind.CAM4J, setting, threads);
    }
}
