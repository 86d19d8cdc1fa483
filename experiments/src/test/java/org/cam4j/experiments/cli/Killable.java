package org.cam4j.experiments.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program as a process of its own, which can be killed; what it says goes to a file. */
final class Killable {
    private static final String UNFINISHED = ".tmp";
    /** Written to find out whether a folder can be written, and removed at once. */
    private static final String PROBE = ".writable-";

    private final Process process;
    private final Path log;
    private final FileTime started;

    /**
     * Starts it.
     *
     * @param folder takes what it says
     * @param options of the Java machine; memory is 1 GB of heap and 2 GB beside it where they say nothing else
     * @param arguments of the program
     */
    Killable(Path folder, List<String> options, List<?> arguments) throws IOException {
        log = Files.createTempFile(folder, "said", ".txt");
        started = Files.getLastModifiedTime(log);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // starts sooner
                "-Dorg.bytedeco.javacpp.maxbytes=2g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Cam4j.class.getName()));
        arguments.forEach(argument -> command.add(argument.toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    String said() throws IOException {
        return Files.readString(log);
    }

    /** Lines that it has said and that look like this. */
    long said(String pattern) throws IOException {
        return said().lines().filter(line -> line.matches(pattern)).count();
    }

    long id() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it has ended; the exit code. */
    int code() throws InterruptedException {
        return process.waitFor();
    }

    /** Asks it to end, as SIGTERM does. */
    void terminate() {
        process.destroy();
    }

    /** Waits until it has said one of these; false if it has ended before. */
    boolean says(String... texts) throws IOException, InterruptedException {
        while (Stream.of(texts).noneMatch(said()::contains)) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }

    /** Kills it, if it does not end by then. */
    boolean kill(long milliseconds) throws InterruptedException {
        boolean ended = process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        return !ended;
    }

    /** Kills it at the first file of the folder that it is writing from then on, if it writes one before it ends. */
    boolean killWhileWriting(Path folder, long milliseconds) throws IOException, InterruptedException {
        boolean ended = process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
        while (!ended && unfinished(folder).isEmpty()) {
            ended = !process.isAlive();
        }
        process.destroyForcibly().waitFor();
        return !ended;
    }

    /** The files of a folder, or of one in it, that this process began and did not finish; such a file is never read. */
    List<String> unfinished(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.find(
                    folder,
                    3,
                    (file, attributes) -> file.toString().endsWith(UNFINISHED)
                            && !String.valueOf(file.getFileName()).startsWith(PROBE)
                            && attributes.lastModifiedTime().compareTo(started) >= 0)) {
                files.forEach(file ->
                        names.add(String.valueOf(file.getFileName()).replaceAll("^\\.|-[0-9a-f]{16}(?=\\.tmp$)", "")));
            } catch (UncheckedIOException goneMeanwhile) {
                return names;
            }
        }
        return names;
    }
}
