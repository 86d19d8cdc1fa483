package org.cam4j.spark;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts what happens to tasks and executors, and says at once when one is lost. */
final class SparkProgress extends SparkListener {
    private final Consumer<String> notes;
    private final Set<String> hosts = new HashSet<>();
    private IntConsumer progress = done -> {};
    private int executors;
    private int executorsLost;
    private int tasks;
    private int tasksRepeated;
    private int done;
    private boolean closing;

    SparkProgress(Consumer<String> notes) {
        this.notes = notes;
    }

    /**
     * A job begins.
     *
     * @param finished receives the number of its finished tasks
     */
    synchronized void begin(IntConsumer finished) {
        done = 0;
        progress = finished;
    }

    /** From here on executors end because they are no longer needed. */
    synchronized void close() {
        closing = true;
    }

    @Override
    public synchronized void onExecutorAdded(SparkListenerExecutorAdded added) {
        executors++;
        hosts.add(added.executorInfo().executorHost());
    }

    @Override
    public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        if (!closing) {
            executorsLost++;
            notes.accept(String.format(
                    Locale.ROOT,
                    "executor %s was lost (%s); its tasks are done again.",
                    removed.executorId(),
                    removed.reason().lines().findFirst().orElse("no reason given")));
        }
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.taskInfo().successful()) {
            tasks++;
            progress.accept(++done);
        } else {
            tasksRepeated++;
        }
    }

    synchronized Counted counted() {
        return new Counted(executors, hosts.size(), executorsLost, tasks, tasksRepeated);
    }

    /**
     * What happened so far.
     *
     * @param executors that joined, those that replaced lost ones included
     * @param tasksRepeated attempts that failed, or were lost with their executor
     */
    record Counted(int executors, int hosts, int executorsLost, int tasks, int tasksRepeated) {}
}
