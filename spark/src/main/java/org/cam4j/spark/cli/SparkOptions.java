package org.cam4j.spark.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.spark.ClusterOptions;
import org.cam4j.spark.SparkEngine;
import org.cam4j.training.fit.WorkerGroup;
import picocli.CommandLine.Option;

/** Options of {@code train} and {@code evaluate} on Spark. */
final class SparkOptions {
    @Option(
            names = "--master",
            paramLabel = "M",
            description = "Spark's master: spark://HOST:PORT, or local[1] for this process alone.")
    private Optional<String> master = Optional.empty();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = {
                "This machine's address for executors on others; the driver and Spark's page listen there.",
                "Default: 127.0.0.1, where nobody else can reach them."
            })
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--executor-memory",
            paramLabel = "MB",
            defaultValue = "4096",
            description = "Memory of an executor in MB, a quarter of it for Java's heap. Default: ${DEFAULT-VALUE}.")
    private int executorMemory;

    @Option(
            names = "--images-per-task",
            paramLabel = "N",
            defaultValue = "64",
            description =
                    "evaluate: images that an executor measures at a time, a multiple of 8. Default: ${DEFAULT-VALUE}.")
    private int imagesPerTask;

    @Option(
            names = "--learners",
            paramLabel = "N",
            defaultValue = "2",
            description = {
                "train: copies of the network that learn side by side. They, not the machines, decide the result.",
                "Default: ${DEFAULT-VALUE}."
            })
    private int learners;

    @Option(
            names = "--exchange",
            paramLabel = "E",
            defaultValue = "parameters",
            description = {
                "train: what they tell each other: ${COMPLETION-CANDIDATES}.",
                "parameters: averaged every --batches batches. gradients: averaged for every step.",
                "Default: ${DEFAULT-VALUE}."
            })
    private WorkerGroup.SyncMode exchange = WorkerGroup.SyncMode.PARAMETERS;

    @Option(
            names = "--batches",
            paramLabel = "N",
            description = "train: batches that each learns from between two averages of the parameters. Default: 4.")
    private Optional<Integer> batches = Optional.empty();

    @Option(
            names = "--conf",
            paramLabel = "K=V",
            description = "A setting of Spark, such as spark.cores.max=8. Can be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    ClusterOptions cluster() {
        if (executorMemory < 2048) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--executor-memory %d: expected 2048 MB or more; Spark refuses less heap than a quarter of it.",
                    executorMemory));
        }
        return new ClusterOptions(master, host, executorMemory, imagesPerTask, settings);
    }

    SparkEngine.WorkerOptions workers() {
        boolean gradients = exchange == WorkerGroup.SyncMode.GRADIENTS;
        int every = batches.orElse(gradients ? 1 : 4);
        if (learners < 1 || every < 1 || (gradients && every > 1)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--learners %d --batches %d: expected 1 or more of both, and 1 batch where gradients are exchanged.",
                    learners,
                    every));
        }
        return new SparkEngine.WorkerOptions(learners, every, exchange);
    }
}
