package org.cam4j.spark;

import java.io.IOException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task: a value, or in one line why there is none. Spark repeats tasks that throw, which helps when a machine was lost, but not when a folder
 * does not exist.
 *
 * @param value null with a problem
 * @param problem null with a value
 */
record TaskResult<T>(@Nullable T value, @Nullable String problem) implements Serializable {
    static <T> TaskResult<T> of(T value) {
        return new TaskResult<>(value, null);
    }

    static <T> TaskResult<T> none(String problem) {
        return new TaskResult<>(null, problem);
    }

    /**
     * The value.
     *
     * @throws IOException with the problem
     */
    T get() throws IOException {
        T found = value;
        if (found == null) {
            throw new IOException(problem);
        }
        return found;
    }
}
