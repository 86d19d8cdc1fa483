package org.cam4j.spark.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cam4j.spark.ClusterOptions;
import org.cam4j.spark.SparkEngine;
import org.cam4j.training.fit.WorkerGroup;
import picocli.CommandLine.Option;

/** Options of {@code train} and {@code evaluate} on Spark, in addition to their own. */
final class SparkOptions {
    @Option(
            names = "--master",
            paramLabel = "M",
            description = "Spark master: spark://HOST:PORT, or local[1] to run in this process only.")
    private Optional<String> master = Optional.empty();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = {
                "Address of this machine for executors on other machines. The driver and Spark's web UI listen on it.",
                "Default: 127.0.0.1, which only this machine can reach."
            })
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--executor-memory",
            paramLabel = "MB",
            defaultValue = "4096",
            description = "Memory per executor in MB; a quarter is Java's heap. Default: ${DEFAULT-VALUE}.")
    private int executorMemory;

    @Option(
            names = "--images-per-task",
            paramLabel = "N",
            defaultValue = "64",
            description = "evaluate: images per task, a multiple of 8. Default: ${DEFAULT-VALUE}.")
    private int imagesPerTask;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "2",
            description = {
                "train: number of data-parallel replicas of the network. The result depends on it, not on the machines.",
                "Default: ${DEFAULT-VALUE}."
            })
    private int workers;

    @Option(
            names = "--exchange",
            paramLabel = "E",
            defaultValue = "parameters",
            description = {
                "train: what the workers exchange: ${COMPLETION-CANDIDATES}.",
                "parameters are averaged after every --batches batches, gradients at every step.",
                "Default: ${DEFAULT-VALUE}."
            })
    private WorkerGroup.SyncMode exchange = WorkerGroup.SyncMode.PARAMETERS;

    @Option(
            names = "--batches",
            paramLabel = "N",
            description =
                    "train: batches that each worker processes between two averages of the parameters. Default: 4.")
    private Optional<Integer> batches = Optional.empty();

    @Option(
            names = "--conf",
            paramLabel = "K=V",
            description = "Spark property, such as spark.cores.max=8. Can be repeated.")
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
        if (workers < 1 || every < 1 || (gradients && every > 1)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--workers %d --batches %d: expected 1 or more of both, and 1 batch with --exchange gradients.",
                    workers,
                    every));
        }
        return new SparkEngine.WorkerOptions(workers, every, exchange);
    }
}
