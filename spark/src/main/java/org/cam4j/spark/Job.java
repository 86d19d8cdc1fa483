package org.cam4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Sample;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.evaluation.Skipped;
import org.cam4j.evaluation.statistics.ImageValues;
import org.cam4j.layers.kernels.Kernels;
import org.cam4j.training.model.CamModel;

/**
 * Everything that the tasks of a job need, in serializable form. An executor opens it once for all tasks of the job.
 *
 * @param id of the job, unique within the program that started it
 * @param model {@link ModelBytes}
 * @param fingerprint of the data set on the driver; an executor with another fingerprint refuses the task
 */
record Job(String id, Broadcast<byte[]> model, Datasets.Location location, String fingerprint) implements Serializable {
    private static final String ADVICE =
            "Put it on storage that every machine sees under this path, such as an NFS mount.";

    /** Model and data of an executor. It runs one task at a time, whose arithmetic uses all its threads. */
    static final class ExecutorContext {
        private static final AtomicReference<ExecutorContext> CURRENT = new AtomicReference<>();

        private final Job job;
        private final CamModel model;
        private final Dataset data;
        private final Map<ImageValues.Key, Sample> samples = new HashMap<>();
        private final Set<String> unreadable = new HashSet<>();
        private final AtomicReference<Object> tool = new AtomicReference<>();

        private ExecutorContext(Job job, CamModel model, Dataset data) {
            this.job = job;
            this.model = model;
            this.data = data;
            for (Split split : Split.values()) {
                data.samples(split).forEach(sample -> samples.putIfAbsent(key(sample), sample));
            }
        }

        CamModel model() {
            return model;
        }

        Dataset data() {
            return data;
        }

        /** The samples of these keys, which the driver took from the same data. */
        List<Sample> samples(List<ImageValues.Key> keys) {
            return keys.stream().map(samples::get).toList();
        }

        /**
         * Accepts unreadable images, as a single process does, unless the data have changed since they were opened.
         *
         * @throws IOException in one line, when the folder is gone or holds something else by now
         */
        void leaveOut(Collection<Skipped> images) throws IOException {
            Set<String> ids = images.stream().map(Skipped::id).collect(Collectors.toSet());
            if (!unreadable.containsAll(ids)) {
                job.openData();
                unreadable.addAll(ids);
            }
        }

        /** Any other object that the job's tasks share, created by the first of them. */
        @SuppressWarnings("unchecked") // a job's tasks are all of one kind
        <T> T tool(Factory<T> factory) throws IOException {
            Object found = tool.get();
            if (found == null) {
                found = factory.create(this);
                tool.set(found);
            }
            return (T) found;
        }
    }

    /** Creates what {@link ExecutorContext#tool} keeps. */
    @FunctionalInterface
    interface Factory<T> {
        T create(ExecutorContext context) throws IOException;
    }

    /** Does a task's work. */
    @FunctionalInterface
    interface Work<T> {
        T run(ExecutorContext context) throws IOException;
    }

    static ImageValues.Key key(Sample sample) {
        return new ImageValues.Key(sample.id(), sample.label());
    }

    /** Runs a task in this process; an error in data or model becomes the task's result. */
    <T> TaskResult<T> run(Work<T> work) {
        synchronized (ExecutorContext.CURRENT) {
            ExecutorContext context = ExecutorContext.CURRENT.get();
            try {
                if (context == null || !context.job.id.equals(id)) {
                    ExecutorContext.CURRENT.set(null); // two networks may not fit
                    context = open();
                    ExecutorContext.CURRENT.set(context);
                }
                return TaskResult.of(work.run(context));
            } catch (IOException | IllegalArgumentException failure) {
                return TaskResult.none(String.valueOf(failure.getMessage()));
            }
        }
    }

    private ExecutorContext open() throws IOException {
        Locale.setDefault(Locale.ROOT); // the process of an executor is not started by this program
        Kernels.switchOn();
        return new ExecutorContext(this, ModelBytes.open(model.value()), openData());
    }

    /** The data as this process sees them now. */
    private Dataset openData() throws IOException {
        String where = String.format(
                Locale.ROOT,
                "Data set '%s' in %s, seen from executor %s on %s",
                location.id(),
                location.folder().isEmpty() ? "no folder" : location.folder(),
                SparkEnv.get().executorId(),
                host());
        Dataset data;
        try {
            data = location.open();
        } catch (FileSystemException | UncheckedIOException unreadable) { // its message is but a path
            throw new IOException(
                    String.format(Locale.ROOT, "%s: it cannot be read: %s. %s", where, unreadable, ADVICE), unreadable);
        } catch (IOException | IllegalArgumentException unreachable) {
            String found = String.valueOf(unreachable.getMessage()).replaceFirst("\\.$", "");
            throw new IOException(String.format(Locale.ROOT, "%s: %s. %s", where, found, ADVICE), unreachable);
        }
        if (!data.fingerprint().equals(fingerprint)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s: its fingerprint is %s, expected %s as the driver sees it. %s",
                    where,
                    data.fingerprint(),
                    fingerprint,
                    ADVICE));
        }
        return data;
    }

    private static String host() {
        try {
            InetAddress host = InetAddress.getLocalHost();
            return String.format(Locale.ROOT, "host %s (%s)", host.getHostName(), host.getHostAddress());
        } catch (UnknownHostException nameless) { // by its address alone, as the driver knows it
            return "host " + SparkEnv.get().blockManager().blockManagerId().host();
        }
    }
}
