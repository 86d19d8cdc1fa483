package org.cam4j.experiments.faults;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cam4j.datasets.write.Folders;
import org.cam4j.training.backbone.KerasImport;

/**
 * A process that reads one Keras file after the other, as the one does that the library starts for each; it takes a hundredth of the time, and when it crashes another
 * takes its place.
 */
final class KerasWorker implements Closeable {
    /** After so many the HDF5 library holds too many damaged files open. */
    private static final int MOST_FILES = 500;

    private static final String READY = "ready";
    private static final long PATIENCE = 4_000;

    /** The process that read the file has ended or hung. */
    static final class Crash extends IOException {
        private static final long serialVersionUID = 1;

        Crash(String message) {
            super(message);
        }
    }

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream questions;
    private int files;

    private KerasWorker(Process process) {
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Starts one that is ready to read. */
    static KerasWorker start() throws IOException {
        KerasWorker worker = new KerasWorker(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ErrorFile=" + Path.of("target", "keras-crash.txt").toAbsolutePath(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KerasWorker.class.getName())
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
     * @throws IOException if the file is refused
     */
    void read(Path file) throws IOException {
        files++;
        questions.println(file);
        long end = System.nanoTime() + PATIENCE * 1_000_000;
        while (true) {
            String line = "";
            if (answers.ready()) {
                line = String.valueOf(answers.readLine());
            } else if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new Crash(process.isAlive() ? "not done after 4 s" : "the process ends");
            } else {
                pause();
            }
            if (line.equals("accepted")) {
                return;
            }
            if (line.startsWith("refused ")) {
                throw new IOException(line);
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
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Path results = Files.createTempDirectory("keras");
        System.out.println(READY);
        try {
            in.lines().forEach(file -> System.out.println(answer(Path.of(file), results)));
        } finally {
            Folders.delete(results);
        }
    }

    private static String answer(Path file, Path results) {
        try {
            Path result = Files.createTempDirectory(results, "one");
            KerasImport.main(new String[] {file.toString(), result.toString()});
            Path refused = result.resolve("refused.txt");
            return Files.exists(refused) ? "refused " + Files.readString(refused) : "accepted";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
