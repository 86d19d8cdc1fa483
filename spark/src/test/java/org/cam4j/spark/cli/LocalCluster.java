package org.cam4j.spark.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Spark's own cluster on this machine: a master and workers of one core each, every one a process of its own, from the classes of spark-core. */
final class LocalCluster implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final Path folder;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    /**
     * Starts the processes and waits until all workers are known to the master.
     *
     * @param folder for logs and whatever executors leave
     */
    LocalCluster(Path folder, int workers) throws IOException, InterruptedException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("home/jars")); // empty: executors get the class path of the tests
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            port = free.getLocalPort();
        }
        start("master", "org.apache.spark.deploy.master.Master", "--port", String.valueOf(port));
        for (int number = 0; number < workers; number++) {
            start(
                    "worker" + number,
                    "org.apache.spark.deploy.worker.Worker",
                    "--cores",
                    "1",
                    "--memory",
                    "4g",
                    "--work-dir",
                    folder.resolve("work" + number).toString(),
                    master());
            while (!Files.readString(folder.resolve("worker" + number + ".txt")).contains("Successfully registered")) {
                if (processes.stream().anyMatch(process -> !process.isAlive())) {
                    throw new IOException("The cluster does not start; see " + folder);
                }
                Thread.sleep(100);
            }
        }
    }

    /** The master's address. */
    String master() {
        return "spark://%s:%d".formatted(HOST, port);
    }

    /** The ids of the workers' processes, whose children are the executors. */
    List<Long> workers() {
        return processes.subList(1, processes.size()).stream().map(Process::pid).toList();
    }

    private void start(String name, String main, String... arguments) throws IOException {
        Path log = folder.resolve(name + ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("opens.txt").toAbsolutePath(),
                "-Xmx512m",
                "-Dlog4j.configuration=" + LocalCluster.class.getResource("/cluster-log4j.properties"),
                "-cp",
                System.getProperty("java.class.path"),
                main,
                "--host",
                HOST,
                "--webui-port",
                "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.12");
        processes.add(builder.start());
    }

    @Override
    public void close() throws IOException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        try {
            for (Process process : processes) {
                process.waitFor(20, TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
