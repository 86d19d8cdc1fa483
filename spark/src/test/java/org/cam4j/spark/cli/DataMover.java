package org.cam4j.spark.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Lets a symbolic link lead elsewhere once the driver has read the data through it; named in {@code spark.extraListeners}. */
public final class DataMover extends SparkListener {
    private static final String LINK = "spark.test.link";
    private static final String TARGET = "spark.test.target";
    private static final String TASKS = "spark.test.tasks";

    private final Path link;
    private final Path target;
    private int tasks;

    /** Called by Spark, before it has executors. */
    public DataMover(SparkConf settings) {
        link = Path.of(settings.get(LINK));
        target = Path.of(settings.get(TARGET));
        tasks = settings.getInt(TASKS, 0);
        if (tasks == 0) {
            move();
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (--tasks == 0) {
            move();
        }
    }

    private void move() {
        try {
            Files.delete(link);
            Files.createSymbolicLink(link, target);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * How to have it moved in a job of one executor.
     *
     * @param target need not be there
     * @param tasks that are done before; 0 for no executor to see what the driver saw
     */
    static String[] options(Path link, Path target, int tasks) {
        return new String[] {
            "--conf", "spark.cores.max=1", // one executor, so that no other opens the data later
            "--conf", "spark.extraListeners=" + DataMover.class.getName(),
            "--conf", LINK + "=" + link,
            "--conf", TARGET + "=" + target,
            "--conf", TASKS + "=" + tasks
        };
    }
}
