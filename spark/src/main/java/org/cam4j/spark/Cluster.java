package org.cam4j.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** A connection to Spark. It listens on this machine only, unless {@link ClusterOptions#host} is set. */
final class Cluster implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    /** What makes arithmetic fast and file names readable, for executors as for this process. */
    private static final List<String> ENVIRONMENT =
            List.of("OMP_WAIT_POLICY", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "LC_ALL");

    private final JavaSparkContext spark;
    private final SparkProgress watch;

    private Cluster(JavaSparkContext spark, SparkProgress watch) {
        this.spark = spark;
        this.watch = watch;
    }

    /**
     * Connects.
     *
     * @param threads of an executor, which has one task at a time
     * @param notes receives lines for the user
     * @throws IOException in one line, when there is no connection
     */
    static Cluster connect(ClusterOptions options, int threads, Consumer<String> notes) throws IOException {
        SparkConf settings = settings(options, threads);
        SparkProgress watch = new SparkProgress(notes);
        JavaSparkContext spark;
        try {
            spark = new JavaSparkContext(settings);
        } catch (RuntimeException failure) {
            throw new IOException(
                    String.format(Locale.ROOT, "Spark does not start on %s: %s", master(settings), oneLine(failure)),
                    failure);
        }
        String level = System.getenv("CAM4J_LOG");
        if (level != null) {
            spark.setLogLevel(level.toUpperCase(Locale.ROOT));
        }
        spark.sc().addSparkListener(watch);
        if (spark.sc().uiWebUrl().isDefined()) {
            notes.accept("Spark's page: " + spark.sc().uiWebUrl().get());
        }
        return new Cluster(spark, watch);
    }

    static SparkConf settings(ClusterOptions options, int threads) {
        SparkConf settings = new SparkConf();
        options.master().ifPresent(settings::setMaster);
        String master = master(settings);
        boolean local = master.startsWith("local");
        if (options.host().isEmpty() && master.startsWith("spark:") && !isLoopback(master)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--master %s: executors on other machines must reach this one; add --host with its address, on which it then listens.",
                    master));
        }
        String host = options.host().orElse(LOOPBACK);
        int heap = options.executorMegabytes() / 4;
        settings.setIfMissing("spark.app.name", "cam4j");
        settings.setIfMissing("spark.driver.host", host);
        settings.setIfMissing("spark.driver.bindAddress", host);
        settings.setIfMissing(
                "spark.ui.enabled",
                String.valueOf(host.equals(System.getenv("SPARK_LOCAL_IP")))); // it binds to that alone
        settings.setIfMissing("spark.ui.showConsoleProgress", "false");
        settings.setIfMissing("spark.driver.maxResultSize", "0");
        settings.setIfMissing("spark.executor.memory", heap + "m");
        settings.setIfMissing("spark.executor.cores", String.valueOf(threads));
        settings.setIfMissing("spark.task.cpus", String.valueOf(local ? 1 : threads));
        settings.setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        settings.setIfMissing("spark.executor.extraJavaOptions", javaOptions(options.executorMegabytes() - heap));
        settings.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", String.valueOf(threads));
        for (String name : ENVIRONMENT) {
            String value = System.getenv(name);
            if (value != null) {
                settings.setIfMissing("spark.executorEnv." + name, value);
            }
        }
        options.settings().forEach(settings::set);
        return settings;
    }

    private static String master(SparkConf settings) {
        if (!settings.contains("spark.master")) {
            throw new IllegalArgumentException(
                    "No master was named: add --master, such as local[1] or spark://127.0.0.1:7077.");
        }
        return settings.get("spark.master");
    }

    private static boolean isLoopback(String master) {
        return Stream.of("spark://127.", "spark://localhost:", "spark://[::1]").anyMatch(master::startsWith);
    }

    /** What Spark needs of Java 17 as this process was given it, and what the arrays may take. */
    private static String javaOptions(int arrayMegabytes) {
        String opens = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .collect(Collectors.joining(" "));
        return opens + " -Dorg.bytedeco.javacpp.maxbytes=" + arrayMegabytes
                + "m -Dorg.bytedeco.javacpp.maxphysicalbytes=0 -Djava.awt.headless=true -Dfile.encoding=UTF-8";
    }

    <T> Broadcast<T> broadcast(T value) {
        return spark.broadcast(value);
    }

    /**
     * Runs a task for every input.
     *
     * @param description for Spark's page
     * @param finished receives the number of finished tasks
     * @return the answers in the order of the inputs
     * @throws IOException in one line, when Spark gave up or a task had a problem
     */
    <I, T> List<T> run(String description, List<I> inputs, Function<I, TaskResult<T>> task, IntConsumer finished)
            throws IOException {
        watch.begin(finished);
        spark.setJobDescription(description);
        List<TaskResult<T>> answers;
        try {
            answers = spark.parallelize(inputs, inputs.size()).map(task).collect();
        } catch (Exception failure) { // SparkException, which Scala does not declare
            throw new IOException("Spark gave up: " + oneLine(failure), failure);
        }
        List<T> values = new ArrayList<>();
        for (TaskResult<T> answer : answers) {
            values.add(answer.get());
        }
        return values;
    }

    private static String oneLine(Exception failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.lines().findFirst().orElse("");
    }

    /** What a run's record says of it. */
    Map<String, Object> record() {
        SparkProgress.Counted counted = watch.counted();
        return Map.of(
                "spark", spark.version(),
                "master", spark.master(),
                "executors", counted.executors(),
                "hosts", counted.hosts(),
                "executorsLost", counted.executorsLost(),
                "tasks", counted.tasks(),
                "tasksRepeated", counted.tasksRepeated());
    }

    @Override
    public void close() {
        watch.close();
        spark.close();
    }
}
