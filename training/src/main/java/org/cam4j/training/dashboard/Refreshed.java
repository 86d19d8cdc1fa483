package org.cam4j.training.dashboard;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made again in the background when it is outdated. Whoever asks waits {@value #PATIENCE_MILLISECONDS} ms for the new one and then gets the old one: readers ask every two
 * seconds, and an answer that is two seconds late is better than a page that hangs.
 *
 * @param <T> the value
 */
final class Refreshed<T> {
    private static final long PATIENCE_MILLISECONDS = 25;

    private final Callable<T> load;
    private @Nullable T value;
    private @Nullable CompletableFuture<T> loading;

    /**
     * A value.
     *
     * @param first what is given before there is another; null where the first call should wait
     */
    Refreshed(@Nullable T first, Callable<T> load) {
        value = first;
        this.load = load;
    }

    /** The value that is known; null before the first. */
    synchronized @Nullable T known() {
        return value;
    }

    /**
     * The value; only the first call waits until there is one.
     *
     * @param outdated whether to make it again
     */
    T get(boolean outdated) throws IOException {
        return get(outdated, PATIENCE_MILLISECONDS);
    }

    /** As {@link #get(boolean)} with another patience. */
    T get(boolean outdated, long milliseconds) throws IOException {
        CompletableFuture<T> future;
        T old;
        synchronized (this) {
            old = value;
            if (loading == null) {
                if (old != null && !outdated) {
                    return old;
                }
                loading = start();
            }
            future = loading;
        }
        try {
            if (old == null) {
                return future.get();
            }
            return future.get(milliseconds, TimeUnit.MILLISECONDS);
        } catch (TimeoutException notYet) {
            return Objects.requireNonNull(old);
        } catch (ExecutionException failure) {
            throw new IOException(failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private CompletableFuture<T> start() {
        CompletableFuture<T> future = new CompletableFuture<>();
        inBackground(() -> {
            try {
                T made = load.call();
                synchronized (this) {
                    value = made;
                    loading = null;
                }
                future.complete(made);
            } catch (Exception failure) {
                synchronized (this) {
                    loading = null;
                }
                future.completeExceptionally(failure);
            }
        });
        return future;
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "cam4j-dashboard-files");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether a time is longer ago. */
    static boolean isOlder(long nanoTime, Duration than) {
        return System.nanoTime() - nanoTime > than.toNanos();
    }
}
