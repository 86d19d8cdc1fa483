package org.cam4j.experiments.faults;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cam4j.datasets.write.Folders;
import org.cam4j.experiments.cli.Cam4j;
import org.cam4j.training.internal.keras.KerasImport;

/**
 * A process that reads one file after the other whose reading may end it: Keras files go through the HDF5 library, models through native layers. Starting one for each
 * file would take a hundred times as long; when it crashes another takes its place.
 */
final class FileWorker implements Closeable {
    /** After so many the HDF5 library holds too many damaged files open. */
    private static final int MOST_FILES = 500;

    private static final String READY = "ready";

    /** What is done with a file. */
    enum Task {
        /** Imports a Keras model. */
        KERAS(4_000) {
            @Override
            String answer(Path file, Path result) throws IOException {
                KerasImport.main(new String[] {file.toString(), result.toString()});
                Path refused = result.resolve("refused.txt");
                return Files.exists(refused) ? "refused " + Files.readString(refused) : "accepted";
            }
        },
        /** Explains an image by a model, forwards and backwards, as {@code cam4j explain} does. */
        MODEL(20_000) {
            @Override
            String answer(Path file, Path result) throws IOException {
                Path image = result.resolve("image.png");
                IntactFiles.picture(image, "png");
                StringWriter out = new StringWriter();
                StringWriter err = new StringWriter();
                int code = Cam4j.run(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        "explain",
                        "--quiet",
                        "--method",
                        "grad-cam",
                        "--model",
                        file.toString(),
                        "--image",
                        image.toString(),
                        "--out",
                        result.resolve("out").toString());
                List<String> lines = err.toString().lines().toList();
                if (code == 0 && lines.isEmpty()) {
                    return "accepted";
                }
                return (code != 0 && lines.size() == 1 ? "refused " : "wrong ") + String.join(" | ", lines);
            }
        };

        private final long patience;

        Task(long patience) {
            this.patience = patience;
        }

        abstract String answer(Path file, Path result) throws IOException;
    }

    /** The process that read the file has ended or hung. */
    static final class Crash extends IOException {
        private static final long serialVersionUID = 1;

        Crash(String message) {
            super(message);
        }
    }

    private final Task task;
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream questions;
    private int files;

    private FileWorker(Task task, Process process) {
        this.task = task;
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Starts one that is ready to read. */
    static FileWorker start(Task task) throws IOException {
        FileWorker worker = new FileWorker(
                task,
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx1g",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:-CreateCoredumpOnCrash",
                                "-Dorg.bytedeco.javacpp.maxbytes=2g",
                                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                                "-XX:ErrorFile="
                                        + Path.of("target", "worker-crash.txt").toAbsolutePath(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                FileWorker.class.getName(),
                                task.name())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
        for (String line = worker.answers.readLine(); !READY.equals(line); line = worker.answers.readLine()) {
            if (line == null) {
                throw new IOException("the worker does not start");
            }
        }
        return worker;
    }

    /** Whether it can take another file. */
    boolean isUsable() {
        return process.isAlive() && files < MOST_FILES;
    }

    /**
     * Reads a file.
     *
     * @throws Crash if the process ends or hangs
     * @throws IOException if the file is refused in one line
     * @throws AssertionError if it is refused in another way
     */
    void read(Path file) throws IOException {
        files++;
        questions.println(file);
        long end = System.nanoTime() + task.patience * 1_000_000;
        while (true) {
            String line = "";
            if (answers.ready()) {
                line = String.valueOf(answers.readLine());
            } else if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new Crash(process.isAlive() ? "not done in time" : "the process ends");
            } else {
                pause();
            }
            if (line.equals("accepted")) {
                return;
            }
            if (line.startsWith("refused ")) {
                throw new IOException(line);
            }
            if (line.startsWith("wrong ")) {
                throw new AssertionError(line);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The other side: a line with a file in, a line with what became of it out. */
    public static void main(String[] arguments) throws IOException {
        Task task = Task.valueOf(arguments[0]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Path results = Files.createTempDirectory("worker");
        System.out.println(READY);
        try {
            in.lines().forEach(file -> System.out.println(answer(task, Path.of(file), results)));
        } finally {
            Folders.delete(results);
        }
    }

    private static String answer(Task task, Path file, Path results) {
        try {
            return task.answer(file, Files.createTempDirectory(results, "file"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
