package org.cam4j.spark.cli;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Kills one executor, as {@code kill -9} does, as soon as a task is done; named in {@code spark.extraListeners}. */
public final class ExecutorKiller extends SparkListener {
    /** The system property with the ids of the workers' processes, joined by commas. */
    static final String WORKERS = "cam4j.test.workers";

    private boolean done;

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (done || !end.taskInfo().successful()) {
            return;
        }
        done = true;
        Optional<ProcessHandle> executor = Stream.of(System.getProperty(WORKERS).split(","))
                .map(Long::valueOf)
                .flatMap(worker -> ProcessHandle.of(worker).stream())
                .flatMap(ProcessHandle::children)
                .findFirst();
        executor.orElseThrow(() -> new IllegalStateException("There is no executor to kill under " + WORKERS))
                .destroyForcibly();
    }

    /** How to have one killed in a job on this cluster. */
    static String[] options(LocalCluster cluster) {
        System.setProperty(
                WORKERS,
                String.join(",", cluster.workers().stream().map(String::valueOf).toList()));
        return new String[] {"--conf", "spark.extraListeners=" + ExecutorKiller.class.getName()};
    }
}
