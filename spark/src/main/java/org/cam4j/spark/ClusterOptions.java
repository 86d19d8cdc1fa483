package org.cam4j.spark;

import java.util.Map;
import java.util.Optional;

/**
 * Where Spark runs, and what an executor gets.
 *
 * @param master Spark's address of it; empty where spark-submit has set it
 * @param host address of this machine for executors; loopback where it is empty
 * @param executorMegabytes memory of an executor, a quarter of it for Java's heap, the rest for arrays
 * @param imagesPerTask of an evaluation, a multiple of the batch
 * @param settings Spark's own, by name; they win
 */
public record ClusterOptions(
        Optional<String> master,
        Optional<String> host,
        int executorMegabytes,
        int imagesPerTask,
        Map<String, String> settings) {
    public ClusterOptions {
        settings = Map.copyOf(settings);
    }
}
